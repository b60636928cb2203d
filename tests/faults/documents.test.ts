import type { Server } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clamdScanner } from '#adapters/scanner/clamd.ts';
import { listDocuments, openDocument } from '#features/records/documents/read.server.ts';
import { sendDocument } from '#features/records/documents/send.server.ts';
import type { RecordActor } from '#features/records/exchange.server.ts';
import { documentAnswer } from '../../src/routes/documents.server.ts';
import { standInClamd } from '../world/clamd.ts';
import { admitPractice, bookAsPatient, details, type Booked, type Practice } from '../world/clinic.ts';
import { carriedAlong, claimedPng, documentCorpus, plainPdf } from '../world/document-corpus.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';

let test: TestWorld;
let clamd: { server: Server; port: number };
let mine: Practice;
let other: Practice;
const booked: Booked[] = [];
let specialist: RecordActor;
const hours = ['10:00', '11:00', '12:00', '13:00'];

beforeAll(async () => {
  clamd = await standInClamd();
  test = await startWorld();
  mine = await admitPractice(test.world);
  other = await admitPractice(test.world);
  specialist = mine.actor as RecordActor;
  for (const [index, hour] of hours.entries()) {
    const form = details(mine.videoService, new Date(`2026-11-24T${hour}:00+01:00`), { nombre: `Carmen Prueba ${index}`, correo: `carmen${index}@prueba.example`, movil: `61200066${index}` });
    booked.push(await bookAsPatient(test.world, form, `browser ${index}`));
  }
});
afterAll(async () => {
  clamd.server.close();
  await test.stop();
});

const of = (index: number) => booked[index] as Booked;
const guarded = () => ({ ...test.world, scanner: clamdScanner({ host: '127.0.0.1', port: clamd.port }) });

describe('sixty files that somebody sends (quality 37, fault 49)', () => {
  it('are refused or kept without what they carry along; none is served as a page, and memory does not grow with what they claim', { timeout: 120_000 }, async () => {
    const corpus = await documentCorpus();
    expect(corpus).toHaveLength(60);
    const before = process.memoryUsage().rss;
    const answers: [string, string][] = [];
    const inline: string[] = [];
    const tags: string[] = [];
    for (const [index, sample] of corpus.entries()) {
      // Fifteen each, for one side of one appointment takes no more than twenty.
      const { appointmentId } = of(index % hours.length);
      const sent = await sendDocument(guarded(), specialist, { appointmentId, kind: 'other', fileName: sample.file, bytes: sample.bytes });
      answers.push([sample.name, sent.ok ? 'kept' : sent.kind]);
      if (!sent.ok) continue;
      const answer = await documentAnswer({ locals: { world: test.world, locale: 'es' } as App.Locals }, specialist, { appointmentId, documentId: sent.value.id });
      const header = (name: string) => answer.headers.get(name) ?? '';
      const safe = /^attachment; filename="documento\.(pdf|jpg|png)"; filename\*=UTF-8''[\w%.~!-]+$/.test(header('content-disposition')) && header('content-security-policy').includes('sandbox') && ['application/pdf', 'image/jpeg', 'image/png'].includes(header('content-type'));
      if (!safe) inline.push(sample.name);
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (header('content-type') === 'application/pdf') continue;
      const { exif, xmp, iptc, comments } = await sharp(bytes).metadata();
      if (exif ?? xmp ?? iptc ?? comments) tags.push(sample.name);
      for (const word of carriedAlong) if (bytes.includes(word, 0, 'latin1')) tags.push(`${sample.name}: ${word}`);
    }
    await Promise.all(Array.from({ length: 12 }, () => sendDocument(test.world, specialist, { appointmentId: of(0).appointmentId, kind: 'other', fileName: 'x.png', bytes: claimedPng(4900, 4900) })));
    const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
    const kept = answers.filter(([, became]) => became === 'kept').length;
    process.stdout.write(`documents: 60 sent, ${kept} kept, ${inline.length} inline, ${tags.length} tags, memory ${Math.round(grown)} MB more\n`);
    expect(answers).toEqual(corpus.map(({ name, becomes }) => [name, becomes]));
    expect(inline).toEqual([]);
    expect(tags).toEqual([]);
    expect(grown).toBeLessThan(200);
  });

  it('are refused in words while the scanner that is configured is away', async () => {
    const away = { ...test.world, scanner: clamdScanner({ host: '127.0.0.1', port: 1 }) };
    expect(await sendDocument(away, specialist, { appointmentId: of(3).appointmentId, kind: 'other', fileName: 'a.pdf', bytes: plainPdf() })).toMatchObject({ kind: 'document-unchecked' });
  });

  it('are one patient’s and one specialist’s: nobody else lists, opens or sends', async () => {
    const { appointmentId, patient } = of(1);
    const sent = await sendDocument(test.world, specialist, { appointmentId, kind: 'report', fileName: 'informe.pdf', bytes: plainPdf() });
    if (!sent.ok) throw new Error(sent.kind);
    const documentId = sent.value.id;
    const strangers: RecordActor[] = [other.actor as RecordActor, of(0).patient];
    for (const actor of strangers) {
      expect(await listDocuments(test.world, actor, appointmentId, 'es')).toBeNull();
      expect(await openDocument(test.world, actor, { appointmentId, documentId, locale: 'es' })).toBeNull();
      expect(await sendDocument(test.world, actor, { appointmentId, kind: 'other', fileName: 'a.pdf', bytes: plainPdf() })).toMatchObject({ kind: 'not-found' });
    }
    // Through an appointment of one's own it is not reached either.
    expect(await openDocument(test.world, specialist, { appointmentId: of(2).appointmentId, documentId, locale: 'es' })).toBeNull();
    expect(await openDocument(test.world, patient, { appointmentId, documentId, locale: 'es' })).toMatchObject({ title: 'informe' });
    // The database itself shows none to an assistant or to the holder of a link (second lock).
    for (const actor of [{ kind: 'assistant', accountId: mine.accountId, specialistIds: [mine.specialistId] }, { kind: 'guest', appointmentId }, { kind: 'visitor' }] as const) {
      const rows = await test.world.as(actor, async (tx) => [...(await tx.selectFrom('documents').select('id').execute()), ...(await tx.selectFrom('document_parts').select('document_id').execute()), ...(await tx.selectFrom('notes').select('id').execute())]);
      expect(rows).toEqual([]);
    }
  });
});
