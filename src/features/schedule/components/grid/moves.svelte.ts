import { deserialize } from '$app/forms';
import type { MoveWarning } from '#domain/agenda-move.ts';
import type { RefusalKind } from '#domain/result.ts';
import { m } from '#texts/compiled/messages.js';
import { refusalText } from '#texts/refusals.ts';
import { currentToast, dismissToast, toast } from '#ui/feedback/toasts.svelte.ts';
import type { AgendaEvent } from '../../agenda.ts';
import { hourText } from '../../hours/hours-line.ts';
import type { AgendaDay } from '../../views.ts';
import { isSameColumn, type Place } from './drag.svelte.ts';

/** A drop that has not been answered yet: drawn where it was dropped. */
interface Pending extends Place {
  event: AgendaEvent;
}
export interface Question extends Pending {
  warnings: MoveWarning[];
}
type Answer =
  | { done: 'moved'; moveId: string; told: boolean }
  | { done: 'undone' }
  | { refusal: RefusalKind; warnings?: MoveWarning[] }
  | null;

interface Options {
  /** The form action of this page with that name, for that specialist. */
  action: (name: string, specialistId: string) => string;
  refresh: () => Promise<void>;
  /** Says it to readers; what went wrong stands on the page too. */
  say: (words: string) => void;
  /** Whether that day stands on the page. */
  sees: (date: string) => boolean;
}

/**
 * Sends what was dropped and shows it there at once; the server's answer wins (B9). What is done can be undone from
 * the toast; what was refused goes back with words.
 */
export function createMoves({ action, refresh, say, sees }: Options) {
  let pending = $state.raw<readonly Pending[]>([]);
  let question = $state.raw<Question | null>(null);
  let trouble = $state.raw<string | null>(null);
  /** What Ctrl+Z takes back; the server says whether it is still time. */
  let last: { drop: Pending; moveId: string } | null = null;

  async function ask(name: string, specialistId: string, fields: Record<string, string>): Promise<Answer> {
    try {
      const answer = await fetch(action(name, specialistId), {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { accept: 'application/json', 'x-sveltekit-action': 'true' },
      });
      const result = deserialize(await answer.text());
      return result.type === 'success' || result.type === 'failure' ? (result.data as unknown as Answer) : null;
    } catch {
      return null;
    }
  }

  async function send(drop: Pending, evenSo: boolean): Promise<void> {
    const { event, column, startsMinute, endsMinute } = drop;
    trouble = null;
    pending = [...pending.filter((one) => one.event.id !== event.id), drop];
    const answer = await ask('mover', column.specialistId, {
      cita: event.id,
      inicio: 'otra',
      dia: column.date,
      hora: hourText(startsMinute),
      minutos: String(endsMinute - startsMinute),
      desde: event.startsAt.toISOString(),
      ...(evenSo ? { igual: 'si' } : {}),
    });
    const asks = answer && 'refusal' in answer && answer.refusal === 'outside-hours';
    await refresh();
    pending = pending.filter((one) => one !== drop);
    if (asks) question = { ...drop, warnings: answer.warnings ?? ['outside-hours'] };
    else if (answer && 'done' in answer && answer.done === 'moved') told(drop, answer);
    else troubled(answer && 'refusal' in answer ? answer.refusal : 'try-again-later');
  }

  function told(drop: Pending, answer: { moveId: string; told: boolean }) {
    last = { drop, moveId: answer.moveId };
    const name = drop.event.patientName;
    const until = hourText(drop.endsMinute);
    const moved = { name, day: drop.column.name, hour: hourText(drop.startsMinute) };
    toast(answer.told ? m.agenda_toast_moved(moved) : m.agenda_toast_stretched({ name, until }), {
      word: m.agenda_undo(),
      run: () => void undo(drop, answer.moveId),
    });
  }

  async function undo(drop: Pending, moveId: string): Promise<void> {
    last = null;
    const answer = await ask('deshacer', drop.column.specialistId, { cambio: moveId });
    await refresh();
    if (!answer || !('done' in answer)) return troubled(answer ? answer.refusal : 'try-again-later');
    const words = m.agenda_undone({ name: drop.event.patientName });
    // It went back to another week: nothing on the page shows it.
    if (sees(drop.event.date)) say(words);
    else toast(words);
  }

  function troubled(kind: RefusalKind) {
    trouble = refusalText(kind);
  }

  return {
    get question() {
      return question;
    },
    get trouble() {
      return trouble;
    },
    /** Something dropped is not answered yet: the page must not be asked for by anybody else, whose answer would come first. */
    get unanswered() {
      return pending.length > 0;
    },
    dismissTrouble: () => (trouble = null),
    /** Takes the last drop back; false where there is none. */
    undoLast(): boolean {
      if (!last) return false;
      // What it says is no longer so, and its button is what was just pressed.
      const said = currentToast();
      if (said) dismissToast(said.id);
      void undo(last.drop, last.moveId);
      return true;
    },
    drop(one: Pending & { warnings: MoveWarning[] }) {
      const { warnings, ...drop } = one;
      if (warnings.length > 0) question = one;
      else void send(drop, false);
    },
    answer(yes: boolean) {
      const asked = question;
      question = null;
      if (yes && asked) void send(asked, true);
    },
    /** The columns as they will be once everything dropped is answered. */
    shown(columns: AgendaDay[]): AgendaDay[] {
      if (pending.length === 0) return columns;
      return columns.map((column) => {
        const stays = column.events.filter((event) => !pending.some((one) => one.event.id === event.id));
        const arrives = pending.filter((one) => isSameColumn(one.column, column)).map(placed);
        return { ...column, events: [...stays, ...arrives].sort((a, b) => a.minute - b.minute) };
      });
    },
  };
}

function placed({ event, column, startsMinute, endsMinute }: Pending): AgendaEvent {
  return {
    ...event,
    date: column.date,
    minute: startsMinute,
    durationMinutes: endsMinute - startsMinute,
    hour: hourText(startsMinute),
    endHour: hourText(endsMinute),
  };
}
