/** How a provider has been of late: after three failures in a row it is left alone for a while (M6, fault 4). */
export interface Breaker {
  failures: number;
  /** Nobody asks it before. */
  closedUntil: Date | null;
}

export const freshBreaker: Breaker = { failures: 0, closedUntil: null };

const FAILURES_UNTIL_PAUSE = 3;
const FIRST_PAUSE_SECONDS = 15;
const LONGEST_PAUSE_SECONDS = 300;

/** May it be asked now? After a pause one failure is enough for the next, twice as long. */
export function mayAsk({ closedUntil }: Breaker, now: Date): boolean {
  return closedUntil === null || now >= closedUntil;
}

/**
 * What an answer means for the next to ask: `well` forgets all, `failed` (no answer, a fault of theirs) counts, and who
 * says for how many seconds to stay away is left alone at once for so long (fault 5).
 */
export function after(breaker: Breaker, answer: 'well' | 'failed' | { askedToWaitSeconds: number }, now: Date): Breaker {
  if (answer === 'well') return freshBreaker;
  if (answer !== 'failed') return { ...breaker, closedUntil: later(now, answer.askedToWaitSeconds) };
  const failures = breaker.failures + 1;
  if (failures < FAILURES_UNTIL_PAUSE) return { failures, closedUntil: null };
  const pause = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (failures - FAILURES_UNTIL_PAUSE));
  const until = later(now, pause);
  return { failures, closedUntil: breaker.closedUntil && breaker.closedUntil > until ? breaker.closedUntil : until };
}

/** Whole seconds until it may be asked, at least one. */
export function secondsLeft({ closedUntil }: Breaker, now: Date): number {
  return Math.max(1, Math.ceil(((closedUntil?.getTime() ?? 0) - now.getTime()) / 1000));
}

function later(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
