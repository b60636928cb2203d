import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { rateCall } from '#features/reviews/call-rating.server.ts';
import { admit, finish } from '#features/room/commands.server.ts';
import { enterRoom, recordConnected } from '#features/room/seats.server.ts';
import { markOutcome } from '#features/schedule/commands.server.ts';
import { admitPractice, browser, type Practice } from '../../../tests/world/clinic.ts';
import { admitOneOperator } from '../../../tests/world/operators.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { indicatorsCsv, readIndicators } from './indicators.server.ts';

let test: TestWorld;
let lucia: Practice;
let other: Practice;
let operator: Actor;
const zone = 'Europe/Madrid';
const at = (hour: string) => new Date(`2026-11-24T${hour}:00+01:00`);
const none = { booked: 0, tookPlace: 0, unsuitable: 0, technical: 0, patientAbsent: 0, cancelled: 0, open: 0, unanswered: 0, met: 0, medianWaitSeconds: null };

async function booked(hour: string, practice = lucia) {
  const form = { servicio: practice.videoService, dia: '2026-11-24', hora: hour, persona: '', nombre: `Paciente ${hour}`, movil: '612 000 111', correo: '', fuera: 'si' as const };
  const answer = await bookForPatient(test.world, practice.actor, form, 'es');
  if (!answer.ok) throw new Error(answer.kind);
  return answer.value.appointmentId;
}

/** A consultation whose patient comes early and is let in `waited` minutes after the hour. */
async function heldAt(hour: string, waited: number, connects = true) {
  const appointmentId = await booked(hour);
  const patient = { appointmentId, role: 'patient', browserHash: browser('phone'), actor: { kind: 'guest', appointmentId } } as const;
  const specialist = { appointmentId, role: 'specialist', browserHash: browser('desk'), actor: lucia.actor } as const;
  test.clock.moveTo(new Date(at(hour).getTime() - 5 * 60_000));
  await enterRoom(test.world, patient);
  test.clock.moveTo(new Date(at(hour).getTime() + waited * 60_000));
  await enterRoom(test.world, specialist);
  expect(await admit(test.world, specialist)).toMatchObject({ ok: true });
  if (connects) await recordConnected(test.world, appointmentId, 90);
  return { appointmentId, specialist };
}

beforeAll(async () => {
  test = await startWorld();
  lucia = await admitPractice(test.world);
  other = await admitPractice(test.world);
  operator = await admitOneOperator(test.world);
  const cancelled = await booked('13:00');
  await cancelAppointment(test.world, lucia.actor, { appointmentId: cancelled, expectedCostCents: 0 });
  const [absent, failed] = [await booked('11:00'), await booked('12:20')];
  // Nobody says what became of this one.
  await booked('11:40');
  await booked('18:00');
  await booked('10:00', other);
  const first = await heldAt('09:00', 4);
  await finish(test.world, first.specialist);
  const { appointmentId } = first;
  expect(await rateCall(test.world, { kind: 'guest', appointmentId }, { appointmentId, rating: 4, trouble: '' })).toMatchObject({ ok: true });
  const second = await heldAt('09:40', 10);
  await finish(test.world, second.specialist);
  await markOutcome(test.world, lucia.actor, { cita: second.appointmentId, resultado: 'unsuitable' });
  await heldAt('10:20', 0, false);
  test.clock.moveTo(at('17:00'));
  await markOutcome(test.world, lucia.actor, { cita: absent, resultado: 'patient_absent' });
  await markOutcome(test.world, lucia.actor, { cita: failed, resultado: 'technical' });
});
afterAll(() => test.stop());

describe('indicators of video consultations (UNE 179011)', () => {
  it('say of a month what became of each, how long people waited and how many got in', async () => {
    const { month, next, indicators } = await readIndicators(test.world, lucia.actor, { specialistId: lucia.specialistId, zone }, '');
    expect([month, next]).toEqual(['2026-11', null]);
    expect(indicators).toMatchObject({ booked: 8, tookPlace: 1, unsuitable: 1, technical: 1, patientAbsent: 1, specialistAbsent: 0, cancelled: 1, open: 1, unanswered: 2, met: 3, connected: 2, medianWaitSeconds: 240, callRatings: { count: 1, mean: 4 }, reviews: { count: 0, mean: null } });
  });

  it('are of the month that is asked for, never of one to come', async () => {
    const read = (asked: string) => readIndicators(test.world, lucia.actor, { specialistId: lucia.specialistId, zone }, asked);
    expect(await read('2026-10')).toMatchObject({ month: '2026-10', previous: '2026-09', next: '2026-11', indicators: none });
    for (const asked of ['2026-12', '2026-13', 'x']) expect((await read(asked)).month).toBe('2026-11');
  });

  it('are of all practices for the operator, and of no other practice for a practice', async () => {
    const all = { specialistId: null, zone };
    expect((await readIndicators(test.world, operator, all, '')).indicators.booked).toBe(9);
    for (const actor of [lucia.actor, { kind: 'visitor' } as const]) expect((await readIndicators(test.world, actor, all, '')).indicators).toMatchObject(none);
    expect((await readIndicators(test.world, other.actor, { specialistId: lucia.specialistId, zone }, '')).indicators).toMatchObject(none);
  });

  it('make a table of twelve months, without a name', async () => {
    const { body } = await indicatorsCsv(test.world, lucia.actor, { specialistId: lucia.specialistId, zone }, '', 'es');
    const lines = body.trim().split('\r\n');
    expect(lines).toHaveLength(13);
    expect(lines[0]).toContain('No aptas para vídeo');
    expect(lines[12]).toMatch(/^2026-11;8;1;1;1;1;0;1;1;2;3;2;240;/);
    expect(body).not.toMatch(/Paciente \d/);
  });
});
