import type { Tx } from './world.ts';

/** Work that leaves the database, queued in the transaction that decides it and run after its commit. */
export interface JobPayloads {
  'process-card-event': { eventId: string };
  'expire-checkout': { checkoutId: string };
  /** Asks the card provider how a checkout stands. */
  'settle-checkout': { checkoutId: string };
  /** `amountCents`: what is to be given back of this payment in all, so that running twice gives back once. */
  'refund-payment': { paymentId: string; amountCents: number };
  /** `paymentId`: the saved card, or the charge already decided on it. */
  'charge-saved-card': { paymentId: string; amountCents: number };
  /** Sets the price aside on the saved card; the row of the hold is there already. */
  'hold-card': { paymentId: string };
  /** Takes of a hold what its row says. */
  'take-hold': { paymentId: string };
  'release-hold': { paymentId: string };
}
export type JobName = keyof JobPayloads;

export interface Queue {
  enqueue<Name extends JobName>(tx: Tx, name: Name, payloads: JobPayloads[Name][]): Promise<void>;
}
