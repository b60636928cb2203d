import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { reviewAuthor } from '#domain/reviews.ts';
import { admitPractice, bookAsPatient, details } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';

let test: TestWorld;
const system: Actor = { kind: 'system', job: 'test' };
beforeAll(async () => {
  test = await startWorld();
});
afterAll(() => test.stop());

it('a fresh installation gives nothing away that nobody asked for (quality 78)', async () => {
  const practice = await admitPractice(test.world);
  const { appointmentId } = await bookAsPatient(test.world, details(practice.videoService, new Date('2026-11-24T10:00:00+01:00')));
  const found = await test.world.as(system, async (tx) => ({
    settings: await tx.selectFrom('specialist_settings').select(['publish_slots', 'embed_origins', 'card_payments_paused']).where('specialist_id', '=', practice.specialistId).executeTakeFirstOrThrow(),
    feeds: await tx.selectFrom('calendar_feeds').select('id').execute(),
    tokens: await tx.selectFrom('access_tokens').select('id').execute(),
    sessions: await tx.selectFrom('sessions').select('id').execute(),
    consents: (await tx.selectFrom('consents').select(['purpose', 'kind']).execute()),
    optional: await tx.selectFrom('messages').select('kind').where('appointment_id', '=', appointmentId).where('kind', 'in', ['review_invitation', 'news']).execute(),
  }));
  expect(found).toEqual({
    settings: { publish_slots: false, embed_origins: [], card_payments_paused: false },
    feeds: [],
    tokens: [],
    sessions: [],
    consents: [{ purpose: 'health_data_of_an_appointment', kind: 'given' }],
    optional: [],
  });
  expect(reviewAuthor('Carmen Ruiz Lozano')).toBe('Carmen R.');
});
