import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '#domain/appointment.ts';
import type { Actor } from '#domain/people.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { admitPractice, bookAsPatient, details, type Practice } from '../../../tests/world/clinic.ts';
import { getProfile } from '#features/profiles/profile.server.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { mayRateCallNow, rateCall } from './call-rating.server.ts';
import { answerReview, submitReview } from './commands.server.ts';
import { listReviews } from './queries.server.ts';
import { mayReviewNow } from './standing.server.ts';

let test: TestWorld;
let practice: Practice;
let count = 0;
const system: Actor = { kind: 'system', job: 'test' };
const guest = (appointmentId: string): Actor => ({ kind: 'guest', appointmentId });

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
});
afterAll(() => test.stop());

async function appointment(
  state: { status: 'booked' | 'completed' | 'no_show' | 'cancelled'; outcome?: Outcome },
  modality: 'video' | 'in_person' = 'video',
) {
  count += 1;
  const form = {
    servicio: modality === 'video' ? practice.videoService : practice.inPersonService,
    dia: `2026-11-${String(24 + Math.floor(count / 10)).padStart(2, '0')}`,
    hora: `${9 + (count % 10)}:00`,
    persona: '' as const,
    nombre: 'Marta García López',
    movil: '612345678',
    correo: '',
  };
  const booked = await bookForPatient(test.world, practice.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  const { appointmentId } = booked.value;
  const facts = {
    status: state.status,
    outcome: state.outcome ?? null,
    ...(state.status === 'completed' ? { completed_at: test.clock.now() } : {}),
  };
  await test.world.as(system, (tx) => tx.updateTable('appointments').set(facts).where('id', '=', appointmentId).execute());
  return appointmentId;
}
it('says nothing of why the patient came: neither in its row nor to whoever reads the profile (quality 28)', async () => {
  const reason = 'Zarzaparrilla en la espalda';
  const { appointmentId, patient } = await bookAsPatient(test.world, details(practice.videoService, new Date('2026-12-09T10:00:00+01:00'), { motivo: reason, nombre: 'Rosa Motivo Secreto' }), 'rosa');
  await test.world.as(system, (tx) => tx.updateTable('appointments').set({ status: 'completed', outcome: 'took_place', completed_at: test.clock.now() }).where('id', '=', appointmentId).execute());
  expect(await submitReview(test.world, patient, { appointmentId, stars: 5, body: 'Muy bien.', locale: 'es' })).toMatchObject({ ok: true });
  const row = await test.world.as(system, (tx) => tx.selectFrom('reviews').selectAll().where('appointment_id', '=', appointmentId).executeTakeFirstOrThrow());
  const shown = await listReviews(test.world, { specialistId: practice.specialistId, limit: 50 });
  for (const text of [row, shown, await getProfile(test.world, practice.admission.slug, 'es')].map((one) => JSON.stringify(one))) {
    expect(text).not.toMatch(/zarzaparrilla|Secreto/i);
  }
  expect(Object.keys(shown[0] ?? {}).sort()).toEqual(['answer', 'author', 'body', 'id', 'modality', 'stars', 'tookPlaceOn']);
});

function rating() {
  return test.world.as({ kind: 'visitor' }, (tx) =>
    tx
      .selectFrom('specialists')
      .select(['rating_count', 'rating_sum'])
      .where('id', '=', practice.specialistId)
      .executeTakeFirstOrThrow(),
  );
}

describe('reviews (R1–R3)', () => {
  it('stand in the profile with date and modality, by first name and initial, for video and in person alike', async () => {
    const before = await rating();
    for (const modality of ['video', 'in_person'] as const) {
      const appointmentId = await appointment({ status: 'completed', outcome: 'took_place' }, modality);
      expect(
        await submitReview(test.world, guest(appointmentId), { appointmentId, stars: 4, body: 'Me lo explicó todo con calma.', locale: 'es' }),
      ).toMatchObject({ ok: true });
      expect(await mayReviewNow(test.world, guest(appointmentId), appointmentId)).toMatchObject({ standing: 'reviewed' });
    }
    const [second, first] = await listReviews(test.world, { specialistId: practice.specialistId, limit: 2 });
    expect([first?.modality, second?.modality]).toEqual(['video', 'in_person']);
    expect(second).toMatchObject({ author: 'Marta G.', stars: 4, tookPlaceOn: '2026-11-24' });
    expect(await rating()).toEqual({ rating_count: before.rating_count + 2, rating_sum: before.rating_sum + 8 });
  });

  it('are refused until the appointment took place, and where it did not', async () => {
    const cases = [
      ['booked', undefined, 'not-over'],
      ['no_show', 'patient_absent', 'did-not-take-place'],
      ['cancelled', undefined, 'did-not-take-place'],
      ['completed', 'technical', 'technical'],
    ] as const;
    for (const [status, outcome, standing] of cases) {
      const appointmentId = await appointment({ status, ...(outcome ? { outcome } : {}) });
      expect(await mayReviewNow(test.world, guest(appointmentId), appointmentId)).toMatchObject({ standing });
      expect(await submitReview(test.world, guest(appointmentId), { appointmentId, stars: 1, body: '', locale: 'es' })).toMatchObject({
        kind: 'did-not-take-place',
      });
    }
  });

  it('come from the patient alone, with stars and not too long', async () => {
    const appointmentId = await appointment({ status: 'completed', outcome: 'took_place' });
    const other = await appointment({ status: 'completed', outcome: 'took_place' });
    expect(await submitReview(test.world, guest(other), { appointmentId, stars: 1, body: '', locale: 'es' })).toMatchObject({
      kind: 'not-found',
    });
    expect(await submitReview(test.world, practice.actor, { appointmentId, stars: 5, body: '', locale: 'es' })).toMatchObject({
      kind: 'not-allowed',
    });
    expect(await submitReview(test.world, guest(appointmentId), { appointmentId, stars: Number.NaN, body: '', locale: 'es' })).toMatchObject({
      fields: { estrellas: 'stars-missing' },
    });
    expect(
      await submitReview(test.world, guest(appointmentId), { appointmentId, stars: 5, body: 'a'.repeat(2001), locale: 'es' }),
    ).toMatchObject({ fields: { texto: 'text-too-long' } });
  });

  it('are kept once, also when 200 arrive at the same moment', async () => {
    const appointmentId = await appointment({ status: 'completed', outcome: 'took_place' });
    const before = await rating();
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        submitReview(test.world, guest(appointmentId), { appointmentId, stars: 5, body: 'Muy bien.', locale: 'es' }),
      ),
    );
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(new Set(answers.flatMap((answer) => (answer.ok ? [] : [answer.kind])))).toEqual(new Set(['already-reviewed']));
    expect(await rating()).toEqual({ rating_count: before.rating_count + 1, rating_sum: before.rating_sum + 5 });
  });

  it('are answered once, by their specialist', async () => {
    const appointmentId = await appointment({ status: 'completed', outcome: 'took_place' });
    const kept = await submitReview(test.world, guest(appointmentId), { appointmentId, stars: 2, body: 'Tuve que esperar.', locale: 'es' });
    const reviewId = kept.ok ? kept.value.reviewId : '';
    const other = await admitPractice(test.world);
    expect(await answerReview(test.world, other.actor, { reviewId, answer: 'Gracias.' })).toMatchObject({ kind: 'not-found' });
    expect(await answerReview(test.world, practice.actor, { reviewId, answer: ' ' })).toMatchObject({
      fields: { respuesta: 'text-missing' },
    });
    expect(
      await answerReview(test.world, practice.actor, { reviewId, answer: 'Lo siento; aquel día hubo una urgencia.' }),
    ).toMatchObject({ ok: true });
    expect(await answerReview(test.world, practice.actor, { reviewId, answer: 'Otra vez.' })).toMatchObject({
      kind: 'already-answered',
    });
  });

  it('hold no telephone, mail or page of anybody', async () => {
    const appointmentId = await appointment({ status: 'completed', outcome: 'took_place' });
    for (const body of ['Llamadme al 612 345 678', 'Escribe a ana@correo.example', 'Mirad www.otra.example']) {
      expect(await submitReview(test.world, guest(appointmentId), { appointmentId, stars: 5, body, locale: 'es' }), body).toMatchObject({ fields: { texto: 'text-has-contact' } });
    }
  });

  it('give way to a technical rating after a technical failure, which costs the specialist no star', async () => {
    const appointmentId = await appointment({ status: 'completed', outcome: 'technical' });
    const before = await rating();
    const rate = (actor: Actor) => rateCall(test.world, actor, { appointmentId, rating: 2, troubles: ['no-sound'], trouble: 'No se oía.' });
    expect(await mayRateCallNow(test.world, guest(appointmentId), appointmentId)).toBe(true);
    expect(await rate(guest(appointmentId))).toMatchObject({ ok: true });
    expect(await rate(guest(appointmentId))).toMatchObject({ kind: 'already-reviewed' });
    expect(await mayRateCallNow(test.world, guest(appointmentId), appointmentId)).toBe(false);
    expect(await rate(practice.actor)).toMatchObject({ ok: true });
    expect(await rating()).toEqual(before);
    const took = await appointment({ status: 'completed', outcome: 'took_place' });
    expect(await rateCall(test.world, guest(took), { appointmentId: took, rating: 2, trouble: '' })).toMatchObject({ kind: 'did-not-take-place' });
    const other = await admitPractice(test.world);
    expect(await rateCall(test.world, other.actor, { appointmentId, rating: 1, trouble: '' })).toMatchObject({ kind: 'not-found' });
  });
});
