import type { Currency } from '#domain/appointment.ts';
import { csvOf } from '#domain/csv.ts';
import { amountText, formatMoney } from '#domain/money.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { normalise } from '#domain/profile.ts';
import { dayOfInstant, formatDayLong, isDay, monthOf, wallToInstant } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { Tx, World } from '#ports/world.ts';
import { receiptNumber } from '../receipts/receipt.ts';
import { paymentStates, paymentStateWords, type PaymentLine, type PaymentList, type PaymentState } from './payment-list.ts';

interface Asked {
  month: string;
  state: string;
  patient: string;
  /** How many lines are shown, a hundred without a word; totals and the table always hold all. */
  lines?: number;
}
const step = 100;
type Practice = { id: string; zone: string };
const atMost = 2000;

/** The money of one month of a practice, the newest first; the month is the specialist's. */
export async function readPaymentList(
  world: Pick<World, 'as' | 'clock'>,
  actor: Actor,
  practice: Practice,
  asked: Asked,
  locale: Locale,
): Promise<PaymentList> {
  const { month, state, rows } = await load(world, actor, practice, asked);
  const shown = Math.min(atMost, Math.max(step, Math.trunc(asked.lines || step)));
  return {
    month,
    state,
    patient: asked.patient.trim(),
    lines: rows.slice(0, shown).map((row) => lineOf(row, practice.zone, locale)),
    count: rows.length,
    showNext: rows.length > shown ? shown + step : null,
    totals: totalsOf(rows, locale),
  };
}

/** The same for a spreadsheet: amounts as plain numbers, a formula in a name only as text (quality 36). */
export async function paymentCsv(world: Pick<World, 'as' | 'clock'>, actor: Actor, practice: Practice, asked: Asked, locale: Locale) {
  const { month, rows } = await load(world, actor, practice, asked);
  const words = [m.payments_csv_day, m.payments_csv_patient, m.payments_csv_service, m.payments_csv_state, m.payments_csv_amount, m.payments_csv_back, m.payments_csv_fee, m.payments_csv_currency, m.payments_csv_receipts];
  const lines = rows.map((row) => [
    dayOfInstant(practice.zone, row.settled_at),
    row.patient_name,
    row.service,
    stateWords(stateOf(row), locale),
    amountText(row.amount_cents),
    amountText(row.refunded_cents),
    amountText(row.kind === 'charge' ? row.fee_cents : 0),
    row.currency,
    row.receipts.map((one) => receiptNumber(one.year, one.number)).join(' '),
  ]);
  return { month, body: csvOf([words.map((word) => word({}, { locale })), ...lines]) };
}

async function load(world: Pick<World, 'as' | 'clock'>, actor: Actor, practice: Practice, asked: Asked) {
  const now = world.clock.now();
  const wanted = isDay(`${asked.month}-15`) ? wallToInstant(practice.zone, `${asked.month}-15`, 0) : now;
  const range = monthOf(practice.zone, wanted);
  const month = dayOfInstant(practice.zone, range.from).slice(0, 7);
  const state = paymentStates.find((one) => one === asked.state) ?? 'todos';
  const looked = normalise(asked.patient);
  const found = await world.as(actor, (tx) => findRows(tx, practice.id, range));
  const rows = found.filter((row) => (state === 'todos' || stateOf(row) === state) && (looked === '' || normalise(row.patient_name).includes(looked)));
  return { month, state, rows };
}

async function findRows(tx: Tx, specialistId: string, { from, until }: { from: Date; until: Date }) {
  const rows = await tx
    .selectFrom('payments as p')
    .innerJoin('appointments as a', 'a.id', 'p.appointment_id')
    .innerJoin('services as v', 'v.id', 'a.service_id')
    .select(['p.id', 'p.kind', 'p.status', 'p.amount_cents', 'p.refunded_cents', 'p.fee_cents', 'p.currency', 'p.settled_at', 'a.id as appointment_id', 'a.patient_name', 'v.name as service'])
    .select((eb) => eb.exists(eb.selectFrom('disputes as d').select('d.id').whereRef('d.payment_id', '=', 'p.id').where('d.status', 'in', ['open', 'answered', 'lost'])).as('disputed'))
    .where('a.specialist_id', '=', specialistId)
    .where('p.amount_cents', '>', 0)
    .where('p.settled_at', '>=', from)
    .where('p.settled_at', '<', until)
    .where((eb) => eb.or([eb.and([eb('p.kind', '=', 'charge'), eb('p.status', 'in', ['done', 'refunded', 'failed'])]), eb.and([eb('p.kind', '=', 'hold'), eb('p.status', 'in', ['done', 'failed'])])]))
    .orderBy('p.settled_at', 'desc')
    .limit(atMost)
    .execute();
  const ids = rows.map((row) => row.id);
  const receipts = ids.length === 0 ? [] : await tx.selectFrom('receipts').select(['id', 'payment_id', 'year', 'number']).where('payment_id', 'in', ids).orderBy('number').execute();
  const receiptsOf = Map.groupBy(receipts, (one) => one.payment_id);
  return rows.flatMap((row) => (row.settled_at ? [{ ...row, settled_at: row.settled_at, receipts: receiptsOf.get(row.id) ?? [] }] : []));
}
type Row = Awaited<ReturnType<typeof findRows>>[number];

function stateOf(row: Row): PaymentLine['state'] {
  if (row.disputed) return 'reclamado';
  if (row.status === 'failed') return 'rechazado';
  if (row.kind === 'hold') return 'apartado';
  return row.refunded_cents > 0 ? 'devuelto' : 'cobrado';
}

function stateWords(state: PaymentState, locale: Locale): string {
  return paymentStateWords[state]({}, { locale });
}

function lineOf(row: Row, zone: string, locale: Locale): PaymentLine {
  const money = (cents: number) => formatMoney(cents, row.currency as Currency, locale);
  return {
    id: row.id,
    appointmentId: row.appointment_id,
    day: formatDayLong(zone, row.settled_at, locale),
    patientName: row.patient_name,
    service: row.service,
    state: stateOf(row),
    amount: money(row.amount_cents),
    back: row.refunded_cents > 0 ? money(row.refunded_cents) : null,
    receipts: row.receipts.map((one) => ({ id: one.id, number: receiptNumber(one.year, one.number) })),
  };
}

/** Only what was really taken counts; what is set aside is nobody's yet. */
function totalsOf(rows: readonly Row[], locale: Locale): PaymentList['totals'] {
  const charges = rows.filter((row) => row.kind === 'charge' && row.status !== 'failed');
  return [...new Set(charges.map((row) => row.currency))].map((currency) => {
    const own = charges.filter((row) => row.currency === currency);
    const sum = (of: (row: Row) => number) => own.reduce((total, row) => total + of(row), 0);
    const [taken, back] = [sum((row) => row.amount_cents), sum((row) => row.refunded_cents)];
    // The platform gives its part back with the rest, to the same share.
    const fee = sum((row) => Math.round(row.fee_cents * (1 - row.refunded_cents / row.amount_cents)));
    const money = (cents: number) => formatMoney(cents, currency as Currency, locale);
    return { taken: money(taken), back: money(back), fee: fee > 0 ? money(fee) : null, left: money(taken - back - fee) };
  });
}
