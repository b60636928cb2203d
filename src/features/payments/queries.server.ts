import type { Currency } from '#domain/appointment.ts';
import type { Actor, Locale } from '#domain/people.ts';
import type { CheckoutKind } from '#domain/prepayment.ts';
import type { World } from '#ports/world.ts';
import { moneyLine } from './money-line.ts';

export interface PaymentEntry {
  kind: CheckoutKind;
  status: 'open' | 'done' | 'failed' | 'expired' | 'refunded';
  amountCents: number;
  refundedCents: number;
  /** What is to be back in all, on its way included. */
  refundDueCents: number;
  currency: Currency;
  settledAt: Date | null;
  failure: string | null;
}

/** What happened with money and card of an appointment, oldest first. */
export async function listPayments(world: Pick<World, 'as'>, actor: Actor, appointmentId: string): Promise<PaymentEntry[]> {
  const rows = await world.as(actor, (tx) =>
    tx.selectFrom('payments').selectAll().where('appointment_id', '=', appointmentId).orderBy('created_at').execute(),
  );
  return rows.map((row) => ({
    kind: row.kind,
    status: row.status,
    amountCents: row.amount_cents,
    refundedCents: row.refunded_cents,
    refundDueCents: row.refund_due_cents,
    currency: row.currency as Currency,
    settledAt: row.settled_at,
    failure: row.failure,
  }));
}

/** The same in one line: "55 € cobrados el jueves 26 de noviembre · 30 € devueltos"; null where no money moved. */
export async function paymentLine(
  world: Pick<World, 'as'>,
  actor: Actor,
  input: { appointmentId: string; zone: string; locale: Locale },
): Promise<string | null> {
  return moneyLine(await listPayments(world, actor, input.appointmentId), input.zone, input.locale);
}
