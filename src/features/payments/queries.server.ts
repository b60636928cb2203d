import type { Currency } from '#domain/appointment.ts';
import { formatMoney } from '#domain/money.ts';
import type { Actor, Locale } from '#domain/people.ts';
import type { CheckoutKind } from '#domain/prepayment.ts';
import { formatDayLong } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { World } from '#ports/world.ts';

export interface PaymentEntry {
  kind: CheckoutKind;
  status: 'open' | 'done' | 'failed' | 'expired' | 'refunded';
  amountCents: number;
  refundedCents: number;
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
    currency: row.currency as Currency,
    settledAt: row.settled_at,
    failure: row.failure,
  }));
}

/** The same in one line: "55 € pagados el jueves 26 de noviembre · 30 € devueltos"; null where no money moved. */
export async function paymentLine(
  world: Pick<World, 'as'>,
  actor: Actor,
  input: { appointmentId: string; zone: string; locale: Locale },
): Promise<string | null> {
  const { locale, zone } = input;
  const entries = await listPayments(world, actor, input.appointmentId);
  const parts = entries.flatMap((entry) => {
    if (
      entry.kind !== 'charge' ||
      entry.amountCents === 0 ||
      !entry.settledAt ||
      (entry.status !== 'done' && entry.status !== 'refunded')
    )
      return [];
    const money = (cents: number) => formatMoney(cents, entry.currency, locale);
    const day = formatDayLong(zone, entry.settledAt, locale);
    const paid = m.payment_line_paid({ amount: money(entry.amountCents), day }, { locale });
    return entry.refundedCents > 0
      ? [paid, m.payment_line_given_back({ amount: money(entry.refundedCents) }, { locale })]
      : [paid];
  });
  return parts.length > 0 ? parts.join(' · ') : null;
}
