import { afterAll, beforeAll, expect, it } from 'vitest';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { admitPractice, browser, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { admit, finish } from '../commands.server.ts';
import { readRoom, type Claim } from '../rooms.server.ts';
import { enterRoom, markAbsent } from '../seats.server.ts';
import { askForCall, callPatient, takeBackCall } from './call-back.server.ts';

let test: TestWorld;
let practice: Practice;
const at = (hour: string) => new Date(`2026-11-26T${hour}:00+01:00`);

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
}, 60_000);
afterAll(() => test.stop());

/** The practice books somebody by video; both sides' claims. */
async function book(hora: string, movil: string): Promise<{ patient: Claim; specialist: Claim }> {
  test.clock.moveTo(at('07:00'));
  const form = { servicio: practice.videoService, dia: '2026-11-26', hora, persona: '', nombre: `Paciente ${hora}`, movil, correo: '', fuera: 'si' as const };
  const booked = await bookForPatient(test.world, practice.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  const { appointmentId } = booked.value;
  return {
    patient: { appointmentId, role: 'patient', browserHash: browser(`phone ${hora}`), actor: { kind: 'guest', appointmentId } },
    specialist: { appointmentId, role: 'specialist', browserHash: browser('desk'), actor: practice.actor },
  };
}
const calls = async (to: string) => {
  await test.runDue();
  return test.rehearsal.mailbox.list().filter((one) => one.to === to && /Te toca/.test(one.text));
};

it('tells whoever waits when, from the agenda: the consultation that runs, those before, and what was said (V3)', async () => {
  const first = await book('09:00', '+34611000001');
  const second = await book('09:30', '+34611000002');
  const third = await book('10:00', '+34611000003');
  test.clock.moveTo(at('09:20'));
  await enterRoom(test.world, first.patient);
  await enterRoom(test.world, first.specialist);
  await admit(test.world, first.specialist);
  await enterRoom(test.world, third.patient);
  const expected = async () => (await readRoom(test.world, third.patient))?.expectedAt;
  expect(await expected()).toBe(at('10:00').toISOString());
  test.clock.moveTo(at('09:34'));
  // The one before runs over: nobody knows, and nothing is promised beyond what was booked.
  await enterRoom(test.world, second.patient);
  expect((await readRoom(test.world, second.patient))?.expectedAt).toBeNull();
  await finish(test.world, first.specialist);
  expect(await expected()).toBe(at('10:05').toISOString());
});

it('calls back who left, when the one before ends, when the specialist comes and when they press: never twice in two minutes, three times at most', async () => {
  const before = await book('11:00', '+34611000004');
  const mobile = '+34611000005';
  const { patient, specialist } = await book('11:30', mobile);
  test.clock.moveTo(at('11:10'));
  await enterRoom(test.world, before.patient);
  await enterRoom(test.world, before.specialist);
  await admit(test.world, before.specialist);
  await enterRoom(test.world, patient);
  expect(await askForCall(test.world, patient)).toEqual({ ok: true, value: null });
  expect(await askForCall(test.world, specialist)).toMatchObject({ kind: 'not-allowed' });
  expect((await readRoom(test.world, patient))?.callBack).toEqual({ calledAt: null });
  await finish(test.world, before.specialist);
  // Still there: nothing to call for.
  expect(await calls(mobile)).toHaveLength(0);
  await markAbsent(test.world, patient.appointmentId, 'patient');
  await enterRoom(test.world, specialist);
  expect(await calls(mobile)).toHaveLength(1);
  expect(await callPatient(test.world, specialist)).toMatchObject({ kind: 'too-many-attempts' });
  for (const hour of ['11:13', '11:16']) {
    test.clock.moveTo(at(hour));
    expect(await callPatient(test.world, specialist)).toMatchObject({ ok: true });
  }
  test.clock.moveTo(at('11:19'));
  expect(await callPatient(test.world, specialist)).toMatchObject({ kind: 'too-many-attempts' });
  const sent = await calls(mobile);
  expect(sent).toHaveLength(3);
  expect(sent[0]?.text).toMatch(/\/e\/[\w-]+$/);
  expect(await readRoom(test.world, specialist)).toMatchObject({ callBack: { calledAt: expect.stringContaining('T10:16') } });
});

it('calls nobody who took the wish back', async () => {
  const mobile = '+34611000006';
  const { patient, specialist } = await book('16:00', mobile);
  test.clock.moveTo(at('15:45'));
  await enterRoom(test.world, patient);
  await askForCall(test.world, patient);
  await takeBackCall(test.world, patient);
  await markAbsent(test.world, patient.appointmentId, 'patient');
  await enterRoom(test.world, specialist);
  expect(await callPatient(test.world, specialist)).toMatchObject({ kind: 'too-many-attempts' });
  expect(await calls(mobile)).toHaveLength(0);
});
