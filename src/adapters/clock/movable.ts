import type { MovableClock } from '#ports/clock.ts';

/** The clock of rehearsal and tests: product time runs `offset` milliseconds ahead of machine time, which is never moved. */
export function movableClock(options: { offset?: number } = {}): MovableClock {
  let offset = options.offset ?? 0;
  return {
    now: () => new Date(Date.now() + offset),
    machineNow: () => new Date(Date.now()),
    moveTo(instant) {
      offset = instant.getTime() - Date.now();
    },
    offset: () => offset,
  };
}
