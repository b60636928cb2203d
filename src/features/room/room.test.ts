import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { linkToken } from '#domain/link.ts';
import type { Role } from '#domain/people.ts';
import { admitPractice, bookAsPatient, browser, details, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { admit, announceDelay, comeBack, finish, hangUp, mistrust } from './commands.server.ts';
import { completeDue, forgetOldRooms } from './jobs.server.ts';
import { exchangeLink, findAppointmentOfLink, openOwnRoom } from './links.server.ts';
import { opensByItself, patientClaim, readLinkPage, readPatientRoom, readSpecialistRoom } from './pages.server.ts';
import { readRoom, type Claim } from './rooms.server.ts';
import { relayServers } from './relay.server.ts';
import { enterRoom, leaveRoom, markAbsent, recordConnected, reportDevices } from './seats.server.ts';

let test: TestWorld;
let practice: Practice;
let appointmentId: string;
let patient: Claim;
let specialist: Claim;
let patientAccount: string;
/** Thursday 26 November 2026; each test takes the next half hour. */
let startsAt = new Date('2026-11-26T08:00:00Z');
/** An hour apart each, for nobody gets more than three codes in an hour. */
let bookedAt = new Date('2026-11-23T08:00:00Z');

const minute = 60_000;
const after = (minutes: number) => new Date(startsAt.getTime() + minutes * minute);
const tokenFor = (role: Role, version = 1) => linkToken((data) => test.world.vault.sign('link', data), appointmentId, role, version);
const statusOf = async () => {
  const room = await test.world.as({ kind: 'system', job: 'test' }, (tx) =>
    tx.selectFrom('appointments').select(['status', 'outcome']).where('id', '=', appointmentId).executeTakeFirstOrThrow(),
  );
  return room;
};
const snapshot = () =>
  test.world.as({ kind: 'system', job: 'test' }, async (tx) => ({
    appointments: await tx.selectFrom('appointments').selectAll().execute(),
    seats: await tx.selectFrom('seats').selectAll().execute(),
    events: await tx.selectFrom('room_events').selectAll().execute(),
  }));

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
}, 60_000);
afterAll(() => test.stop());

beforeEach(async () => {
  startsAt = new Date(startsAt.getTime() + (startsAt.getUTCHours() >= 17 ? 16 * 60 : 40) * minute);
  if (startsAt.getUTCDay() === 6) startsAt = new Date(startsAt.getTime() + 48 * 60 * minute);
  bookedAt = new Date(bookedAt.getTime() + 61 * minute);
  test.clock.moveTo(bookedAt);
  const booked = await bookAsPatient(test.world, details(practice.videoService, startsAt));
  ({ appointmentId } = booked);
  patientAccount = booked.patient.accountId;
  patient = { appointmentId, role: 'patient', browserHash: browser('phone'), actor: { kind: 'guest', appointmentId } };
  specialist = { appointmentId, role: 'specialist', browserHash: browser('desk'), actor: practice.actor };
  test.clock.moveTo(startsAt);
});

async function bothThere() {
  expect(await enterRoom(test.world, patient)).toMatchObject({ ok: true, value: { room: { seat: 'mine', stage: 'open' } } });
  expect(await enterRoom(test.world, specialist)).toMatchObject({ ok: true, value: { room: { other: { present: true } } } });
}

