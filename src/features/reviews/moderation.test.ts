import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { admitPractice, bookAsPatient, browser, details, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { answerReview, submitReview } from './commands.server.ts';
import { countReportedReviews, decideReview, listReportedReviews } from './moderation.server.ts';
import { findOwnReview, listPracticeReviews, listReviews } from './queries.server.ts';
import { reportReview } from './report.server.ts';

let test: TestWorld;
let practice: Practice;
let operator: Extract<Actor, { kind: 'operator' }>;
let appointmentId: string;
let reviewId: string;
const system: Actor = { kind: 'system', job: 'test' };
const visitor: Actor = { kind: 'visitor' };

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
  operator = { kind: 'operator', accountId: test.world.ids.uuid() };
  const form = { servicio: practice.videoService, dia: '2026-11-24', hora: '10:00', persona: '' as const, nombre: 'Marta García López', movil: '612345678', correo: '' };
  const booked = await bookForPatient(test.world, practice.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  ({ appointmentId } = booked.value);
  await test.world.as(system, async (tx) => {
    await tx.insertInto('accounts').values({ id: operator.accountId, created_at: test.clock.now() }).execute();
    await tx.insertInto('operators').values({ account_id: operator.accountId }).execute();
    await tx.updateTable('appointments').set({ status: 'completed', outcome: 'took_place', completed_at: test.clock.now() }).where('id', '=', appointmentId).execute();
  });
  const kept = await submitReview(test.world, { kind: 'guest', appointmentId }, { appointmentId, stars: 1, body: 'Un insulto muy feo.', locale: 'es' });
  reviewId = kept.ok ? kept.value.reviewId : '';
});
afterAll(() => test.stop());

const report = (actor: Actor, who: string, part: 'review' | 'answer' = 'review') =>
  reportReview(test.world, actor, { reviewId, part, reason: 'insult', note: '', browserHash: browser(who) });
const decide = (decision: 'keep' | 'hide' | 'show', reason: 'insult' | 'follows-rules' | 'other', part: 'review' | 'answer' = 'review', actor: Actor = operator, note = '') =>
  decideReview(test.world, actor, { reviewId, part, decision, reason, note });
const stars = () => test.world.as(visitor, (tx) => tx.selectFrom('specialists').select(['rating_count', 'rating_sum']).where('id', '=', practice.specialistId).executeTakeFirstOrThrow());
const onProfile = () => listReviews(test.world, { specialistId: practice.specialistId, limit: 10 });

