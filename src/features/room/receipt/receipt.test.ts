import { afterAll, beforeAll, expect, it } from 'vitest';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { admitPractice, browser, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { admit, finish } from '../commands.server.ts';
import { forgetOldRooms } from '../jobs.server.ts';
import { recordReadiness } from '../readiness/record.server.ts';
import type { Claim } from '../rooms.server.ts';
import { enterRoom, markAbsent } from '../seats.server.ts';
import { recordFacts } from './facts.server.ts';
import { readReceipt } from './receipt.server.ts';

let test: TestWorld;
let practice: Practice;
const at = (hour: string) => new Date(`2026-11-26T${hour}:00+01:00`);
const facts = { path: 'relayed', roundTripMs: 80, lossPermille: 4 } as const;

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
}, 60_000);
afterAll(() => test.stop());

/** What is kept of how calls went and of tests before them. */
const kept = () =>
  test.world.as({ kind: 'system', job: 'test' }, async (tx) => ({
    facts: await tx.selectFrom('call_facts').selectAll().execute(),
    checks: await tx.selectFrom('device_checks').selectAll().execute(),
  }));

it('how a call went is kept as few figures, read by each side as its receipt, and gone after 90 days (V10)', async () => {
  test.clock.moveTo(at('07:00'));
  const form = { servicio: practice.videoService, dia: '2026-11-26', hora: '10:00', persona: '', nombre: 'Carmen Ruiz', movil: '+34612345678', correo: '', fuera: 'si' as const };
  const booked = await bookForPatient(test.world, practice.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  const { appointmentId } = booked.value;
  const patient: Claim = { appointmentId, role: 'patient', browserHash: browser('phone'), actor: { kind: 'guest', appointmentId } };
  const specialist: Claim = { appointmentId, role: 'specialist', browserHash: browser('desk'), actor: practice.actor };
  const third = { ...patient, browserHash: browser('third') };

  expect(await recordReadiness(test.world, appointmentId, { camera: 'untried', microphone: 'untried', network: 'good', sound: 'heard' })).toMatchObject({ kind: 'invalid-input' });
  expect(await recordReadiness(test.world, appointmentId, { camera: 'ready', microphone: 'ready', network: 'good', sound: 'heard' })).toMatchObject({ ok: true });
  test.clock.moveTo(at('09:50'));
  await enterRoom(test.world, patient);
  await enterRoom(test.world, specialist);
  // Nothing is kept before anybody was let in.
  await recordFacts(test.world, patient, facts);
  expect((await kept()).facts).toEqual([]);
  await admit(test.world, specialist);
  await recordFacts(test.world, patient, facts);
  await recordFacts(test.world, patient, { ...facts, roundTripMs: 40, lossPermille: 2 });
  expect(await recordFacts(test.world, third, facts)).toMatchObject({ kind: 'not-allowed' });
  expect((await kept()).facts).toMatchObject([{ role: 'patient', path: 'relayed', samples: 2, worst_loss_permille: 4 }]);

  await finish(test.world, specialist);
  expect(await recordReadiness(test.world, appointmentId, { camera: 'ready', microphone: 'ready', network: 'good', sound: 'heard' })).toMatchObject({ kind: 'appointment-over' });
  expect(await readReceipt(test.world, patient, 'es')).toMatchObject({ from: '9:50', until: '9:50', path: 'relayed', roundTripMs: 60, wordsDiffered: false });
  expect(await readReceipt(test.world, specialist, 'es')).toMatchObject({ path: null, roundTripMs: null });
  expect(await readReceipt(test.world, third, 'es')).toBeNull();

  for (const role of ['patient', 'specialist'] as const) await markAbsent(test.world, appointmentId, role);
  test.clock.moveTo(new Date(at('10:00').getTime() + 91 * 86_400_000));
  await forgetOldRooms(test.world);
  expect(await kept()).toEqual({ facts: [], checks: [] });
});
