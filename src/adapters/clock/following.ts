import type { Clock } from '#ports/clock.ts';

export interface FollowingClock extends Clock {
  /** Asks the database for its time; what it answers is believed from then on. */
  follow(ask: () => Promise<Date>): Promise<void>;
  /** How far this machine's own clock was off when the database was last asked, in milliseconds. */
  offBy(): number;
}

/**
 * The clock of production: this machine's, put right by the database's, so that several machines agree on what is due
 * and on whose lease is over (fault 6). Product time and machine time are the same.
 */
export function followingClock(machine: () => Date = () => new Date(Date.now())): FollowingClock {
  let ahead = 0;
  const now = () => new Date(machine().getTime() - ahead);
  return {
    now,
    machineNow: now,
    async follow(ask) {
      const before = machine().getTime();
      const database = (await ask()).getTime();
      // The answer is half a round trip old.
      ahead = (before + machine().getTime()) / 2 - database;
    },
    offBy: () => ahead,
  };
}
