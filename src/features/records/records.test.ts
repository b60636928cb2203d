import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENT_PART_BYTES } from '#domain/documents.ts';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { changeConsent } from '#features/privacy/consents.server.ts';
import { keepNoLonger } from '#features/privacy/retention.server.ts';
import { eraseAccount, forgetBlockedRecords } from '#features/privacy/erasure.server.ts';
import { exportAccount } from '#features/privacy/export.server.ts';
import { markOutcome } from '#features/schedule/commands.server.ts';
import { admitPractice, bookAsPatient, details, type Booked, type Practice } from '../../../tests/world/clinic.ts';
import { plainPdf } from '../../../tests/world/document-corpus.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { countDocuments, listDocuments, openDocument } from './documents/read.server.ts';
import { sendDocument, withdrawDocument } from './documents/send.server.ts';
import { readNotes, saveNote } from './notes/notes.server.ts';

let test: TestWorld;
let practice: Practice;
let carmen: Booked;
let admin: pg.Client;
const system = { kind: 'system', job: 'test' } as const;
const canary = 'canaria-de-receta';
const minutes = (count: number) => test.moveTo(new Date(test.clock.now().getTime() + count * 60_000));
const specialist = () => practice.actor as Extract<Practice['actor'], { kind: 'specialist' }>;
const sendAs = (actor: Parameters<typeof sendDocument>[1], fileName: string, bytes = plainPdf()) =>
  sendDocument(test.world, actor, { appointmentId: carmen.appointmentId, kind: 'prescription', fileName, bytes });
const sent = async (fileName: string, bytes?: Buffer) => {
  const answer = await sendAs(specialist(), fileName, bytes);
  if (!answer.ok) throw new Error(answer.kind);
  return answer.value.id;
};
const told = (kind: 'sms' | 'email', to: string) => test.rehearsal.mailbox.list().filter((message) => message.kind === kind && message.to === to && /documento/i.test(message.text));
const noted = () =>
  test.world.as(system, (tx) => tx.selectFrom('audit').select(['action', 'actor_kind']).where('object_id', '=', carmen.appointmentId).orderBy('id').execute());

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
  carmen = await bookAsPatient(test.world, details(practice.videoService, new Date('2026-11-24T10:00:00+01:00'), { correo: 'carmen@documento.example', movil: '612000777', motivo: 'x' }));
  await test.moveTo(new Date('2026-11-24T11:00:00+01:00'));
  await markOutcome(test.world, practice.actor, { cita: carmen.appointmentId, resultado: 'took_place' });
  admin = new pg.Client({ connectionString: test.database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await test.stop();
});

