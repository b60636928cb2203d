import { dropVerdict, type Verdict } from '#domain/agenda-move.ts';
import type { AgendaEvent } from '../../agenda.ts';
import { dayTimes, type AgendaDay } from '../../views.ts';
import { bestModality, type Place } from './drag.svelte.ts';

const usualMinutes = 30;

export interface CursorPlace extends Place {
  /** Which column of the grid, from 0. */
  index: number;
  /** The appointment that stands there; null where none does. */
  over: AgendaEvent | null;
  /** What a new appointment there would mean. */
  verdict: Verdict;
}
interface Bounds {
  columns: AgendaDay[];
  elapsed: number;
  fromMinute: number;
  untilMinute: number;
}

/** The hour of the grid that the keyboard stands on, where a new appointment can be begun (B9). */
export function createCursor(bounds: () => Bounds) {
  let wanted = $state<number | null>(null);
  let start = $state<number | null>(null);
  let minutes = $state<number | null>(null);

  const place = $derived.by((): CursorPlace | null => {
    const { columns, elapsed, fromMinute, untilMinute } = bounds();
    const today = columns.findIndex((one) => one.isToday);
    const index = Math.min(wanted ?? Math.max(0, today), columns.length - 1);
    const column = columns[index];
    if (!column) return null;
    const startsMinute = Math.max(fromMinute, Math.min(untilMinute - column.gridStep, start ?? beginningOf(column, elapsed)));
    const times = dayTimes(column, elapsed);
    const over =
      column.events.find((one) => one.minute <= startsMinute && startsMinute < one.minute + one.durationMinutes) ?? null;
    // What begins while it would last ends it there, as a press with the mouse does.
    const next = times.taken
      .filter((one) => one.kind !== 'external' && one.startsMinute > startsMinute)
      .map((one) => one.startsMinute);
    const endsMinute = Math.min(startsMinute + (minutes ?? usualMinutes), 1440, ...next);
    const span = { column, startsMinute, endsMinute };
    const verdict = dropVerdict(times, {
      startsMinute,
      endsMinute,
      modality: bestModality(span),
      except: null,
      keepsStart: false,
    });
    return { ...span, index, over, verdict };
  });

  return {
    get place() {
      return place;
    },
    /** Somebody said how long. */
    get stretched() {
      return minutes !== null;
    },
    /** Steps of the grid up or down, columns to the side; says in which direction it would leave the page, else 0. */
    step(steps: number, sideways: number): -1 | 0 | 1 {
      if (!place) return 0;
      const index = place.index + sideways;
      if (index < 0) return -1;
      if (index >= bounds().columns.length) return 1;
      wanted = index;
      start = place.startsMinute + steps * place.column.gridStep;
      return 0;
    },
    /** So many minutes earlier or later. */
    jump(by: number) {
      if (place) start = place.startsMinute + by;
    },
    stretch(steps: number) {
      if (!place) return;
      const { gridStep } = place.column;
      minutes = Math.max(gridStep, place.endsMinute - place.startsMinute + steps * gridStep);
    },
    /** The page was turned: it comes in from the side. */
    enter(direction: -1 | 1) {
      start = place?.startsMinute ?? null;
      wanted = direction > 0 ? 0 : bounds().columns.length - 1;
    },
    /** Right behind an appointment, where it was focused. */
    goTo(column: AgendaDay, minute: number) {
      wanted = bounds().columns.findIndex((one) => one.key === column.key);
      start = minute;
    },
  };
}
export type GridCursor = ReturnType<typeof createCursor>;

/** Now, rounded up, on a day under way; the first hour that is worked on any other. */
function beginningOf(column: AgendaDay, elapsed: number): number {
  const now = column.isToday ? column.nowMinute + elapsed : 0;
  const worked = [...column.open.video, ...column.open.in_person].map((span) => span.startsMinute);
  return Math.max(Math.ceil(now / column.gridStep) * column.gridStep, worked.length > 0 ? Math.min(...worked) : 540);
}
