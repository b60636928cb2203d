import type { Actor } from '#domain/people.ts';
import { checkoutKind } from '#domain/prepayment.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import { m } from '#texts/compiled/messages.js';
import type { CheckoutRequest } from '#ports/cards.ts';
import type { Tx, World } from '#ports/world.ts';
import { destinationOf } from './card/saved-card.server.ts';
import { settleCheckout } from './settle.server.ts';

type Payments = Pick<World, 'as' | 'clock' | 'ids' | 'cards' | 'announce' | 'queue' | 'log' | 'settings'>;

/** Where a press on "Ir a la página de Stripe" leads: the page, or nowhere because the card is already there. */
export type OpenedCheckout = { next: 'page'; paymentId: string; url: string } | { next: 'done' };

export interface CheckoutInput {
  appointmentId: string;
  successUrl: string;
  cancelUrl: string;
}

// Stripe forgets a session after a day; one that old is replaced rather than shown again.
const reusableHours = 20;
const maxTries = 3;

/**
 * Opens the provider's page for an appointment: the price is taken there, or a card saved (Y4). A page already open
 * is opened again; our row's id is the operation id, so that a crash in between makes no second one (Y5).
 * A patient's own booking while its hold runs (B4); one booked by the practice while the card is asked for or money is
 * due (Y2). Refuses `not-found`, `not-allowed`, `hold-expired`, `appointment-cancelled`, `payment-not-possible`.
 */
export async function openCheckoutFor(world: Payments, actor: Actor, input: CheckoutInput): Promise<Result<OpenedCheckout>> {
  if (!may(actor, 'pay')) return refuse('not-allowed');
  try {
    for (let tries = 0; tries < maxTries; tries++) {
      const opened = await world.as(actor, (tx) => openRow(world, tx, input.appointmentId));
      if (!opened.ok) return opened;
      const { payment, terms } = opened.value;
      const stale = world.clock.now().getTime() - payment.createdAt.getTime() > reusableHours * 3_600_000;
      const page = stale ? null : await pageOf(world, actor, payment, { ...terms, ...input });
      if (page) return success({ next: 'page', paymentId: payment.id, url: page });
      if (payment.checkoutId) await world.cards.expireCheckout(payment.checkoutId);
      const settled = payment.checkoutId ? await settleCheckout(world, payment.checkoutId) : 'expired';
      if (settled === 'done') return success({ next: 'done' });
      if (!payment.checkoutId) await world.as(actor, (tx) => close(tx, payment.id));
    }
  } catch (error) {
    world.log.warn(
      { appointmentId: input.appointmentId, error: error instanceof Error ? error.name : 'unknown' },
      'checkout not opened',
    );
  }
  return refuse('payment-not-possible');
}

/** The address of a page that is open already, for the page of ours that leads on to it. Opens nothing new. */
export async function findOpenCheckout(world: Payments, actor: Actor, input: CheckoutInput): Promise<{ url: string } | null> {
  const open = await world.as(actor, (tx) =>
    tx
      .selectFrom('payments')
      .select('id')
      .where('appointment_id', '=', input.appointmentId)
      .where('status', '=', 'open')
      .where('checkout_id', 'is not', null)
      .executeTakeFirst(),
  );
  if (!open) return null;
  const answer = await openCheckoutFor(world, actor, input);
  return answer.ok && answer.value.next === 'page' ? { url: answer.value.url } : null;
}

interface OpenRow {
  id: string;
  checkoutId: string | null;
  createdAt: Date;
}
type Terms = Omit<CheckoutRequest, 'operationId' | 'successUrl' | 'cancelUrl'>;

