import { dropVerdict, snapTo, type Verdict } from '#domain/agenda-move.ts';
import type { AgendaEvent } from '../../agenda.ts';
import { dayTimes, type AgendaDay } from '../../views.ts';

export type Grip = 'move' | 'stretch' | 'draw';

/** Something in the air: an appointment that moves or is stretched, or the outline of a new one. */
export interface Lifted {
  grip: Grip;
  by: 'pointer' | 'keys';
  /** Null while a new one is drawn. */
  event: AgendaEvent | null;
  from: { column: AgendaDay; startsMinute: number; endsMinute: number };
  column: AgendaDay;
  startsMinute: number;
  endsMinute: number;
  verdict: Verdict;
}
export type Place = Pick<Lifted, 'column' | 'startsMinute' | 'endsMinute'>;

/** What is in the air over these columns, and what dropping it would mean. Everything stays with one specialist (B6). */
export function createDrag(columns: () => AgendaDay[], elapsedMinutes: () => number) {
  let lifted = $state.raw<Lifted | null>(null);

  function judged(one: Omit<Lifted, 'verdict'>): Lifted {
    const wanted = {
      startsMinute: one.startsMinute,
      endsMinute: one.endsMinute,
      modality: one.event?.modality ?? bestModality(one),
      except: one.event?.id ?? null,
      keepsStart: one.grip === 'stretch',
    };
    return { ...one, verdict: dropVerdict(dayTimes(one.column, elapsedMinutes()), wanted) };
  }

  function shifted(one: Lifted, column: AgendaDay, by: number): Lifted {
    const length = one.endsMinute - one.startsMinute;
    const start = Math.max(0, Math.min(1440 - length, one.startsMinute + by));
    return judged({ ...one, grip: 'move', column, startsMinute: start, endsMinute: start + length });
  }
  const ownColumns = (one: Lifted) => columns().filter((column) => column.specialistId === one.column.specialistId);

  return {
    get lifted() {
      return lifted;
    },
    lift(event: AgendaEvent, column: AgendaDay, grip: 'move' | 'stretch', by: Lifted['by']) {
      const place = { column, startsMinute: event.minute, endsMinute: event.minute + event.durationMinutes };
      lifted = judged({ grip, by, event, from: place, ...place });
    },
    draw(column: AgendaDay, minute: number) {
      const start = Math.floor(minute / column.gridStep) * column.gridStep;
      // What follows at once does not forbid a press: the outline ends where it begins.
      const next = dayTimes(column, 0)
        .taken.filter((one) => one.kind !== 'external' && one.startsMinute > start)
        .map((one) => one.startsMinute);
      const place = { column, startsMinute: start, endsMinute: Math.min(start + 30, ...next) };
      lifted = judged({ grip: 'draw', by: 'pointer', event: null, from: place, ...place });
    },
    /** The pointer is over this column, this many minutes from where it took hold. */
    pointTo(column: AgendaDay, deltaMinutes: number) {
      if (!lifted) return;
      const { grip, from } = lifted;
      const here = column.specialistId === from.column.specialistId ? column : lifted.column;
      const step = here.gridStep;
      if (grip === 'move') {
        const length = from.endsMinute - from.startsMinute;
        const start = Math.max(0, Math.min(1440 - length, snapTo(from.startsMinute + deltaMinutes, step)));
        lifted = judged({ ...lifted, column: here, startsMinute: start, endsMinute: start + length });
      } else {
        const shortest = grip === 'draw' ? step : 5;
        const wanted = snapTo((grip === 'draw' ? from.startsMinute : from.endsMinute) + deltaMinutes, step);
        const end = Math.min(1440, Math.max(from.startsMinute + shortest, wanted));
        lifted = judged({ ...lifted, endsMinute: grip === 'draw' && deltaMinutes < step ? from.endsMinute : end });
      }
    },
    /** One step of the grid up or down, one column to the side; says in which direction that leaves the page, else 0. */
    step(steps: number, sideways: number): -1 | 0 | 1 {
      if (!lifted) return 0;
      const list = ownColumns(lifted);
      const column = list[list.findIndex((one) => one.key === lifted?.column.key) + sideways];
      if (!column) return sideways < 0 ? -1 : 1;
      lifted = shifted(lifted, column, steps * column.gridStep);
      return 0;
    },
    /** So many minutes earlier or later on the same day. */
    jump(by: number) {
      if (lifted) lifted = shifted(lifted, lifted.column, by);
    },
    /** The page was turned under it: it comes in from the side. */
    enter(direction: -1 | 1) {
      if (!lifted) return;
      const list = ownColumns(lifted);
      const column = direction > 0 ? list[0] : list.at(-1);
      if (column) lifted = judged({ ...lifted, grip: 'move', column });
    },
    stretch(steps: number) {
      if (!lifted) return;
      const step = lifted.column.gridStep;
      const end = Math.max(lifted.startsMinute + Math.min(step, 5), Math.min(1440, lifted.endsMinute + steps * step));
      const untouched = lifted.startsMinute === lifted.from.startsMinute && isSameColumn(lifted.column, lifted.from.column);
      lifted = judged({ ...lifted, grip: untouched ? 'stretch' : 'move', endsMinute: end });
    },
    /** Takes it out of the air; what becomes of it decides whoever asked. */
    take(): Lifted | null {
      const one = lifted;
      lifted = null;
      return one;
    },
  };
}
export type AgendaDrag = ReturnType<typeof createDrag>;

/** Side by side a column is a person: the same one on another day is another column. */
export function isSameColumn(one: AgendaDay, other: AgendaDay): boolean {
  return one.key === other.key && one.date === other.date;
}

/** A new one may be of either modality: that which fits. */
export function bestModality({ column, startsMinute, endsMinute }: Place): 'video' | 'in_person' {
  const fits = column.open.video.some((span) => span.startsMinute <= startsMinute && endsMinute <= span.endsMinute);
  return fits ? 'video' : 'in_person';
}

/** Did it end where it began? */
export function isUnmoved({ column, startsMinute, endsMinute, from }: Lifted): boolean {
  return isSameColumn(column, from.column) && startsMinute === from.startsMinute && endsMinute === from.endsMinute;
}
