import type { Change } from '#domain/changes.ts';
import type { Tx, World } from '#ports/world.ts';
import { findStandingHold, followMove } from './card/hold.server.ts';
import { decideTake, findSavedCard, openCharge } from './card/saved-card.server.ts';
import { findStandingCharge, oweBack } from './refund.server.ts';

type Reacting = Pick<World, 'clock' | 'queue' | 'ids'>;

/** A hold that ended or an appointment cancelled leaves no page open on which it could still be paid (B4). */
export async function closeCheckouts(world: Pick<World, 'queue'>, tx: Tx, change: Change): Promise<void> {
  if (!('appointmentId' in change) || !change.appointmentId) return;
  const open = await tx
    .selectFrom('payments')
    .select('checkout_id')
    .where('appointment_id', '=', change.appointmentId)
    .where('status', '=', 'open')
    .where('checkout_id', 'is not', null)
    .execute();
  await world.queue.enqueue(
    tx,
    'expire-checkout',
    open.flatMap(({ checkout_id }) => (checkout_id ? [{ checkoutId: checkout_id }] : [])),
  );
}

/**
 * What a cancellation does with the money, by what the booking kept of it (B5, Y4): of what was paid the rest goes back,
 * of what is set aside the fee is taken and the rest let go, a card alone is charged the fee.
 */
export async function settleCancelled(world: Reacting, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'appointment-cancelled') return;
  const { appointmentId } = change;
  const row = await tx
    .selectFrom('appointments')
    .select(['cancel_keep_cents', 'payment', 'currency'])
    .where('id', '=', appointmentId)
    .executeTakeFirstOrThrow();
  const keepCents = row.cancel_keep_cents ?? 0;
  const charged = await findStandingCharge(tx, appointmentId).forUpdate().executeTakeFirst();
  const hold = await findStandingHold(tx, appointmentId, world.clock.now());
  if (charged) await oweBack(world, tx, charged.id, charged.amount_cents - keepCents);
  if (hold && (charged || keepCents === 0)) {
    await world.queue.enqueue(tx, 'release-hold', [{ paymentId: hold.id }]);
  } else if (hold) {
    await decideTake(world, tx, hold.id, Math.min(keepCents, hold.amount_cents));
  } else if (!charged && keepCents > 0 && (await findSavedCard(tx, appointmentId))) {
    await openCharge(world, tx, { appointmentId, amountCents: keepCents, currency: row.currency });
  }
}

/**
 * What could not be a consultation costs nothing by itself: what was paid goes back whole. What is only set aside is not
 * taken; the specialist may still take a part of it for their time, until it is let go of (Y4).
 */
export async function giveBackUnsuitable(world: Reacting, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'appointment-unsuitable') return;
  const charged = await findStandingCharge(tx, change.appointmentId).forUpdate().executeTakeFirst();
  if (charged) await oweBack(world, tx, charged.id, charged.amount_cents);
}

/** Payment follows the appointment: what is set aside serves the new hour or is let go and set aside anew (Y4). */
export async function holdFollows(world: Reacting, tx: Tx, change: Change): Promise<void> {
  if (change.type === 'appointment-rescheduled') await followMove(world, tx, change.appointmentId);
}

/** A hold of money that a card page made for an appointment that is no more is let go at once. */
export async function releaseInVain(world: Reacting, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'card-settled') return;
  const { status } = await tx
    .selectFrom('appointments')
    .select('status')
    .where('id', '=', change.appointmentId)
    .executeTakeFirstOrThrow();
  if (status !== 'cancelled' && status !== 'expired') return;
  const hold = await findStandingHold(tx, change.appointmentId, world.clock.now());
  if (hold) await world.queue.enqueue(tx, 'release-hold', [{ paymentId: hold.id }]);
}