describe('the link', () => {
  it('leads to its own side of its own appointment, and an unknown one nowhere', async () => {
    expect(await findAppointmentOfLink(test.world, tokenFor('patient'))).toEqual({ appointmentId, role: 'patient' });
    expect(await findAppointmentOfLink(test.world, tokenFor('specialist'))).toEqual({ appointmentId, role: 'specialist' });
    expect(await findAppointmentOfLink(test.world, tokenFor('patient', 2))).toBeNull();
    expect(await findAppointmentOfLink(test.world, 'x')).toBeNull();
  });

  it('changes nothing when it is opened, however often', async () => {
    const before = await snapshot();
    for (let i = 0; i < 20; i++) await readLinkPage(test.world, tokenFor('patient'), 'es');
    expect(await exchangeLink(test.world, { token: tokenFor('patient'), browserHash: browser('scanner') })).toMatchObject({ ok: true });
    expect(await snapshot()).toEqual(before);
  });

  it('shows the hour and no name', async () => {
    const page = await readLinkPage(test.world, tokenFor('patient'), 'es');
    expect(page).toMatchObject({ role: 'patient', stage: 'open', day: 'hoy' });
    expect(JSON.stringify(page)).not.toMatch(/Carmen|Ibáñez|ermat/);
  });

  it.each([
    [-31, 'before', 'room-not-open-yet'],
    [-30, 'open', null],
    [59, 'open', null],
    [60, 'closed', 'room-closed'],
  ])('%i minutes from the hour the room is %s', async (minutes, stage, refusal) => {
    test.clock.moveTo(after(minutes));
    expect((await readLinkPage(test.world, tokenFor('patient'), 'es'))?.stage).toBe(stage);
    const answer = await exchangeLink(test.world, { token: tokenFor('patient'), browserHash: browser('phone') });
    expect(answer.ok ? null : answer.kind).toBe(refusal);
  });

  it('gives a cookie that is worth nothing in another browser, and nothing once the link is revoked', async () => {
    const answer = await exchangeLink(test.world, { token: tokenFor('patient'), browserHash: browser('phone') });
    if (!answer.ok || answer.value.role !== 'patient') throw new Error('no cookie');
    const { value } = answer.value.cookie;
    expect(await patientClaim(test.world, value, browser('phone'))).toMatchObject({ appointmentId, role: 'patient' });
    for (const [cookie, at] of [[value, 'thief'], [value.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), 'phone']] as const) expect(await patientClaim(test.world, cookie, browser(at))).toBeNull();
    for (const [at, opens] of [['phone', true], ['thief', false]] as const) expect(await opensByItself(test.world, { token: tokenFor('patient'), cookie: value, browserHash: browser(at) })).toBe(opens);
    await test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.updateTable('appointments').set({ link_version: 2 }).where('id', '=', appointmentId).execute());
    expect(await patientClaim(test.world, value, browser('phone'))).toBeNull();
  });

  it('of the specialist leads to the room page, which only the specialist sees', async () => {
    const answer = await exchangeLink(test.world, { token: tokenFor('specialist'), browserHash: browser('desk') });
    expect(answer).toEqual({ ok: true, value: { role: 'specialist', appointmentId } });
    const input = { appointmentId, browserHash: browser('desk'), locale: 'es' as const };
    expect(await readSpecialistRoom(test.world, practice.actor, input)).toMatchObject({ patientName: 'Carmen Ruiz Lozano' });
    expect(await readSpecialistRoom(test.world, { ...practice.actor, kind: 'assistant' }, input)).toBeNull();
    expect(await readSpecialistRoom(test.world, { kind: 'visitor' }, input)).toBeNull();
    const other = await admitPractice(test.world);
    expect(await readSpecialistRoom(test.world, other.actor, input)).toBeNull();
  });

  it('is not needed by the signed-in patient', async () => {
    const own = await openOwnRoom(test.world, { kind: 'patient', accountId: patientAccount }, { appointmentId, browserHash: browser('phone') });
    if (!own.ok || own.value.role !== 'patient') throw new Error('no cookie');
    const page = await readPatientRoom(test.world, { cookie: own.value.cookie.value, browserHash: browser('phone'), locale: 'es' });
    expect(page).toMatchObject({ specialist: { name: 'Dra. Lucía Ibáñez Peñalver' }, room: { seat: 'free', stage: 'open' } });
    const stranger = { kind: 'patient', accountId: test.world.ids.uuid() } as const;
    expect(await openOwnRoom(test.world, stranger, { appointmentId, browserHash: browser('x') })).toMatchObject({ kind: 'not-found' });
  });
});

