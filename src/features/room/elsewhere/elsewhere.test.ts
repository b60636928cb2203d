import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { proveChange, sendChangeCode } from '#features/accounts/codes/change-code.server.ts';
import { afterSeatEvent, emptySeat, type SeatEvent } from '#domain/seat.ts';
import { admitPractice, bookAsPatient, browser, details, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { admit } from '../commands.server.ts';
import { readBothSides, readRoom, type Claim } from '../rooms.server.ts';
import { enterRoom, leaveRoom, markAbsent } from '../seats.server.ts';
import { moveSeat } from './move.server.ts';
import { findPass, makePass, usePass } from './pass.server.ts';

let test: TestWorld;
let practice: Practice;
let startsAt = new Date('2026-11-26T08:00:00Z');
/** An hour apart each, for nobody gets more than three codes in an hour. */
let bookedAt = new Date('2026-11-23T08:00:00Z');
let appointmentId: string;
let patient: Claim;
let specialist: Claim;
const at = (claim: Claim, name: string): Claim => ({ ...claim, browserHash: browser(name) });
const visitor = { kind: 'visitor' } as const;

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
}, 60_000);
afterAll(() => test.stop());

beforeEach(async () => {
  startsAt = new Date(startsAt.getTime() + (startsAt.getUTCHours() >= 16 ? 17 * 60 : 40) * 60_000);
  if (startsAt.getUTCDay() === 6) startsAt = new Date(startsAt.getTime() + 48 * 3_600_000);
  bookedAt = new Date(bookedAt.getTime() + 61 * 60_000);
  test.clock.moveTo(bookedAt);
  ({ appointmentId } = await bookAsPatient(test.world, details(practice.videoService, startsAt)));
  patient = { appointmentId, role: 'patient', browserHash: browser('phone'), actor: { kind: 'guest', appointmentId } };
  specialist = { appointmentId, role: 'specialist', browserHash: browser('desk'), actor: practice.actor };
  test.clock.moveTo(startsAt);
  await enterRoom(test.world, patient);
  await enterRoom(test.world, specialist);
});

describe('going on elsewhere (V5)', () => {
  it('moves the seat to who proved to be the same person; the call stays admitted and the specialist is told', async () => {
    await admit(test.world, specialist);
    expect(await moveSeat(test.world, at(patient, 'computer'))).toEqual({ ok: true, value: null });
    // The device that lost it knows no more than a third person with the link does (V2).
    expect(await readRoom(test.world, patient)).toMatchObject({ seat: 'taken', other: { name: '', present: false, devices: null } });
    expect(await readRoom(test.world, at(patient, 'computer'))).toMatchObject({ seat: 'mine', stage: 'in_call' });
    expect(await enterRoom(test.world, patient)).toMatchObject({ kind: 'seat-taken' });
    const sides = await readBothSides(test.world, appointmentId);
    expect(sides?.specialist.other.movedAt).toMatch(startsAt.toISOString().slice(0, 16));
    expect(sides?.patient.other.movedAt).toBeNull();
  });

  it('is nothing for an assistant, another practice, or a room that is closed', async () => {
    const assistant: Claim = { ...specialist, actor: { ...practice.actor, kind: 'assistant' }, browserHash: browser('front desk') };
    expect(await moveSeat(test.world, assistant)).toMatchObject({ kind: 'not-allowed' });
    const other = await admitPractice(test.world);
    expect(await moveSeat(test.world, { ...specialist, actor: other.actor, browserHash: browser('elsewhere') })).toMatchObject({ ok: false });
    test.clock.moveTo(new Date(startsAt.getTime() + 3 * 3_600_000));
    expect(await moveSeat(test.world, at(patient, 'computer'))).toMatchObject({ kind: 'room-closed' });
  });

  it('reaches the specialist’s own contacts, not the patient’s', async () => {
    const asked = { purpose: 'takeover' as const, appointmentId, accountId: practice.accountId, browserHash: browser('tablet'), from: null, channel: null, locale: 'es' as const };
    const sent = await sendChangeCode(test.world, asked);
    expect(sent).toMatchObject({ ok: true });
    expect(JSON.stringify(sent)).not.toContain('678');
  });

  it('goes by the QR of the holder: once, for three minutes, its token nowhere in the database', async () => {
    const pass = await makePass(test.world, patient);
    if (!pass.ok) throw new Error(pass.kind);
    const token = pass.value.path.split('/').at(-1) ?? '';
    expect(await findPass(test.world, token)).toEqual({ appointmentId, role: 'patient' });
    const rows = await test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('seat_passes').selectAll().execute());
    expect(JSON.stringify(rows)).not.toContain(token);
    const scanned = { token, browserHash: browser('new phone') };
    expect(await usePass(test.world, visitor, scanned)).toMatchObject({ ok: true, value: { role: 'patient' } });
    expect(await usePass(test.world, visitor, { ...scanned, browserHash: browser('thief') })).toMatchObject({ kind: 'link-unknown' });
    expect(await makePass(test.world, patient)).toMatchObject({ kind: 'not-allowed' });
    const late = await makePass(test.world, at(patient, 'new phone'));
    test.clock.moveTo(new Date(startsAt.getTime() + 4 * 60_000));
    expect(late.ok && (await findPass(test.world, late.value.path.split('/').at(-1) ?? ''))).toBeNull();
  });

  it('of the specialist needs their sign-in besides the QR (fault 25)', async () => {
    const pass = await makePass(test.world, specialist);
    if (!pass.ok) throw new Error(pass.kind);
    const scanned = { token: pass.value.path.split('/').at(-1) ?? '', browserHash: browser('tablet') };
    expect(await usePass(test.world, visitor, scanned)).toMatchObject({ kind: 'sign-in-first' });
    expect(await usePass(test.world, { ...practice.actor, kind: 'assistant' }, scanned)).toMatchObject({ kind: 'not-allowed' });
    expect(await usePass(test.world, { kind: 'patient', accountId: practice.accountId }, scanned)).toMatchObject({ kind: 'not-allowed' });
    expect(await usePass(test.world, practice.actor, scanned)).toMatchObject({ ok: true, value: { role: 'specialist', appointmentId } });
    expect(await readRoom(test.world, specialist)).toMatchObject({ seat: 'taken' });
  });
});

