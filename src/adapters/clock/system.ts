import type { Clock } from '#ports/clock.ts';

/** The clock of production: product time and machine time are the same. */
export function systemClock(): Clock {
  const now = () => new Date(Date.now());
  return { now, machineNow: now };
}
