/** Two clocks (docs/decisions/0004): product time can be moved in rehearsal and tests, machine time never. */
export interface Clock {
  /** Product time: appointments, holds, codes, messages, sessions, retention. */
  now(): Date;
  /** Machine time: leases, the queue, TURN credentials, webhook signatures, rate limits. */
  machineNow(): Date;
}

/** A clock whose product time can be moved. */
export interface MovableClock extends Clock {
  moveTo(instant: Date): void;
  /** How far product time is ahead of machine time, in milliseconds. */
  offset(): number;
}