const rounds = process.env['PROVE'] ? 1000 : 60;

it(`${rounds} random events of three devices: the database says what the rule says (quality 6, fault 24)`, async () => {
  const devices = ['phone', 'computer', 'thief'] as const;
  let random = 7;
  const next = (below: number) => (random = (random * 48_271) % 2_147_483_647) % below;
  let seat = emptySeat;
  await leaveRoom(test.world, patient);
  for (let i = 0; i < rounds; i++) {
    const device = devices[next(3)] ?? 'phone';
    const type = (['press', 'press', 'lapse', 'leave', 'proved'] as const)[next(5)] ?? 'press';
    const event: SeatEvent = { type, browser: device };
    const { seat: after, answer } = afterSeatEvent(seat, event);
    const claim = at(patient, device);
    if (type === 'press') expect((await enterRoom(test.world, claim)).ok).toBe(answer === 'seated');
    if (type === 'leave') expect((await leaveRoom(test.world, claim)).ok).toBe(answer === 'left');
    if (type === 'proved') expect(await moveSeat(test.world, claim)).toMatchObject({ ok: true });
    if (type === 'lapse' && seat.holder === device) await markAbsent(test.world, appointmentId, 'patient');
    seat = after;
    const rows = await test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('seats').selectAll().where('appointment_id', '=', appointmentId).where('role', '=', 'patient').execute());
    expect(rows).toHaveLength(seat.holder === null ? 0 : 1);
    const [row] = rows;
    if (row && seat.holder) expect(Buffer.compare(row.browser_hash, Buffer.from(browser(seat.holder)))).toBe(0);
    expect(row?.present_until != null).toBe(seat.present);
  }
});

// Last: its codes are of an hour that comes after all the others' bookings.
it('asks for a code that is good for this alone, in this browser alone, three times an hour beside all others', async () => {
  const computer = { appointmentId, browserHash: browser('computer'), from: null, locale: 'es' as const };
  const takeover = { ...computer, purpose: 'takeover' as const };
  // What was asked for other things in this hour counts apart.
  for (const _ of [1, 2, 3]) await sendChangeCode(test.world, { ...computer, channel: 'sms' });
  expect(await sendChangeCode(test.world, { ...computer, channel: 'sms' })).toMatchObject({ kind: 'too-many-attempts' });
  for (const _ of [1, 2, 3]) expect(await sendChangeCode(test.world, { ...takeover, channel: 'sms' })).toMatchObject({ ok: true });
  expect(await sendChangeCode(test.world, { ...takeover, channel: 'sms' })).toMatchObject({ kind: 'too-many-attempts' });
  expect(await sendChangeCode(test.world, { ...takeover, channel: 'email' })).toMatchObject({ ok: true, value: { channel: 'email' } });
  await test.runDue();
  const mail = await vi.waitFor(() => {
    const found = test.rehearsal.mailbox.list().findLast((one) => /^\d{3} \d{3}/.test(one.subject ?? ''));
    if (!found) throw new Error('no code yet');
    return found;
  }, 40_000);
  const code = (mail.subject ?? '').slice(0, 7).replace(' ', '');
  const answer = { ...takeover, channel: 'email' as const, code };
  expect(await proveChange(test.world, { ...answer, purpose: 'change' })).toMatchObject({ kind: 'code-expired' });
  expect(await proveChange(test.world, { ...answer, browserHash: browser('thief') })).toMatchObject({ kind: 'code-expired' });
  expect(await proveChange(test.world, answer)).toEqual({ ok: true, value: null });
  expect(await proveChange(test.world, answer)).toMatchObject({ kind: 'code-expired' });
});
