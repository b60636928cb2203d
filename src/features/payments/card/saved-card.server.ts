import type { Currency } from '#domain/appointment.ts';
import { platformFee } from '#domain/prepayment.ts';
import type { Tx, World } from '#ports/world.ts';

/** The card that an appointment was confirmed with, the last one given; null where there is none. */
export async function findSavedCard(
  tx: Tx,
  appointmentId: string,
): Promise<{ customerId: string; paymentMethodId: string } | null> {
  const row = await tx
    .selectFrom('payments')
    .select(['customer_id', 'payment_method_id'])
    .where('appointment_id', '=', appointmentId)
    .where('kind', 'in', ['card', 'hold'])
    .where('customer_id', 'is not', null)
    .where('payment_method_id', 'is not', null)
    .orderBy('settled_at', 'desc')
    .executeTakeFirst();
  return row?.customer_id && row.payment_method_id
    ? { customerId: row.customer_id, paymentMethodId: row.payment_method_id }
    : null;
}

/** Where the money of a specialist's appointments goes, and what of it stays with the platform. */
export async function destinationOf(
  world: Pick<World, 'settings'>,
  tx: Tx,
  specialistId: string,
  amountCents: number,
): Promise<{ connectedAccountId: string | null; feeCents: number }> {
  const { stripe_account_id } = await tx
    .selectFrom('specialist_settings')
    .select('stripe_account_id')
    .where('specialist_id', '=', specialistId)
    .executeTakeFirstOrThrow();
  const feeCents = stripe_account_id ? platformFee(amountCents, world.settings.platformFeeBasisPoints) : 0;
  return { connectedAccountId: stripe_account_id, feeCents };
}

/** Charges the saved card, once the transaction is over; an amount of 0 closes the matter with nothing taken (Y4). */
export async function openCharge(
  world: Pick<World, 'clock' | 'ids' | 'queue'>,
  tx: Tx,
  charge: { appointmentId: string; amountCents: number; currency: Currency },
): Promise<void> {
  const { appointmentId, amountCents, currency } = charge;
  const now = world.clock.now();
  const id = world.ids.uuid();
  const settled = amountCents === 0 ? { status: 'done' as const, settled_at: now } : { status: 'open' as const };
  await tx
    .insertInto('payments')
    .values({ id, appointment_id: appointmentId, kind: 'charge', amount_cents: amountCents, currency, created_at: now, ...settled })
    .execute();
  if (amountCents > 0) await world.queue.enqueue(tx, 'charge-saved-card', [{ paymentId: id, amountCents }]);
}

/** Decides what is taken of what is set aside; the bank is asked once the transaction is over (Y4). */
export async function decideTake(world: Pick<World, 'queue'>, tx: Tx, holdId: string, amountCents: number): Promise<void> {
  await tx.updateTable('payments').set({ take_cents: amountCents, asked_at: null }).where('id', '=', holdId).execute();
  await world.queue.enqueue(tx, 'take-hold', [{ paymentId: holdId }]);
}
