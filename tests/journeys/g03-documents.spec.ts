import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { markOutcome } from '#features/schedule/commands.server.ts';
import { m } from '#texts/compiled/messages.js';
import { plainPdf } from '../world/document-corpus.ts';
import { lookOver } from './look-over.ts';
import { press } from './booking-steps.ts';
import { troublesOf } from './practice-steps.ts';
import { es } from './room-steps.ts';
import { desktop, openStage, phone, type Stage } from './stage.ts';

const carmen = { name: 'Carmen Ruiz Lozano', mobile: '+34612345678', email: 'carmen.ruiz@correo.example' };
let stage: Stage;
let id: string;
const later = (minutes: number) => stage.moveTo(new Date(stage.clock.now().getTime() + minutes * 60_000));
const file = (name: string, mimeType: string, buffer: Buffer) => ({ name, mimeType, buffer });

beforeAll(async () => {
  stage = await openStage();
  const form = { servicio: stage.practice.videoService, dia: '2026-11-23', hora: '10:00', persona: '' as const, nombre: carmen.name, movil: carmen.mobile, correo: carmen.email };
  const booked = await bookForPatient(stage.world, stage.practice.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  id = booked.value.appointmentId;
  await stage.moveTo(new Date('2026-11-23T11:00:00+01:00'));
  await markOutcome(stage.world, stage.practice.actor, { cita: id, resultado: 'took_place' });
});
afterAll(() => stage.leave());

describe('documents outside the call (G3)', () => {
  it('the specialist sends a prescription after the call; the patient is told, signs in on a phone and opens it', { timeout: 240_000 }, async () => {
    const lucia = await stage.person({ viewport: desktop });
    await stage.signIn(lucia, stage.practice.accountId);
    await lucia.page.goto(`/agenda?cita=${id}`);
    await lucia.page.getByRole('link', { name: m.record_link({}, es) }).click();
    await lucia.page.getByLabel(m.notes_label({}, es)).fill('Revisar en tres meses.');
    await lucia.page.getByRole('button', { name: m.notes_save({}, es) }).click();
    await lucia.page.getByText(m.notes_saved({}, es)).waitFor();
    await lucia.page.getByLabel(m.document_drop({}, es)).setInputFiles(file('Receta crema.pdf', 'application/pdf', plainPdf()));
    await lucia.page.getByRole('button', { name: m.document_send({}, es) }).click();
    await lucia.page.getByText('Receta crema', { exact: true }).waitFor();
    expect(await lucia.page.getByLabel(m.notes_label({}, es)).inputValue()).toBe('Revisar en tres meses.');
    expect(await lookOver(lucia.page)).toEqual([]);

    await later(3);
    const sms = await stage.message(carmen.mobile, /documento nuevo/);
    expect(`${sms.text}`).not.toMatch(/receta|crema/i);
    const patient = await stage.person({ viewport: phone });
    await patient.page.goto(sms.links[0] ?? '');
    await patient.page.waitForURL('**/entrar?**');
    await patient.page.getByRole('textbox', { name: m.signin_contact({}, es) }).fill(carmen.mobile);
    await press(patient.page, m.signin_send({}, es));
    await patient.page.getByRole('heading', { name: m.signin_code_title({}, es) }).waitFor();
    await patient.page.getByRole('textbox').filter({ visible: true }).first().fill(await stage.code(carmen.mobile));
    await patient.page.waitForURL(`**/citas/${id}/documentos`);
    await patient.page.getByText('Receta crema', { exact: true }).waitFor();
    expect(await lookOver(patient.page)).toEqual([]);
    const [download] = await Promise.all([patient.page.waitForEvent('download'), patient.page.getByRole('link', { name: m.document_download_named({ name: 'Receta crema' }, es) }).click()]);
    expect(download.suggestedFilename()).toBe('Receta crema.pdf');
    expect(readFileSync(await download.path()).equals(plainPdf())).toBe(true);

    await lucia.page.reload();
    await lucia.page.getByText(/^Lo han abierto/).waitFor();
    expect(troublesOf(lucia, patient)).toEqual([]);
    await lucia.context.close();
    await patient.context.close();
  });

  it('the patient sends a photo without script, its place is gone, and takes it back', { timeout: 240_000 }, async () => {
    const patient = await stage.person({ viewport: phone, javaScript: false });
    const { account_id: accountId } = await stage.world.as({ kind: 'system', job: 'journey' }, (tx) => tx.selectFrom('contacts').select('account_id').where('address', '=', carmen.mobile).executeTakeFirstOrThrow());
    await stage.signIn(patient, accountId);
    const photo = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#b0502a' } })
      .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '40/1 25/1 0/1' } })
      .jpeg()
      .toBuffer();
    await patient.page.goto(`/citas/${id}`);
    await patient.page.getByRole('link', { name: m.documents_link_count({ count: 1 }, es) }).click();
    await patient.page.getByLabel(m.document_choose({}, es)).setInputFiles(file('lunar.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')));
    await patient.page.getByRole('button', { name: m.document_send({}, es) }).click();
    await patient.page.getByText(m.refusal_document_unreadable({}, es)).waitFor();
    await patient.page.getByLabel(m.document_choose({}, es)).setInputFiles(file('lunar.jpg', 'image/jpeg', photo));
    await patient.page.getByRole('button', { name: m.document_send({}, es) }).click();
    await patient.page.getByText(m.document_sent_done_patient({}, es)).first().waitFor();
    const href = await patient.page.getByRole('link', { name: m.document_download_named({ name: 'lunar' }, es) }).getAttribute('href');
    const answer = await patient.context.request.get(`${stage.origin}${href}`);
    expect(answer.headers()['content-disposition']).toMatch(/^attachment/);
    expect((await sharp(await answer.body()).metadata()).exif).toBeUndefined();
    await patient.page.locator('summary').filter({ hasText: m.document_withdraw({}, es) }).click();
    await patient.page.locator('details form').getByRole('button').click();
    await patient.page.getByText(m.document_withdraw_done({}, es)).waitFor();
    expect((await patient.context.request.get(`${stage.origin}${href}`)).status()).toBe(404);
    await patient.context.close();
  });
});

