import { z } from 'zod';
import type { Actor } from '#domain/people.ts';
import { may } from '#domain/permissions.ts';
import { refuse, success, type RefusalKind, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
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
  iva: z.enum(['exempt', 'own']).default('exempt'),
  nota: line(200),
});
export type BillingForm = z.infer<typeof billingForm>;

/** What receipts say of who issues them, from now on. Refuses `not-allowed`, `invalid-input` with fields. */
export async function saveBilling(
  world: Pick<World, 'as'>,
  actor: Actor,
  practice: { id: string; country: string },
  form: BillingForm,
): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId: practice.id })) return refuse('not-allowed');
  const taxId = form.nif === '' ? '' : readTaxId(form.nif, practice.country === 'MX' ? 'MX' : 'ES');
  const faults: Record<string, RefusalKind | false> = {
    nif: taxId === null && 'number-invalid',
    nombre: form.nombre.length > 120 ? 'text-too-long' : taxId !== '' && form.nombre === '' && 'text-missing',
    domicilio: form.domicilio.length > 300 ? 'text-too-long' : taxId !== '' && form.domicilio === '' && 'text-missing',
    nota: form.nota.length > 200 ? 'text-too-long' : form.iva === 'own' && form.nota === '' && 'text-missing',
  };
  const fields = Object.fromEntries(Object.entries(faults).filter((entry): entry is [string, RefusalKind] => entry[1] !== false));
  if (Object.keys(fields).length > 0 || taxId === null) return refuse('invalid-input', fields);
  const values = { name: form.nombre, tax_id: taxId, address: form.domicilio, tax_note: form.iva, own_note: form.nota };
  await world.as(actor, (tx) =>
    tx
      .insertInto('billing_details')
      .values({ specialist_id: practice.id, ...values })
      .onConflict((conflict) => conflict.column('specialist_id').doUpdateSet(values))
      .execute(),
  );
  return success(null);
}

export async function readBilling(world: Pick<World, 'as'>, actor: Actor, specialistId: string) {
  const row = await world.as(actor, (tx) =>
    tx.selectFrom('billing_details').selectAll().where('specialist_id', '=', specialistId).executeTakeFirst(),
  );
  return {
    name: row?.name ?? '',
    taxId: row?.tax_id ?? '',
    address: row?.address ?? '',
    taxNote: row?.tax_note ?? 'exempt',
    ownNote: row?.own_note ?? '',
  };
}
