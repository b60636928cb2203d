import type { AppointmentStatus, Currency } from '#domain/appointment.ts';
import { formatMoney } from '#domain/money.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { mostToTake } from '#domain/prepayment.ts';
import { formatDayLong, formatHour } from '#domain/time.ts';
import { may } from '#domain/permissions.ts';
import { m } from '#texts/compiled/messages.js';
import type { Tx, World } from '#ports/world.ts';
import { isDecided } from '../amount.server.ts';
import { moneyLine } from '../money-line.ts';
import { listPayments } from '../queries.server.ts';
import type { MoneyPanel } from './money-panel.ts';

/** The money of one appointment for its practice: its history in one line, what may be taken or given back, disputes. Null where there is none. */
export async function readMoneyPanel(
  world: Pick<World, 'as' | 'clock'>,
  actor: Actor,
  appointmentId: string,
  locale: Locale,
): Promise<MoneyPanel | null> {
  if (!may(actor, 'keep-agenda')) return null;
  const entries = await listPayments(world, actor, appointmentId);
  return world.as(actor, async (tx) => {
    const row = await findRow(tx, appointmentId);
    if (!row || row.prepayment !== 'stripe') return null;
    const words = (cents: number) => formatMoney(cents, row.currency as Currency, locale);
    const most = mostToTake({
      status: row.status as AppointmentStatus,
      priceCents: row.price_cents,
      lateFeeCents: row.late_fee_cents,
    });
    const open = row.payment === 'guaranteed' && most > 0 && !(await isDecided(tx, appointmentId));
    const mine = may(actor, 'take-money');
    const charge = entries.findLast(
      (one) => one.kind === 'charge' && one.status === 'done' && one.amountCents > one.refundDueCents,
    );
    const left = charge ? charge.amountCents - charge.refundDueCents : 0;
    const returned = entries.some((one) => one.failure === 'refund-returned');
    return {
      line: moneyLine(entries, row.zone, locale),
      take: open && mine ? { mostCents: most, most: words(most), absent: row.status === 'no_show' } : null,
      takenAt:
        open && row.status === 'completed' && row.completed_at
          ? takenAt(row.completed_at, row.take_after_hours, row.zone, locale)
          : null,
      giveBack: left > 0 && mine ? { leftCents: left, left: words(left) } : null,
      trouble: returned ? m.payment_refund_returned({}, { locale }) : null,
      disputes: (await findDisputes(tx, appointmentId)).map((one) => ({
        words: disputeWords(one, row.zone, words(one.amount_cents), locale),
        open: one.status === 'open',
      })),
    };
  });
}

function findRow(tx: Tx, appointmentId: string) {
  return tx
    .selectFrom('appointments as a')
    .innerJoin('specialist_settings as t', 't.specialist_id', 'a.specialist_id')
    .select([
      'a.status',
      'a.payment',
      'a.prepayment',
      'a.price_cents',
      'a.late_fee_cents',
      'a.currency',
      'a.zone',
      'a.completed_at',
      't.take_after_hours',
    ])
    .where('a.id', '=', appointmentId)
    .executeTakeFirst();
}

function findDisputes(tx: Tx, appointmentId: string) {
  return tx.selectFrom('disputes').selectAll().where('appointment_id', '=', appointmentId).orderBy('opened_at').execute();
}

/** "viernes 27 de noviembre a las 19:10": when the price is taken if nobody says otherwise. */
function takenAt(completedAt: Date, hours: number, zone: string, locale: Locale): string {
  const at = new Date(completedAt.getTime() + hours * 3_600_000);
  return m.payment_taken_at({ day: formatDayLong(zone, at, locale), hour: formatHour(zone, at) }, { locale });
}

/** A dispute in one sentence: what it is about, how it stands, until when to answer. */
export function disputeWords(
  dispute: { status: string; answer_by: Date | null },
  zone: string,
  amount: string,
  locale: Locale,
): string {
  if (dispute.status === 'won') return m.dispute_won({ amount }, { locale });
  if (dispute.status === 'lost') return m.dispute_lost({ amount }, { locale });
  if (dispute.status === 'answered' || !dispute.answer_by) return m.dispute_answered({ amount }, { locale });
  return m.dispute_open({ amount, day: formatDayLong(zone, dispute.answer_by, locale) }, { locale });
}
