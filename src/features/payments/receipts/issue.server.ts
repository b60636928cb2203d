import type { Change } from '#domain/changes.ts';
import { dayOfInstant } from '#domain/time.ts';
import { taxNoteOf } from '#domain/vat.ts';
import type { Tx, World } from '#ports/world.ts';
import { receiptNumber, type ReceiptFacts } from './receipt.ts';

/**
 * Draws up the receipt of money taken, or the one that corrects it when money goes back, in the transaction that keeps
 * the money: numbers follow one another without a gap, and nothing is numbered that did not happen.
 */
export async function issueReceipt(world: Pick<World, 'clock' | 'ids'>, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'money-taken' && change.type !== 'money-given-back') return;
  const { appointmentId, paymentId } = change;
  const kind = change.type === 'money-taken' ? ('charge' as const) : ('refund' as const);
  const earlier = await tx
    .selectFrom('receipts')
    .select(['year', 'number'])
    .where('payment_id', '=', paymentId)
    .where('kind', '=', 'charge')
    .executeTakeFirst();
  // A second payment that went straight back never had a receipt to correct.
  if ((kind === 'charge') === (earlier !== undefined)) return;
  const row = await findFacts(tx, appointmentId);
  const payment = await tx
    .selectFrom('payments')
    .select(['amount_cents', 'currency'])
    .where('id', '=', paymentId)
    .executeTakeFirstOrThrow();
  const now = world.clock.now();
  const year = Number(dayOfInstant(row.zone, now).slice(0, 4));
  const { last } = await tx
    .insertInto('receipt_counters')
    .values({ specialist_id: row.specialist_id, year, last: 1 })
    .onConflict((conflict) =>
      conflict.columns(['specialist_id', 'year']).doUpdateSet((eb) => ({ last: eb('receipt_counters.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('receipts')
    .values({
      id: world.ids.uuid(),
      specialist_id: row.specialist_id,
      appointment_id: appointmentId,
      payment_id: paymentId,
      kind,
      year,
      number: last,
      amount_cents: change.type === 'money-taken' ? payment.amount_cents : change.backCents,
      currency: payment.currency,
      issued_at: now,
      facts: JSON.stringify(factsOf(row, earlier ? receiptNumber(earlier.year, earlier.number) : null)),
    })
    .execute();
}

type Row = Awaited<ReturnType<typeof findFacts>>;
function findFacts(tx: Tx, appointmentId: string) {
  return tx
    .selectFrom('appointments as a')
    .innerJoin('specialists as s', 's.id', 'a.specialist_id')
    .innerJoin('services as v', 'v.id', 'a.service_id')
    .leftJoin('billing_details as b', 'b.specialist_id', 's.id')
    .select([
      'a.specialist_id',
      'a.patient_name',
      'a.modality',
      'a.starts_at',
      'a.duration_minutes',
      'a.zone',
      's.title',
      's.full_name',
      's.licence_kind',
      's.licence_number',
      's.country',
      's.city',
      'v.name as service',
      'b.name',
      'b.tax_id',
      'b.address',
      'b.tax_note',
      'b.own_note',
      'b.vat_percent',
      (eb) =>
        eb
          .selectFrom('specialist_specialties as x')
          .select((of) => of.fn.agg<string[]>('array_agg', ['x.specialty_code']).as('codes'))
          .whereRef('x.specialist_id', '=', 's.id')
          .as('specialties'),
    ])
    .where('a.id', '=', appointmentId)
    .executeTakeFirstOrThrow();
}

function factsOf(row: Row, corrects: string | null): ReceiptFacts {
  const country = row.country === 'MX' ? 'MX' : 'ES';
  const chosen = row.tax_note === null ? null : { choice: row.tax_note, percent: row.vat_percent, words: row.own_note ?? '' };
  return {
    issuer: {
      name: row.name || `${row.title} ${row.full_name}`.trim(),
      taxId: row.tax_id ?? '',
      address: row.address || row.city,
      licence: row.licence_number,
      country,
      tax: taxNoteOf({ country, specialties: row.specialties ?? [] }, chosen),
    },
    patient: row.patient_name,
    service: row.service,
    modality: row.modality,
    startsAt: row.starts_at.toISOString(),
    minutes: row.duration_minutes,
    zone: row.zone,
    corrects,
  };
}
