import type { Modality } from './appointment.ts';

/** Moving, stretching and drawing in the agenda (B6, B9): what a drop would mean, and how long it can be taken back. */

/** For so long after the change the toast's undo is accepted. */
export const UNDO_SECONDS = 20;
/** The patient is told of a move only now: later than `UNDO_SECONDS`, so that who took it back wrote to nobody. */
const TELL_AFTER_SECONDS = 25;
/** An appointment is at least so long, and ends within its day. */
export const SHORTEST_MINUTES = 5;
export const LONGEST_MINUTES = 480;
const DAY_MINUTES = 1440;

/** When a move that can be undone is told to the patient (M1, M6). */
export function tellMoveAt(movedAt: Date): Date {
  return new Date(movedAt.getTime() + TELL_AFTER_SECONDS * 1000);
}

/** Only the last change, once, and while nobody has been told of it. */
export function mayUndoMove(move: { movedAt: Date; undoneAt: Date | null; isLast: boolean; now: Date }): boolean {
  return move.undoneAt === null && move.isLast && move.now.getTime() <= move.movedAt.getTime() + UNDO_SECONDS * 1000;
}

/** Minutes since midnight on the wall of one day; `endsMinute` is not part of it. */
export interface Stretch {
  startsMinute: number;
  endsMinute: number;
}
/** What takes time already: somebody's appointment, a booking under way, another calendar. */
export interface Taken extends Stretch {
  kind: 'appointment' | 'hold' | 'external';
  id: string;
}
/** One day of one specialist, as much of it as decides where something may be dropped. */
export interface DayTimes {
  taken: readonly Taken[];
  open: Record<Modality, readonly Stretch[]>;
  bufferMinutes: number;
  /** The part of the day that is over: 0 for a day ahead, 1440 for one past. */
  pastMinute: number;
}

export type Forbidden = 'over-appointment' | 'over-hold' | 'in-the-past' | 'beyond-the-day' | 'too-short';
export type MoveWarning = 'outside-hours' | 'into-buffer' | 'over-external';
export interface Verdict {
  /** Never: the database would refuse it too (B2). */
  forbidden: Forbidden | null;
  /** Allowed after a question (B6). */
  warnings: MoveWarning[];
}

/**
 * What dropping there would mean, said before it is dropped (B9). `except` is the appointment that moves;
 * `keepsStart` is set where only its end moves, which may be done while it runs.
 */
export function dropVerdict(
  day: DayTimes,
  wanted: Stretch & { modality: Modality; except: string | null; keepsStart: boolean },
): Verdict {
  const { startsMinute, endsMinute } = wanted;
  const others = day.taken.filter((one) => one.id !== wanted.except);
  const meets = (kind: Taken['kind']) => others.some((one) => one.kind === kind && overlap(one, wanted));
  const never = (forbidden: Forbidden): Verdict => ({ forbidden, warnings: [] });
  if (endsMinute - startsMinute < SHORTEST_MINUTES) return never('too-short');
  if (startsMinute < 0 || endsMinute > DAY_MINUTES || endsMinute - startsMinute > LONGEST_MINUTES) return never('beyond-the-day');
  if (wanted.keepsStart ? endsMinute <= day.pastMinute : startsMinute < day.pastMinute) return never('in-the-past');
  if (meets('appointment')) return never('over-appointment');
  if (meets('hold')) return never('over-hold');
  const inside = day.open[wanted.modality].some((span) => span.startsMinute <= startsMinute && endsMinute <= span.endsMinute);
  const room = { startsMinute: startsMinute - day.bufferMinutes, endsMinute: endsMinute + day.bufferMinutes };
  const cramped = others.some((one) => one.kind !== 'external' && overlap(one, room));
  return {
    forbidden: null,
    warnings: [
      ...(inside ? [] : (['outside-hours'] as const)),
      ...(cramped ? (['into-buffer'] as const) : []),
      ...(meets('external') ? (['over-external'] as const) : []),
    ],
  };
}

/** The grid on which appointments are moved: the largest of 15, 10 and 5 minutes that meets every offered start. */
export function gridMinutes(slotStepMinutes: number): number {
  return [15, 10, 5].find((minutes) => slotStepMinutes % minutes === 0) ?? 5;
}

/** The nearest line of the grid. */
export function snapTo(minute: number, gridStep: number): number {
  return Math.round(minute / gridStep) * gridStep;
}

/** Hours of one day on the wall: what is worked, extra hours added, time off taken out, joined and sorted (B1). */
export function openStretches(worked: readonly Stretch[], off: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const span of [...worked].sort((a, b) => a.startsMinute - b.startsMinute)) {
    const last = joined.at(-1);
    if (last && span.startsMinute <= last.endsMinute) last.endsMinute = Math.max(last.endsMinute, span.endsMinute);
    else joined.push({ ...span });
  }
  return off.reduce(without, joined);
}

function without(spans: Stretch[], off: Stretch): Stretch[] {
  return spans
    .flatMap((span) => [
      { startsMinute: span.startsMinute, endsMinute: Math.min(span.endsMinute, off.startsMinute) },
      { startsMinute: Math.max(span.startsMinute, off.endsMinute), endsMinute: span.endsMinute },
    ])
    .filter((span) => span.startsMinute < span.endsMinute);
}

function overlap(a: Stretch, b: Stretch): boolean {
  return a.startsMinute < b.endsMinute && b.startsMinute < a.endsMinute;
}