describe('a document that the specialist sends', () => {
  it('is told of after two minutes by SMS and mail, once for all that went meanwhile, and the words say nothing of it', async () => {
    await sent(`${canary}.pdf`);
    await sent('informe.pdf');
    expect(told('sms', '+34612000777')).toEqual([]);
    await minutes(3);
    const [sms, ...more] = told('sms', '+34612000777');
    expect(more).toEqual([]);
    expect(sms?.text).toMatch(/^Tienes un documento nuevo de .+\. \S+ aqu.: \S+\/e\/\S+\/documentos$/);
    const [mail] = told('email', 'carmen@documento.example');
    expect(mail?.links.some((link) => link.endsWith('/documentos'))).toBe(true);
    expect(`${sms?.text} ${mail?.text} ${mail?.html}`).not.toMatch(/canaria|informe|receta/i);
  });

  it('is new until its patient opened it, and both sides see when; each reading is one row of the access log', async () => {
    expect(await countDocuments(test.world, carmen.patient, carmen.appointmentId)).toEqual({ all: 2, unseen: 2 });
    const before = (await noted()).length;
    const list = await listDocuments(test.world, carmen.patient, carmen.appointmentId, 'es');
    expect((await noted()).slice(before)).toEqual([{ action: 'record-read', actor_kind: 'patient' }]);
    const line = list?.lines.find((one) => one.title === canary);
    const open = await openDocument(test.world, carmen.patient, { appointmentId: carmen.appointmentId, documentId: line?.id ?? '', locale: 'es' });
    expect(Buffer.from(open?.bytes ?? []).equals(plainPdf())).toBe(true);
    expect((await noted()).slice(before + 1)).toEqual([{ action: 'document-read', actor_kind: 'patient' }]);
    const theirs = await listDocuments(test.world, specialist(), carmen.appointmentId, 'es');
    expect(theirs?.lines.map((one) => [one.title, one.mine, one.seenOn !== null])).toEqual([['informe', true, false], [canary, true, true]]);
    expect(await countDocuments(test.world, carmen.patient, carmen.appointmentId)).toEqual({ all: 2, unseen: 1 });
  });

  it('can be taken back for a day, by its sender alone: its bytes and name are gone, and nobody who was not told hears of it', async () => {
    const wrong = await sent('otra-paciente.pdf');
    const before = told('sms', '+34612000777').length;
    const back = { appointmentId: carmen.appointmentId, documentId: wrong };
    expect(await withdrawDocument(test.world, carmen.patient, back)).toMatchObject({ kind: 'withdraw-too-late' });
    const informe = (await listDocuments(test.world, specialist(), carmen.appointmentId, 'es'))?.lines.find((one) => one.title === 'informe')?.id ?? '';
    await openDocument(test.world, carmen.patient, { appointmentId: carmen.appointmentId, documentId: informe, locale: 'es' });
    expect(await withdrawDocument(test.world, specialist(), back)).toMatchObject({ ok: true });
    expect(await withdrawDocument(test.world, specialist(), back)).toMatchObject({ kind: 'withdraw-too-late' });
    await minutes(5);
    expect(told('sms', '+34612000777')).toHaveLength(before);
    expect(await openDocument(test.world, carmen.patient, { ...back, locale: 'es' })).toBeNull();
    const parts = await test.world.as(system, (tx) => tx.selectFrom('document_parts').select('number').where('document_id', '=', wrong).execute());
    expect(parts).toEqual([]);
    await minutes(25 * 60);
    expect(await withdrawDocument(test.world, specialist(), { ...back, documentId: informe })).toMatchObject({ kind: 'withdraw-too-late' });
  });
});

describe('what a patient sends', () => {
  it('reaches the specialist with a mail that says nothing of it', async () => {
    const mails = test.rehearsal.mailbox.list().length;
    expect(await sendAs(carmen.patient, 'resultados-canaria.pdf')).toMatchObject({ ok: true });
    await minutes(3);
    const [mail, ...more] = test.rehearsal.mailbox.list().slice(mails).filter((message) => /te ha enviado un documento/.test(message.text));
    expect(more).toEqual([]);
    expect(mail?.links.some((link) => link.endsWith(`/agenda/cita/${carmen.appointmentId}`))).toBe(true);
    expect(mail?.text).not.toMatch(/canaria|resultados/);
  });
});

describe('at rest', () => {
  it('no name, no byte and no note is in the database in the clear; parts that change places are refused', async () => {
    const long = Buffer.concat([plainPdf(), Buffer.alloc(2 * DOCUMENT_PART_BYTES, canary), plainPdf()]);
    const id = await sent('largo.pdf', long);
    expect(await saveNote(test.world, specialist(), carmen.appointmentId, { nota: `${canary} nota`, desde: '' })).toMatchObject({ ok: true });
    const { rows } = await admin.query<{ text: string }>('select string_agg(t::text, chr(10)) as text from (select d::text t from documents d union all select p::text from document_parts p union all select n::text from notes n) t');
    expect(rows[0]?.text).not.toContain(Buffer.from('canaria').toString('hex'));
    expect(rows[0]?.text).not.toContain('canaria');
    const open = () => openDocument(test.world, specialist(), { appointmentId: carmen.appointmentId, documentId: id, locale: 'es' });
    expect(Buffer.from((await open())?.bytes ?? []).equals(long)).toBe(true);
    const swap = () => admin.query('update document_parts a set sealed = b.sealed from document_parts b where a.document_id = $1 and b.document_id = $1 and (a.number, b.number) in ((0, 1), (1, 0))', [id]);
    await swap();
    await expect(open()).rejects.toThrow();
    await swap();
    expect(await open()).not.toBeNull();
  });
});