describe('the seats', () => {
  it('go to one of ten browsers that press at once', async () => {
    const claims = Array.from({ length: 10 }, (_, i) => ({ ...patient, browserHash: browser(`phone ${i}`) }));
    const answers = await Promise.all(claims.map((claim) => enterRoom(test.world, claim)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(answers.filter((answer) => !answer.ok && answer.kind === 'seat-taken')).toHaveLength(9);
  });

  it('are kept through a reload and a dropped line, and refused to a third browser', async () => {
    await bothThere();
    await markAbsent(test.world, appointmentId, 'patient');
    expect(await enterRoom(test.world, { ...patient, browserHash: browser('third') })).toMatchObject({ kind: 'seat-taken' });
    expect(await enterRoom(test.world, patient)).toMatchObject({ ok: true });
  });

  it('are free again after "Salir"', async () => {
    await bothThere();
    expect(await leaveRoom(test.world, patient)).toMatchObject({ ok: true });
    expect(await enterRoom(test.world, { ...patient, browserHash: browser('second phone') })).toMatchObject({ ok: true });
  });

  it('are never held by an assistant, another specialist or a patient on the wrong side', async () => {
    const wrong: Claim[] = [
      { ...specialist, actor: { ...practice.actor, kind: 'assistant' } },
      { ...specialist, actor: { kind: 'guest', appointmentId } },
      { ...patient, actor: practice.actor },
    ];
    for (const claim of wrong) expect(await enterRoom(test.world, claim)).toMatchObject({ kind: 'not-allowed' });
    const other = await admitPractice(test.world);
    expect(await enterRoom(test.world, { ...specialist, actor: other.actor })).toMatchObject({ kind: 'link-unknown' });
  });

  it('come with relay credentials for who sits there, and for nobody else', async () => {
    await enterRoom(test.world, patient);
    expect(await relayServers(test.world, patient, true)).toMatchObject({ ok: true });
    expect(await relayServers(test.world, { ...patient, browserHash: browser('third') }, true)).toMatchObject({ kind: 'not-allowed' });
    test.clock.moveTo(after(61));
    expect(await relayServers(test.world, patient, true)).toMatchObject({ kind: 'room-closed' });
  });

  it('show the specialist who waits, since when and with which devices', async () => {
    await enterRoom(test.world, patient);
    await reportDevices(test.world, patient, { camera: 'ready', microphone: 'denied', network: 'good', sound: 'heard' });
    expect((await readRoom(test.world, specialist))?.other).toMatchObject({
      name: 'Carmen Ruiz Lozano',
      present: true,
      devices: { camera: 'ready', microphone: 'denied', network: 'good' },
    });
    await markAbsent(test.world, appointmentId, 'patient');
    expect((await readRoom(test.world, specialist))?.other).toMatchObject({ present: false });
  });
});

describe('a consultation', () => {
  it('begins when the specialist gives way, not before and by nobody else', async () => {
    await enterRoom(test.world, specialist);
    expect(await admit(test.world, specialist)).toMatchObject({ kind: 'try-again-later' });
    await enterRoom(test.world, patient);
    expect(await admit(test.world, patient)).toMatchObject({ kind: 'not-allowed' });
    expect(await admit(test.world, { ...specialist, browserHash: browser('another desk') })).toMatchObject({ kind: 'not-allowed' });
    expect((await readRoom(test.world, patient))?.stage).toBe('open');
    expect(await admit(test.world, specialist)).toMatchObject({ ok: true });
    expect((await readRoom(test.world, patient))?.stage).toBe('in_call');
    expect(await statusOf()).toMatchObject({ status: 'in_progress' });
  });

  it('asks for admission again when another browser takes the patient’s seat', async () => {
    await bothThere();
    await admit(test.world, specialist);
    await leaveRoom(test.world, patient);
    test.clock.moveTo(after(1));
    const second = { ...patient, browserHash: browser('second phone') };
    await enterRoom(test.world, second);
    expect((await readRoom(test.world, second))?.stage).toBe('open');
    await admit(test.world, specialist);
    expect((await readRoom(test.world, second))?.stage).toBe('in_call');
  });

  it('is over for both when the specialist says so', async () => {
    await bothThere();
    await admit(test.world, specialist);
    expect(await finish(test.world, patient)).toMatchObject({ kind: 'not-allowed' });
    expect(await finish(test.world, specialist)).toMatchObject({ ok: true });
    expect(await statusOf()).toEqual({ status: 'completed', outcome: 'took_place' });
    expect((await readRoom(test.world, patient))?.stage).toBe('finished');
    expect(await enterRoom(test.world, patient)).toMatchObject({ kind: 'room-closed' });
    expect(await comeBack(test.world, patient)).toMatchObject({ kind: 'room-closed' });
  });

  it('completes 10 minutes after the last hang-up, unless somebody comes back', async () => {
    await bothThere();
    await admit(test.world, specialist);
    await recordConnected(test.world, appointmentId, 300);
    test.clock.moveTo(after(10));
    await hangUp(test.world, patient);
    expect((await readRoom(test.world, specialist))?.stage).toBe('hung_up');
    test.clock.moveTo(after(15));
    expect(await comeBack(test.world, patient)).toMatchObject({ ok: true });
    test.clock.moveTo(after(22));
    await completeDue(test.world);
    expect(await statusOf()).toMatchObject({ status: 'in_progress' });
    await hangUp(test.world, specialist);
    test.clock.moveTo(after(33));
    await completeDue(test.world);
    expect(await statusOf()).toEqual({ status: 'completed', outcome: 'took_place' });
  });

  it('that completed by itself is taken up again by coming back', async () => {
    await bothThere();
    await admit(test.world, specialist);
    await recordConnected(test.world, appointmentId, 300);
    await hangUp(test.world, patient);
    test.clock.moveTo(after(11));
    await completeDue(test.world);
    expect((await readRoom(test.world, patient))?.mayComeBack).toBe(true);
    expect(await comeBack(test.world, patient)).toMatchObject({ ok: true });
    expect(await statusOf()).toEqual({ status: 'in_progress', outcome: null });
  });

  it('nobody came to stays booked, and one that still runs is not cut off', async () => {
    test.clock.moveTo(after(300));
    await completeDue(test.world);
    expect(await statusOf()).toMatchObject({ status: 'booked' });
    test.clock.moveTo(startsAt);
    await bothThere();
    await admit(test.world, specialist);
    await recordConnected(test.world, appointmentId, 3000);
    test.clock.moveTo(after(90));
    await completeDue(test.world);
    expect((await readRoom(test.world, patient))?.stage).toBe('in_call');
    await markAbsent(test.world, appointmentId, 'patient');
    await completeDue(test.world);
    expect(await statusOf()).toMatchObject({ status: 'completed' });
  });

  it('whose words differ ends for both, with a phone to call and a note that it happened (V7)', async () => {
    await bothThere();
    expect(await mistrust(test.world, patient)).toMatchObject({ kind: 'not-allowed' });
    await admit(test.world, specialist);
    test.clock.moveTo(after(1));
    expect(await mistrust(test.world, patient)).toMatchObject({ ok: true });
    for (const side of [patient, specialist]) expect(await readRoom(test.world, side)).toMatchObject({ stage: 'hung_up', mistrusted: true });
    const { events } = await snapshot();
    expect(events.filter((event) => event.appointment_id === appointmentId && event.kind === 'words_differ')).toHaveLength(1);
  });

  it('that runs late says so in the waiting room', async () => {
    await enterRoom(test.world, patient);
    expect(await announceDelay(test.world, { kind: 'guest', appointmentId }, { appointmentId, minutes: 10 })).toMatchObject({ kind: 'not-allowed' });
    await announceDelay(test.world, { ...practice.actor, kind: 'assistant' }, { appointmentId, minutes: 10 });
    expect(await readRoom(test.world, patient)).toMatchObject({ delayMinutes: 10, expectedAt: after(10).toISOString() });
  });

  it('leaves who came and went behind for 90 days, and its seats for a day', async () => {
    await bothThere();
    await markAbsent(test.world, appointmentId, 'patient');
    await markAbsent(test.world, appointmentId, 'specialist');
    test.clock.moveTo(after(91 * 24 * 60));
    await forgetOldRooms(test.world);
    const { seats, events } = await snapshot();
    expect([...seats, ...events].filter((row) => row.appointment_id === appointmentId)).toEqual([]);
  });
});

it('the database keeps hashes of links, and no link', async () => {
  const { appointments } = await snapshot();
  const row = appointments.find(({ id }) => id === appointmentId);
  expect(row?.patient_link_hash).toEqual(createHash('sha256').update(tokenFor('patient')).digest());
  expect(JSON.stringify(appointments)).not.toContain(tokenFor('patient'));
});
