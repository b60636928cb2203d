/** "Avísame cuando me toque" (V3): when a patient who left the waiting room is called back. */

const MOST_CALLS = 3;
const PAUSE_MS = 2 * 60_000;

export interface CallBackQuestion {
  askedAt: Date | null;
  calledAt: Date | null;
  calls: number;
  present: boolean;
  now: Date;
}

/** Whoever asked for it and is away; at most three times, two minutes apart. */
export function mayCallBack({ askedAt, calledAt, calls, present, now }: CallBackQuestion): boolean {
  if (askedAt === null || present || calls >= MOST_CALLS) return false;
  return calledAt === null || now.getTime() - calledAt.getTime() >= PAUSE_MS;
}