describe('the specialist’s notes', () => {
  it('keep what stood before, and never overwrite what another window saved', async () => {
    const first = await readNotes(test.world, specialist(), carmen.appointmentId, 'es');
    expect(first).toMatchObject({ text: `${canary} nota`, before: [] });
    expect(await saveNote(test.world, specialist(), carmen.appointmentId, { nota: 'mejor', desde: first?.id ?? '' })).toMatchObject({ ok: true });
    expect(await saveNote(test.world, specialist(), carmen.appointmentId, { nota: 'tarde', desde: first?.id ?? '' })).toMatchObject({ kind: 'changed-meanwhile' });
    expect(await readNotes(test.world, specialist(), carmen.appointmentId, 'es')).toMatchObject({ text: 'mejor', before: [{ text: `${canary} nota` }] });
    const rows = await test.world.as(carmen.patient, (tx) => tx.selectFrom('notes').select('id').execute());
    expect(rows).toEqual([]);
  });
});

describe('a consultation that does not take place', () => {
  it('leaves no document once its patient takes their consent back, and nothing of it after three months', async () => {
    const at = new Date('2026-11-27T10:00:00+01:00');
    const berta = await bookAsPatient(test.world, details(practice.videoService, at, { nombre: 'Berta Gil', correo: 'berta@documento.example', movil: '612000888' }), 'berta');
    const { appointmentId } = berta;
    const send = (fileName: string) => sendDocument(test.world, berta.patient, { appointmentId, kind: 'results', fileName, bytes: plainPdf() });
    await send('uno.pdf');
    const withdrawn = await changeConsent(test.world, berta.patient.accountId, { kind: 'withdrawn', purpose: 'health_data_of_an_appointment', appointmentId, locale: 'es' });
    expect(withdrawn).toMatchObject({ ok: true });
    const left = () => test.world.as(system, (tx) => tx.selectFrom('documents as d').leftJoin('document_parts as p', 'p.document_id', 'd.id').select(['d.name_sealed', 'p.number']).where('d.appointment_id', '=', appointmentId).execute());
    expect(await left()).toEqual([{ name_sealed: null, number: null }]);
    await send('dos.pdf');
    await saveNote(test.world, specialist(), appointmentId, { nota: 'en vano', desde: '' });
    await cancelAppointment(test.world, specialist(), { appointmentId, expectedCostCents: 0 });
    test.clock.moveTo(new Date(at.getTime() + 92 * 86_400_000));
    await keepNoLonger(test.world);
    expect(await left()).toEqual([]);
    expect(await readNotes(test.world, specialist(), appointmentId, 'es')).toMatchObject({ text: '' });
    expect((await listDocuments(test.world, specialist(), carmen.appointmentId, 'es'))?.lines).not.toEqual([]);
  });
});

describe('whose documents they are', () => {
  it('gets them whole with the rest of their data; erased, they are blocked for the practice and gone on their day', async () => {
    const { data } = await test.world.as({ kind: 'system', job: 'test' }, (tx) => exportAccount(test.world, tx, carmen.patient.accountId));
    const prescription = data['documents']?.find((row) => row['name'] === canary);
    expect(Buffer.from(String(prescription?.['content_base64']), 'base64').equals(plainPdf())).toBe(true);
    expect(await eraseAccount(test.world, carmen.patient.accountId)).toMatchObject({ ok: true, value: { keptUntil: new Date('2031-11-24T10:30:00+01:00') } });
    expect((await listDocuments(test.world, specialist(), carmen.appointmentId, 'es'))?.lines).toEqual([]);
    expect(await readNotes(test.world, specialist(), carmen.appointmentId, 'es')).toMatchObject({ text: '', before: [] });
    expect(await sendAs(specialist(), 'tarde.pdf')).toMatchObject({ kind: 'not-found' });
    const left = async () => (await admin.query('select 1 from documents union all select 1 from document_parts union all select 1 from notes')).rowCount;
    expect(await left()).not.toBe(0);
    test.clock.moveTo(new Date('2031-11-24T11:00:00+01:00'));
    await forgetBlockedRecords(test.world);
    expect(await left()).toBe(0);
  });
});
