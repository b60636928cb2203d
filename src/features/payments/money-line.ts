import type { Currency } from '#domain/appointment.ts';
import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { formatDayLong } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { PaymentEntry } from './queries.server.ts';

/** What happened with the money of an appointment in one line; null where nothing moved or was set aside. */
export function moneyLine(entries: readonly PaymentEntry[], zone: string, locale: Locale): string | null {
  const parts = entries.flatMap((entry) => partsOf(entry, zone, locale));
  return parts.length > 0 ? parts.join(' · ') : null;
}

function partsOf(entry: PaymentEntry, zone: string, locale: Locale): string[] {
  const { kind, status, amountCents, refundedCents, settledAt } = entry;
  const amount = money(amountCents, entry.currency, locale);
  if (amountCents === 0 || !settledAt) return [];
  const day = formatDayLong(zone, settledAt, locale);
  if (kind === 'hold') {
    if (status === 'done') return [m.payment_line_held({ amount, day }, { locale })];
    return status === 'failed' ? [m.payment_line_hold_refused({ amount, day }, { locale })] : [];
  }
  if (kind === 'card') return status === 'done' ? [m.payment_line_card({ day }, { locale })] : [];
  if (status === 'failed') return [m.payment_line_refused({ amount, day }, { locale })];
  if (status !== 'done' && status !== 'refunded') return [];
  const back = money(refundedCents, entry.currency, locale);
  return [
    m.payment_line_paid({ amount, day }, { locale }),
    ...(refundedCents > 0 ? [m.payment_line_given_back({ amount: back }, { locale })] : []),
  ];
}

function money(cents: number, currency: Currency, locale: Locale): string {
  return formatMoney(cents, currency, locale);
}
