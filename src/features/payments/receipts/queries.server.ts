import { z } from 'zod';
import type { Actor } from '#domain/people.ts';
import type { Tx, World } from '#ports/world.ts';
import { receiptNumber, type Receipt } from './receipt.ts';

const facts = z.object({
  issuer: z.object({
    name: z.string(),
    taxId: z.string(),
    address: z.string(),
    licence: z.string(),
    country: z.enum(['ES', 'MX']),
    tax: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('exempt'), by: z.enum(['es_health', 'es_dental', 'mx_medicine']) }),
      z.object({ kind: z.literal('included'), percent: z.number() }),
      z.object({ kind: z.literal('own'), words: z.string() }),
      z.object({ kind: z.literal('total') }),
    ]),
  }),
  patient: z.string(),
  service: z.string(),
  modality: z.enum(['in_person', 'video']),
  startsAt: z.iso.datetime(),
  minutes: z.number(),
  zone: z.string(),
  corrects: z.string().nullable(),
});

/** The receipts of one appointment, in the order of their numbers; none of an appointment that is not theirs. */
export async function listReceipts(world: Pick<World, 'as'>, actor: Actor, appointmentId: string): Promise<Receipt[]> {
  const rows = await world.as(actor, (tx) =>
    receipts(tx).where('appointment_id', '=', appointmentId).orderBy('year').orderBy('number').execute(),
  );
  return rows.map(receiptOf);
}

/** One receipt of an appointment; null where it is not theirs to see. */
export async function findReceipt(
  world: Pick<World, 'as'>,
  actor: Actor,
  which: { appointmentId: string; receiptId: string },
): Promise<Receipt | null> {
  if (!z.uuid().safeParse(which.receiptId).success) return null;
  const row = await world.as(actor, (tx) =>
    receipts(tx).where('id', '=', which.receiptId).where('appointment_id', '=', which.appointmentId).executeTakeFirst(),
  );
  return row ? receiptOf(row) : null;
}

function receipts(tx: Tx) {
  return tx.selectFrom('receipts').select(['id', 'kind', 'year', 'number', 'amount_cents', 'currency', 'issued_at', 'facts']);
}

type Row = Awaited<ReturnType<ReturnType<typeof receipts>['executeTakeFirstOrThrow']>>;
function receiptOf(row: Row): Receipt {
  return {
    id: row.id,
    kind: row.kind,
    number: receiptNumber(row.year, row.number),
    amountCents: row.amount_cents,
    currency: row.currency,
    issuedAt: row.issued_at,
    facts: facts.parse(row.facts),
  };
}
