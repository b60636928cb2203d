import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { submitReview } from '#features/reviews/commands.server.ts';
import { listReviews } from '#features/reviews/queries.server.ts';
import { m } from '#texts/compiled/messages.js';
import { admitPractice, bookAsPatient, details, type Booked, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { changeConsent, listConsents } from './consents.server.ts';

let test: TestWorld;
let practice: Practice;
let ahead: Booked;
const system: Actor = { kind: 'system', job: 'test' };

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
  ahead = await bookAsPatient(test.world, details(practice.videoService, new Date('2026-11-26T10:00:00+01:00')));
});
afterAll(() => test.stop());

const ledger = () => test.world.as(system, (tx) => tx.selectFrom('consents').selectAll().orderBy('id').execute());
const change = (kind: 'given' | 'withdrawn', purpose: 'invitations' | 'review_published' | 'health_data_of_an_appointment', appointmentId: string | null = null, accountId = ahead.patient.accountId) =>
  changeConsent(test.world, accountId, { kind, purpose, appointmentId, locale: 'es' });
const reasonOf = async (id: string) => (await test.world.as(system, (tx) => tx.selectFrom('appointments').select('reason_sealed').where('id', '=', id).executeTakeFirstOrThrow())).reason_sealed;

describe('the ledger of consents (quality 73)', () => {
  it('holds the very words, their version and hash, the time and the door', async () => {
    const [line] = await ledger();
    const words = m.booking_consent({}, { locale: 'es' });
    expect(line).toMatchObject({ kind: 'given', purpose: 'health_data_of_an_appointment', locale: 'es', channel: 'web' });
    expect(line?.at.toISOString()).toMatch(/^2026-11-23T08:00/);
    expect(line?.text_hash).toEqual(createHash('sha256').update(words).digest());
    const { given } = await listConsents(test.world, ahead.patient.accountId, 'es');
    expect(given).toMatchObject([{ appointmentId: ahead.appointmentId, words, state: 'given', keptByLaw: false }]);
  });

  it('can be added to and never changed, by nobody who runs the product', async () => {
    for (const role of ['app', 'worker'] as const) {
      const client = new pg.Client({ connectionString: test.database.urls[role] });
      await client.connect();
      for (const statement of ['delete from consents', "update consents set kind = 'given'", 'truncate consents', "update consent_texts set words = ''", 'delete from consent_texts']) {
        await expect(client.query(statement), `${role}: ${statement}`).rejects.toMatchObject({ code: '42501' });
      }
      await client.end();
    }
  });

  it('the reason goes with its consent, and the appointment stands', async () => {
    expect(await reasonOf(ahead.appointmentId)).not.toBeNull();
    expect(await change('withdrawn', 'health_data_of_an_appointment', ahead.appointmentId, practice.accountId)).toMatchObject({ kind: 'not-found' });
    expect(await change('withdrawn', 'health_data_of_an_appointment', ahead.appointmentId)).toMatchObject({ ok: true });
    expect(await change('withdrawn', 'health_data_of_an_appointment', ahead.appointmentId)).toMatchObject({ ok: true });
    expect(await reasonOf(ahead.appointmentId)).toBeNull();
    expect((await ledger()).map((line) => line.kind)).toEqual(['given', 'withdrawn']);
    expect((await listConsents(test.world, ahead.patient.accountId, 'es')).given).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('once the consultation took place the law keeps the reason; the review goes, and its stars with it', async () => {
    const past = await bookAsPatient(test.world, details(practice.videoService, new Date('2026-11-26T12:00:00+01:00')), 'past');
    const took = { status: 'completed', outcome: 'took_place', completed_at: test.clock.now() } as const;
    await test.world.as(system, (tx) => tx.updateTable('appointments').set(took).where('id', '=', past.appointmentId).execute());
    await change('withdrawn', 'health_data_of_an_appointment', past.appointmentId);
    expect(await reasonOf(past.appointmentId)).not.toBeNull();
    await submitReview(test.world, past.patient, { appointmentId: past.appointmentId, stars: 2, body: 'Esperé mucho.', locale: 'es' });
    const shown = () => listReviews(test.world, { specialistId: practice.specialistId, limit: 5 });
    expect(await shown()).toHaveLength(1);
    expect(await change('withdrawn', 'review_published', past.appointmentId)).toMatchObject({ ok: true });
    expect(await shown()).toEqual([]);
    const { rating_count: count } = await test.world.as(system, (tx) => tx.selectFrom('specialists').select('rating_count').where('id', '=', practice.specialistId).executeTakeFirstOrThrow());
    expect(count).toBe(0);
    expect(await submitReview(test.world, past.patient, { appointmentId: past.appointmentId, stars: 5, body: '', locale: 'es' })).toMatchObject({ kind: 'already-reviewed' });
  });

  it('invitations stop at every contact, and begin again', async () => {
    const silenced = () => test.world.as(system, (tx) => tx.selectFrom('silenced_addresses').select(['channel', 'why']).execute());
    expect((await listConsents(test.world, ahead.patient.accountId, 'es')).invitations.state).toBe('given');
    await change('withdrawn', 'invitations');
    expect(await silenced()).toEqual([{ channel: 'sms', why: 'no_invitations' }]);
    expect((await listConsents(test.world, ahead.patient.accountId, 'es')).invitations.state).toBe('withdrawn');
    await change('given', 'invitations');
    expect(await silenced()).toEqual([]);
  });
});