describe('reports and moderation (R3)', () => {
  it('anybody reports, a browser once, with a reason', async () => {
    expect(await reportReview(test.world, visitor, { reviewId, part: 'review', reason: null, note: '', browserHash: browser('a') })).toMatchObject({ fields: { motivo: 'choice-missing' } });
    for (const [actor, who] of [[visitor, 'a'], [visitor, 'a'], [practice.actor, 'b']] as const) expect(await report(actor, who)).toMatchObject({ ok: true });
    expect(await report(visitor, 'a', 'answer')).toMatchObject({ kind: 'not-found' });
    const { cases } = await listReportedReviews(test.world, operator, { state: 'open' });
    expect(cases).toMatchObject([{ reviewId, part: 'review', shown: true, reports: [{ by: 'specialist', reason: 'insult' }, { by: 'visitor' }], decisions: [] }]);
    expect((await listReportedReviews(test.world, operator, { state: 'open', words: 'INSULTO' })).cases).toHaveLength(1);
    expect((await listReportedReviews(test.world, operator, { state: 'open', words: 'elogio' })).cases).toEqual([]);
    expect(await countReportedReviews(test.world, operator)).toBe(1);
    expect(await listReportedReviews(test.world, practice.actor, { state: 'open' })).toEqual({ cases: [], next: null });
  });

  it('an operator alone takes a review down; the rating follows and the author reads why', async () => {
    expect(await decide('hide', 'insult', 'review', practice.actor)).toMatchObject({ kind: 'not-allowed' });
    expect(await decide('hide', 'other')).toMatchObject({ fields: { nota: 'text-missing' } });
    expect(await decide('hide', 'follows-rules')).toMatchObject({ fields: { motivo: 'choice-missing' } });
    expect(await stars()).toEqual({ rating_count: 1, rating_sum: 1 });
    expect(await decide('hide', 'insult', 'review', operator, 'La frase primera insulta.')).toMatchObject({ ok: true });
    expect(await decide('hide', 'insult')).toMatchObject({ kind: 'decided-meanwhile' });
    expect(await stars()).toEqual({ rating_count: 0, rating_sum: 0 });
    expect(await onProfile()).toEqual([]);
    expect(await findOwnReview(test.world, { kind: 'guest', appointmentId }, appointmentId)).toMatchObject({ hidden: { reason: 'insult', note: 'La frase primera insulta.' } });
    expect((await listReportedReviews(test.world, operator, { state: 'open' })).cases).toEqual([]);
    expect((await listReportedReviews(test.world, operator, { state: 'decided' })).cases).toMatchObject([{ shown: false, decisions: [{ decision: 'hidden', reason: 'insult' }] }]);
    const again = await submitReview(test.world, { kind: 'guest', appointmentId }, { appointmentId, stars: 3, body: 'Bien.', locale: 'es' });
    expect(again).toMatchObject({ kind: 'already-reviewed' });
    const noted = await test.world.as(system, (tx) => tx.selectFrom('audit').select('action').where('object_id', '=', reviewId).execute());
    expect(noted).toEqual([{ action: 'review-hidden' }]);
  });

  it('and brings it back; an answer is taken down by itself', async () => {
    expect(await decide('show', 'follows-rules')).toMatchObject({ ok: true });
    expect(await stars()).toEqual({ rating_count: 1, rating_sum: 1 });
    expect(await answerReview(test.world, practice.actor, { reviewId, answer: 'La paciente vino por un lunar.' })).toMatchObject({ ok: true });
    expect(await report(visitor, 'a', 'answer')).toMatchObject({ ok: true });
    expect(await decide('hide', 'insult', 'answer')).toMatchObject({ ok: true });
    expect(await onProfile()).toMatchObject([{ id: reviewId, answer: null }]);
    const mine = await listPracticeReviews(test.world, practice.actor, { specialistId: practice.specialistId, unanswered: false, limit: 10, offset: 0 });
    expect(mine).toMatchObject({ total: 1, unanswered: 0, reviews: [{ answerHidden: { reason: 'insult' } }] });
  });

  it('no specialist can bring back, restar or rewrite a review past the product', async () => {
    for (const change of [{ status: 'published' as const }, { stars: 5 }, { body: 'x' }, { answer_status: 'published' as const }]) {
      await expect(test.world.as(practice.actor, (tx) => tx.updateTable('reviews').set(change).where('id', '=', reviewId).execute())).rejects.toThrow(/permission denied/);
    }
  });

  it('its author is written to with the reason and how to object, and so is whoever answered', async () => {
    const { appointmentId: theirs, patient } = await bookAsPatient(test.world, details(practice.videoService, new Date('2026-11-26T10:00:00+01:00'), { correo: 'autora@correo.example' }));
    await test.world.as(system, async (tx) => {
      await tx.updateTable('appointments').set({ status: 'completed', outcome: 'took_place', completed_at: test.clock.now() }).where('id', '=', theirs).execute();
      await tx.insertInto('contacts').values({ id: test.world.ids.uuid(), account_id: patient.accountId, channel: 'email', address: 'autora@correo.example', proved_at: test.clock.now(), created_at: test.clock.now() }).execute();
    });
    const kept = await submitReview(test.world, patient, { appointmentId: theirs, stars: 1, body: 'Su vecina vive en el 3.º B.', locale: 'es' });
    if (!kept.ok) throw new Error(kept.kind);
    await answerReview(test.world, practice.actor, { reviewId: kept.value.reviewId, answer: 'No es verdad.' });
    for (const part of ['answer', 'review'] as const) {
      expect(await decideReview(test.world, operator, { reviewId: kept.value.reviewId, part, decision: 'hide', reason: 'personal-data', note: 'Di lo mismo sin señas.' })).toMatchObject({ ok: true });
    }
    await test.runDue();
    const told = test.rehearsal.mailbox.list().filter((entry) => entry.text.includes('sin señas'));
    expect(told.map((entry) => entry.to).sort()).toEqual(['autora@correo.example', practice.admission.contacts.find((contact) => contact.channel === 'email')?.address].sort());
    for (const { text } of told) expect(text).toMatch(/Motivo: .+\. Di lo mismo sin señas\.[^]+Si no estás de acuerdo/);
  });

  it('reaches an author without an account where the invitation went, with the link to their review, and not by SMS after BAJA', async () => {
    const at = (hour: string) => ({ servicio: practice.videoService, dia: '2026-11-27', hora: hour, persona: '' as const, nombre: 'Elvira Solís', movil: '612345901', correo: hour === '10:00' ? 'elvira@correo.example' : '' });
    const hidden = async (hour: string) => {
      const booked = await bookForPatient(test.world, practice.actor, at(hour), 'es');
      if (!booked.ok) throw new Error(booked.kind);
      const { appointmentId: theirs } = booked.value;
      await test.world.as(system, (tx) => tx.updateTable('appointments').set({ status: 'completed', outcome: 'took_place', completed_at: test.clock.now() }).where('id', '=', theirs).execute());
      const kept = await submitReview(test.world, { kind: 'guest', appointmentId: theirs }, { appointmentId: theirs, stars: 1, body: 'Regular.', locale: 'es' });
      if (!kept.ok) throw new Error(kept.kind);
      expect(await decideReview(test.world, operator, { reviewId: kept.value.reviewId, part: 'review', decision: 'hide', reason: 'insult', note: `A las ${hour}.` })).toMatchObject({ ok: true });
      await test.runDue();
    };
    const told = () => test.rehearsal.mailbox.list().filter((entry) => /Hemos retirado tu rese/.test(entry.subject ?? entry.text));
    const before = told().length;
    await hidden('10:00');
    const mail = told().slice(before);
    expect(mail.map((entry) => entry.to)).toEqual(['elvira@correo.example']);
    expect(mail[0]?.text).toMatch(/A las 10:00\.[^]+\/e\/[\w-]{22}\/opinion/);
    await hidden('11:00');
    expect(told().slice(before + 1).map((entry) => entry.to)).toEqual(['+34612345901']);
    await test.world.as(system, (tx) => tx.insertInto('silenced_addresses').values({ channel: 'sms', address: '+34612345901', why: 'opted_out', since: test.clock.now() }).execute());
    await hidden('12:00');
    expect(told()).toHaveLength(before + 2);
  });
});
