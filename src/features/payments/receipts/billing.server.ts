import { z } from 'zod';
import type { Actor } from '#domain/people.ts';
import { may } from '#domain/permissions.ts';
import { refuse, success, type RefusalKind, type Result } from '#domain/result.ts';
import { exemptionOf, taxNoteOf, vatPercents, type Country } from '#domain/vat.ts';
import type { Tx, World } from '#ports/world.ts';
import { readTaxId } from './tax-id.ts';

const line = (max: number) =>
  z
    .string()
    .max(max * 4)
    .transform((text) => text.replace(/\s+/g, ' ').trim())
    .default('');
export const billingForm = z.strictObject({
  nombre: line(120),
  nif: line(20),
  domicilio: line(300),
  /** 'included_21': the tax is in the price, at so many per cent. */
  iva: z.enum(['exempt', 'included_21', 'included_16', 'included_8', 'own', 'total']).default('total'),
  nota: line(200),
});
export type BillingForm = z.infer<typeof billingForm>;

/** What receipts say of who issues them, from now on. Refuses `not-allowed`, `exemption-not-theirs`, `invalid-input` with fields. */
export async function saveBilling(
  world: Pick<World, 'as'>,
  actor: Actor,
  practice: { id: string; country: string },
  form: BillingForm,
): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId: practice.id })) return refuse('not-allowed');
  const country = countryOf(practice);
  const [choice = '', percent = null] = form.iva.split('_');
  const vatPercent = percent === null ? null : Number(percent);
  if (vatPercent !== null && !vatPercents[country].includes(vatPercent)) return refuse('invalid-input');
  const { exemption } = exemptionOf(country, await world.as(actor, (tx) => specialtiesOf(tx, practice.id)));
  if (choice === 'exempt' && !exemption) return refuse('exemption-not-theirs', { iva: 'exemption-not-theirs' });
  const taxId = form.nif === '' ? '' : readTaxId(form.nif, country);
  const faults: Record<string, RefusalKind | false> = {
    nif: taxId === null && 'number-invalid',
    nombre: form.nombre.length > 120 ? 'text-too-long' : taxId !== '' && form.nombre === '' && 'text-missing',
    domicilio: form.domicilio.length > 300 ? 'text-too-long' : taxId !== '' && form.domicilio === '' && 'text-missing',
    nota: form.nota.length > 200 ? 'text-too-long' : form.iva === 'own' && form.nota === '' && 'text-missing',
  };
  const fields = Object.fromEntries(Object.entries(faults).filter((entry): entry is [string, RefusalKind] => entry[1] !== false));
  if (Object.keys(fields).length > 0 || taxId === null) return refuse('invalid-input', fields);
  const values = {
    name: form.nombre,
    tax_id: taxId,
    address: form.domicilio,
    tax_note: choice as 'exempt' | 'included' | 'own' | 'total',
    vat_percent: vatPercent,
    own_note: form.nota,
  };
  await world.as(actor, (tx) =>
    tx
      .insertInto('billing_details')
      .values({ specialist_id: practice.id, ...values })
      .onConflict((conflict) => conflict.column('specialist_id').doUpdateSet(values))
      .execute(),
  );
  return success(null);
}

/** The details as their form shows them, with the exemption that may be claimed and the rates there are. */
export async function readBilling(world: Pick<World, 'as'>, actor: Actor, practice: { id: string; country: string }) {
  const country = countryOf(practice);
  const { row, specialties } = await world.as(actor, async (tx) => ({
    row: await tx.selectFrom('billing_details').selectAll().where('specialist_id', '=', practice.id).executeTakeFirst(),
    specialties: await specialtiesOf(tx, practice.id),
  }));
  const chosen = row ? { choice: row.tax_note, percent: row.vat_percent, words: row.own_note } : null;
  const note = taxNoteOf({ country, specialties }, chosen);
  return {
    name: row?.name ?? '',
    taxId: row?.tax_id ?? '',
    address: row?.address ?? '',
    taxNote: note.kind === 'included' ? `included_${note.percent}` : note.kind,
    ownNote: row?.own_note ?? '',
    exemption: exemptionOf(country, specialties).exemption,
    percents: vatPercents[country],
  };
}

const countryOf = (practice: { country: string }): Country => (practice.country === 'MX' ? 'MX' : 'ES');

async function specialtiesOf(tx: Tx, specialistId: string): Promise<string[]> {
  const rows = await tx.selectFrom('specialist_specialties').select('specialty_code').where('specialist_id', '=', specialistId).execute();
  return rows.map((row) => row.specialty_code);
}