describe('one’s own data (G1, quality 76)', () => {
  it('is asked for on a phone, told to the account, and each file is downloaded once', { timeout: 240_000 }, async () => {
    const patient = await stage.person({ viewport: phone });
    const { account_id: accountId } = await stage.world.as({ kind: 'system', job: 'journey' }, (tx) => tx.selectFrom('contacts').select('account_id').where('address', '=', carmen.mobile).executeTakeFirstOrThrow());
    await stage.signIn(patient, accountId);
    await patient.page.goto('/cuenta/datos');
    expect(await lookOver(patient.page)).toEqual([]);
    await press(patient.page, m.data_request({}, es));
    await patient.page.getByRole('heading', { name: m.data_ready({}, es) }).waitFor();
    expect(await lookOver(patient.page)).toEqual([]);
    await later(1);
    expect((await stage.message(carmen.mobile, /Se han pedido los datos/)).text).not.toMatch(/https?:/);
    const pedido = await patient.page.locator('input[name=pedido]').first().inputValue();
    const [download] = await Promise.all([patient.page.waitForEvent('download'), patient.page.getByRole('button', { name: m.data_machine({}, es) }).click()]);
    expect(readFileSync(await download.path(), 'utf8')).toContain(carmen.name);
    await patient.page.reload();
    await patient.page.getByText(m.data_taken({}, es)).waitFor();
    expect(await lookOver(patient.page)).toEqual([]);
    const again = await patient.page.request.post(`${stage.origin}/cuenta/datos/descargar`, { form: { pedido, formato: 'json' }, headers: { origin: stage.origin } });
    expect([again.url().endsWith('/cuenta/datos?pasado'), await again.text()]).toEqual([true, expect.stringContaining(m.refusal_export_over({}, es))]);
    expect(troublesOf(patient)).toEqual([]);
    await patient.context.close();
  });
});