/** Our row of the checkout, made where there is none yet; one at a time per appointment. */
async function openRow(
  world: Pick<World, 'clock' | 'ids' | 'settings'>,
  tx: Tx,
  appointmentId: string,
): Promise<Result<{ payment: OpenRow; terms: Terms }>> {
  const now = world.clock.now();
  const row = await tx.selectFrom('appointments').selectAll().where('id', '=', appointmentId).forUpdate().executeTakeFirst();
  if (!row) return refuse('not-found');
  const allowed = mayPay(row, now);
  if (!allowed.ok) return allowed;
  const kind = checkoutKind({ chargeWhen: row.charge_when, status: row.status, startsAt: row.starts_at, now });
  const amountCents = await amountToPay(tx, row);
  const terms: Terms = {
    kind,
    appointmentId,
    amountCents,
    currency: row.currency as Terms['currency'],
    description: m.payment_description({}, { locale: row.patient_locale as Terms['locale'] }),
    email: row.patient_email,
    locale: row.patient_locale as Terms['locale'],
    ...(await destinationOf(world, tx, row.specialist_id, amountCents)),
  };
  const open = await tx
    .selectFrom('payments')
    .select(['id', 'checkout_id as checkoutId', 'created_at as createdAt'])
    .where('appointment_id', '=', appointmentId)
    .where('status', '=', 'open')
    .where('kind', '=', kind)
    .executeTakeFirst();
  if (open) return success({ payment: open, terms });
  const payment = { id: world.ids.uuid(), checkoutId: null, createdAt: now };
  await tx
    .insertInto('payments')
    .values({
      id: payment.id,
      appointment_id: appointmentId,
      kind,
      status: 'open',
      amount_cents: amountCents,
      fee_cents: kind === 'card' ? 0 : terms.feeCents,
      currency: terms.currency,
      created_at: now,
    })
    .execute();
  return success({ payment, terms });
}

/** The price; after the hour what the specialist took of it and the bank refused. */
async function amountToPay(tx: Tx, row: { id: string; status: string; price_cents: number }): Promise<number> {
  if (row.status !== 'completed' && row.status !== 'no_show') return row.price_cents;
  const refused = await tx
    .selectFrom('payments')
    .select('amount_cents')
    .where('appointment_id', '=', row.id)
    .where('kind', '=', 'charge')
    .where('status', '=', 'failed')
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  return Math.min(refused?.amount_cents ?? row.price_cents, row.price_cents);
}

interface Payable {
  status: string;
  prepayment: string;
  price_cents: number;
  confirmation: string;
  payment: string;
  hold_expires_at: Date | null;
  contact_proved_at: Date | null;
}

function mayPay(row: Payable, now: Date): Result<null> {
  if (row.prepayment !== 'stripe' || row.price_cents === 0) return refuse('payment-not-possible');
  if (row.status === 'cancelled') return refuse('appointment-cancelled');
  if (row.status === 'expired') return refuse('hold-expired');
  if (row.status === 'held') {
    const running = row.contact_proved_at !== null && row.hold_expires_at !== null && row.hold_expires_at > now;
    return running ? success(null) : refuse('hold-expired');
  }
  const over = row.status === 'completed' || row.status === 'no_show';
  const wanted = row.payment === 'failed' || (!over && (row.confirmation === 'requested' || row.payment === 'due'));
  return wanted ? success(null) : refuse('payment-not-possible');
}

/** The page's address, asked for under the same operation id each time; null where that page is no longer open. */
async function pageOf(world: Payments, actor: Actor, payment: OpenRow, request: Terms & CheckoutInput): Promise<string | null> {
  if (payment.checkoutId && (await world.cards.readCheckout(payment.checkoutId)).status !== 'open') return null;
  const { checkoutId, url } = await askAgain(world, payment, request);
  if (!payment.checkoutId) {
    await world.as(actor, (tx) =>
      tx.updateTable('payments').set({ checkout_id: checkoutId }).where('id', '=', payment.id).execute(),
    );
  }
  return url;
}

async function askAgain(
  world: Pick<World, 'cards'>,
  payment: OpenRow,
  request: Terms & CheckoutInput,
): Promise<{ checkoutId: string | null; url: string | null }> {
  try {
    return await world.cards.openCheckout({ ...request, operationId: payment.id });
  } catch (error) {
    // The terms changed since: the provider refuses the same key for another request, so that page is replaced.
    if (payment.checkoutId) return { checkoutId: null, url: null };
    throw error;
  }
}

async function close(tx: Tx, paymentId: string): Promise<void> {
  await tx.updateTable('payments').set({ status: 'expired' }).where('id', '=', paymentId).where('status', '=', 'open').execute();
}
