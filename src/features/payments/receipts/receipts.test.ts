import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { guest, pay, startCardClinic } from '../../../../tests/world/card-clinic.ts';
import { giveBack } from '../refund.server.ts';
import { saveBilling } from './billing.server.ts';
import { drawReceipt } from './pdf.server.ts';
import { findReceipt, listReceipts } from './queries.server.ts';

const clinic = await startCardClinic();
const { world, here, settle, practiceWith, hold, page } = clinic;
beforeAll(() => practiceWith({}));
afterAll(clinic.stop);

async function paid() {
  const { appointmentId } = await hold();
  await pay((await page(appointmentId)).url);
  await settle();
  return appointmentId;
}

it('every payment has its receipt, numbered without a gap, and a refund the one that corrects it', async () => {
  const all = await Promise.all([paid(), paid(), paid()]);
  const [first = ''] = all;
  const numbers = (await Promise.all(all.map((id) => listReceipts(world, guest(id), id)))).flat().map(({ number }) => number);
  expect(numbers.sort()).toEqual(['2026-0001', '2026-0002', '2026-0003']);
  await giveBack(world, here().actor, { appointmentId: first, amountCents: 2000 });
  await settle();
  const [charge, refund] = await listReceipts(world, guest(first), first);
  expect(refund).toMatchObject({ kind: 'refund', number: '2026-0004', amountCents: 2000, facts: { corrects: charge?.number } });
});

it('is seen by its patient and practice alone', async () => {
  const appointmentId = await paid();
  const [receipt] = await listReceipts(world, guest(appointmentId), appointmentId);
  const which = { appointmentId, receiptId: receipt?.id ?? '' };
  expect(await findReceipt(world, here().actor, which)).not.toBeNull();
  expect(await findReceipt(world, guest(crypto.randomUUID()), which)).toBeNull();
  expect(await findReceipt(world, { kind: 'visitor' }, which)).toBeNull();
  expect(await findReceipt(world, guest(appointmentId), { ...which, receiptId: 'x' })).toBeNull();
});

it('says who issued it as it was then, also after the details change', async () => {
  const before = await paid();
  const form = {
    nombre: 'Lucía Ibáñez Peñalver',
    nif: '12345678-z',
    domicilio: 'C/ Alcalá 112, Madrid',
    iva: 'exempt' as const,
    nota: '',
  };
  const practice = { id: here().specialistId, country: 'ES' };
  expect(await saveBilling(world, here().actor, practice, { ...form, nif: '12345678A' })).toMatchObject({
    fields: { nif: 'number-invalid' },
  });
  expect(await saveBilling(world, here().actor, practice, { ...form, domicilio: '' })).toMatchObject({
    fields: { domicilio: 'text-missing' },
  });
  expect(await saveBilling(world, guest(before), practice, form)).toMatchObject({ kind: 'not-allowed' });
  expect(await saveBilling(world, here().actor, practice, form)).toMatchObject({ ok: true });
  const after = await paid();
  const issuer = async (id: string) => (await listReceipts(world, guest(id), id))[0]?.facts.issuer;
  expect(await issuer(before)).toMatchObject({ taxId: '' });
  expect(await issuer(after)).toMatchObject({ taxId: '12345678Z', name: 'Lucía Ibáñez Peñalver' });
});

it('is a PDF with its fonts inside, every accent and ñ right, the same each time', async () => {
  const appointmentId = await paid();
  const [receipt] = await listReceipts(world, guest(appointmentId), appointmentId);
  if (!receipt) throw new Error('no receipt');
  const named = { ...receipt, facts: { ...receipt.facts, patient: 'Íñigo Núñez Güell' } };
  const bytes = Buffer.from(await drawReceipt(named, 'es', 'https://vc.example'));
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(Buffer.from(await drawReceipt(named, 'es', 'https://vc.example')).equals(bytes)).toBe(true);
  const raw = bytes.toString('latin1');
  expect(raw.match(/FontFile2/g)).toHaveLength(3);
  const text = [...raw.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body = '']) => unpacked(body)).join('\n');
  const shown = [...text.matchAll(/<([0-9A-Fa-f]+)> Tj/g)].map(([, hex = '']) =>
    new TextDecoder('windows-1252').decode(Buffer.from(hex, 'hex')),
  );
  for (const words of [
    'Íñigo Núñez Güell',
    'de noviembre de 2026',
    '55\u00a0€',
    'Exento de IVA: asistencia sanitaria, artículo 20.Uno.3.º de la Ley 37/1992.',
  ])
    expect(shown.join(' ')).toContain(words);
});

it('claims no exemption that the law does not give: whose specialty has none shows the tax instead', async () => {
  const practice = { id: here().specialistId, country: 'ES' };
  await clinic.world.as({ kind: 'system', job: 'test' }, (tx) =>
    tx.updateTable('specialist_specialties').set({ specialty_code: 'psicopedagogia' }).where('specialist_id', '=', practice.id).execute(),
  );
  const form = { nombre: '', nif: '', domicilio: '', iva: 'total' as const, nota: '' };
  const taxOf = async () => {
    const id = await paid();
    return (await listReceipts(world, guest(id), id))[0]?.facts.issuer.tax;
  };
  // What was saved while the law bore it is not said any more.
  expect(await taxOf()).toEqual({ kind: 'total' });
  expect(await saveBilling(world, here().actor, practice, { ...form, iva: 'exempt' })).toMatchObject({ kind: 'exemption-not-theirs' });
  expect(await saveBilling(world, here().actor, practice, { ...form, iva: 'included_16' })).toMatchObject({ kind: 'invalid-input' });
  expect(await saveBilling(world, here().actor, practice, { ...form, iva: 'included_21' })).toMatchObject({ ok: true });
  expect(await taxOf()).toEqual({ kind: 'included', percent: 21 });
});

function unpacked(body: string): string {
  try {
    return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
  } catch {
    return body;
  }
}
