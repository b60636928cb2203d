import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { requestCode } from '#features/accounts/codes/codes.server.ts';
import { openSession } from '#features/accounts/sessions.server.ts';
import { forgetOldRooms } from '#features/room/jobs.server.ts';
import { admitPractice, bookAsPatient, browser, details, type Booked, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { previewRecordYears, saveRecordYears } from './record-years.server.ts';
import { requestExport } from './export-request.server.ts';
import { keepNoLonger } from './retention.server.ts';

let test: TestWorld;
let practice: Practice;
let past: Booked;
const system: Actor = { kind: 'system', job: 'test' };
const day = 86_400_000;
const start = new Date('2026-11-24T10:00:00+01:00');
const count = async (table: 'codes' | 'sessions' | 'messages' | 'room_events' | 'call_facts' | 'device_checks' | 'technical_ratings' | 'consents' | 'receipts' | 'data_exports') =>
  Number((await test.world.as(system, (tx) => tx.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow())).count);
const reason = async () => (await test.world.as(system, (tx) => tx.selectFrom('appointments').select('reason_sealed').where('id', '=', past.appointmentId).executeTakeFirstOrThrow())).reason_sealed;
const after = async (days: number) => {
  test.clock.moveTo(new Date(start.getTime() + days * day));
  await forgetOldRooms(test.world);
  await keepNoLonger(test.world);
};

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
  past = await bookAsPatient(test.world, details(practice.videoService, start));
  await test.moveTo(new Date(start.getTime() + 3_600_000));
  await requestCode(test.world, { purpose: 'sign_in', contact: { channel: 'email', address: 'nadie@correo.example' }, browserHash: browser('x'), appointmentId: null, from: '192.0.2.1', locale: 'es' });
  await openSession(test.world, { accountId: past.patient.accountId, signedInBy: 'sms', device: 'test' });
  expect(await requestExport(test.world, past.patient.accountId)).toMatchObject({ ok: true });
  expect(await count('data_exports')).toBe(1);
  const { appointmentId } = past;
  const now = test.clock.now();
  await test.world.as(system, async (tx) => {
    await tx.updateTable('appointments').set({ status: 'completed', outcome: 'took_place', completed_at: now }).where('id', '=', appointmentId).execute();
    await tx.insertInto('room_events').values({ id: test.world.ids.uuid(), appointment_id: appointmentId, role: 'patient', kind: 'waiting', at: now }).execute();
    await tx.insertInto('call_facts').values({ appointment_id: appointmentId, role: 'patient', path: 'direct', first_at: now, last_at: now, round_trip_ms_sum: 0, samples: 1, worst_loss_permille: 0 }).execute();
    await tx.insertInto('device_checks').values({ appointment_id: appointmentId, camera: 'works', microphone: 'works', network: 'good', checked_at: now }).execute();
    await tx.insertInto('technical_ratings').values({ appointment_id: appointmentId, rating: 3, created_at: now }).execute();
  });
});
afterAll(() => test.stop());

describe('what is kept no longer (quality 87, 88)', () => {
  it('of a call nothing is left after 92 days', async () => {
    const tables = ['room_events', 'call_facts', 'device_checks', 'technical_ratings'] as const;
    for (const table of tables) expect(await count(table), table).toBe(1);
    await after(92);
    for (const table of tables) expect(await count(table), table).toBe(0);
  });

  it('sessions and unused codes are gone by then, what the law asks for is not', async () => {
    expect(await count('sessions')).toBe(0);
    expect(await count('data_exports')).toBe(0);
    expect(await test.world.as(system, (tx) => tx.selectFrom('codes').select('id').where('used_at', 'is', null).execute())).toEqual([]);
    expect(await count('codes')).toBeGreaterThan(0);
    expect(await reason()).not.toBeNull();
    expect(await count('messages')).toBeGreaterThan(0);
  });

  it('messages go after thirteen months, the reason the day after its five years, the ledger stays', async () => {
    await after(398);
    expect(await count('messages')).toBe(0);
    await after(5 * 365);
    expect(await reason()).not.toBeNull();
    // Where region or college ask for more, the practice keeps it longer (quality 88).
    const own = { id: practice.specialistId, country: 'ES' as const };
    expect(await saveRecordYears(test.world, practice.actor, own, { anos: '7' })).toMatchObject({ fields: { anos: 'choice-missing' } });
    expect(await saveRecordYears(test.world, practice.actor, own, { anos: '15' })).toMatchObject({ ok: true });
    await after(5 * 365 + 3);
    expect(await reason()).not.toBeNull();
    // Less long again only where somebody has read what goes, and against the term that stands (G3).
    expect(await previewRecordYears(test.world, practice.actor, own, 5)).toMatchObject({ consultations: 1 });
    expect(await previewRecordYears(test.world, practice.actor, own, 10)).toMatchObject({ consultations: 0 });
    for (const enlugarde of [undefined, '10', '30']) expect(await saveRecordYears(test.world, practice.actor, own, { anos: '5', enlugarde })).toMatchObject({ kind: 'fewer-years' });
    expect(await saveRecordYears(test.world, practice.actor, own, { anos: '10', enlugarde: '15' })).toMatchObject({ ok: true });
    await after(5 * 365 + 4);
    expect(await reason()).not.toBeNull();
    expect(await saveRecordYears(test.world, practice.actor, own, { anos: '15' })).toMatchObject({ ok: true });
    const noted = await test.world.as(system, (tx) => tx.selectFrom('audit').select('action').where('object_id', '=', practice.specialistId).where('action', 'like', 'records-kept%').orderBy('at').execute());
    expect(noted.map((one) => one.action)).toEqual(['records-kept-longer', 'records-kept-less', 'records-kept-longer']);
    await after(15 * 365 + 6);
    expect(await reason()).toBeNull();
    expect(await count('consents')).toBe(1);
  });
});
