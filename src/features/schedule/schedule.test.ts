import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitPractice, bookAsPatient, details, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { markOutcome } from './commands.server.ts';
import { listPatients } from './patients.server.ts';
import { findPatients } from './reads/find-patients.server.ts';
import { findAppointment, listAgenda, listPractice, type PracticeActor } from './queries.server.ts';

let test: TestWorld;
let lucia: Practice;
let other: Practice;
let assistant: PracticeActor;
const tuesday = (hour: string) => new Date(`2026-11-24T${hour}:00+01:00`);
const week = { from: new Date('2026-11-23T00:00:00+01:00'), until: new Date('2026-11-30T00:00:00+01:00') };
const system = { kind: 'system', job: 'test' } as const;

beforeAll(async () => {
  test = await startWorld();
  lucia = await admitPractice(test.world);
  other = await admitPractice(test.world);
  assistant = { kind: 'assistant', accountId: other.accountId, specialistIds: [lucia.specialistId] };
});
afterAll(() => test.stop());

function auditRows(objectId: string) {
  return test.world.as(system, (tx) =>
    tx.selectFrom('audit').selectAll().where('object_id', '=', objectId).orderBy('at').execute(),
  );
}
async function booked(hour: string, day = '2026-11-24') {
  const form = {
    servicio: lucia.videoService,
    dia: day,
    hora: hour,
    persona: '',
    nombre: `Paciente ${hour}`,
    movil: '612 000 111',
    correo: '',
    fuera: 'si' as const,
  };
  const answer = await bookForPatient(test.world, lucia.actor, form, 'es');
  if (!answer.ok) throw new Error(answer.kind);
  return answer.value.appointmentId;
}

describe('the agenda', () => {
  it('tells hour, patient, modality and payment in one answer', async () => {
    const { appointmentId } = await bookAsPatient(test.world, details(lucia.videoService, tuesday('09:00')));
    const events = await listAgenda(test.world, lucia.actor, { specialistId: lucia.specialistId, ...week });
    expect(events.find((event) => event.id === appointmentId)).toMatchObject({
      date: '2026-11-24',
      minute: 540,
      hour: '9:00',
      endHour: '9:30',
      patientName: 'Carmen Ruiz Lozano',
      modality: 'video',
      glance: 'booked',
      readiness: 'untried',
      waitingSince: null,
    });
  });

  it('shows another specialist nothing of it, not even when asked by id', async () => {
    const id = await booked('10:00');
    expect(await listAgenda(test.world, other.actor, { specialistId: lucia.specialistId, ...week })).toEqual([]);
    expect(await findAppointment(test.world, other.actor, id)).toBeNull();
    const forged: PracticeActor = { ...other.actor, specialistIds: [other.specialistId] };
    expect(await listPatients(test.world, forged, { specialistId: lucia.specialistId, text: '' })).toEqual([]);
  });

  it('leaves one row of audit for each read', async () => {
    const id = await booked('10:40');
    const before = (await auditRows(lucia.specialistId)).length;
    await listAgenda(test.world, lucia.actor, { specialistId: lucia.specialistId, ...week });
    await findAppointment(test.world, lucia.actor, id);
    expect((await auditRows(lucia.specialistId)).length).toBe(before + 1);
    expect(await auditRows(id)).toMatchObject([
      { action: 'appointment-read', actor_kind: 'specialist', actor_account_id: lucia.accountId },
    ]);
  });

  it('opens the reason for the specialist and never for an assistant', async () => {
    const { appointmentId } = await bookAsPatient(test.world, details(lucia.videoService, tuesday('11:20')), 'reason');
    const own = await findAppointment(test.world, lucia.actor, appointmentId);
    const helped = await findAppointment(test.world, assistant, appointmentId);
    expect(own).toMatchObject({ hasReason: true, reason: 'Un lunar que ha cambiado' });
    expect(helped).toMatchObject({ hasReason: true, reason: null, patientName: 'Carmen Ruiz Lozano' });
    expect((await auditRows(appointmentId)).map((row) => row.action)).toEqual([
      'appointment-read-with-reason',
      'appointment-read',
    ]);
  });

  it('says who waits since when, and how their devices are', async () => {
    const id = await booked('12:00');
    const now = test.clock.now();
    await test.world.as(system, (tx) =>
      tx
        .insertInto('seats')
        .values({
          appointment_id: id,
          role: 'patient',
          browser_hash: Buffer.from('browser'),
          taken_at: now,
          present_until: new Date(now.getTime() + 25_000),
          waiting_since: now,
          devices: JSON.stringify({ camera: 'ready', microphone: 'ready', network: 'good' }),
        })
        .execute(),
    );
    const events = await listAgenda(test.world, assistant, { specialistId: lucia.specialistId, ...week });
    expect(events.find((event) => event.id === id)).toMatchObject({ glance: 'waiting', waitingSince: now, readiness: 'ready' });
  });

  it('lists the specialist with what switching needs, and finds patients without accents', async () => {
    expect(await listPractice(test.world, assistant)).toMatchObject([{ id: lucia.specialistId, zone: 'Europe/Madrid' }]);
    const found = await listPatients(test.world, assistant, { specialistId: lucia.specialistId, text: 'carmen rúiz' });
    expect(found).toMatchObject([{ fullName: 'Carmen Ruiz Lozano', nextAt: tuesday('09:00'), lastAt: null }]);
  });

  it.each([
    ['surname first', 'loz carm'],
    ['the end of the mobile beside a name', 'ruiz 345678'],
    ['the mobile as it is said', '0034 612 345 678'],
    ['a slip of the finger', 'carmne ruiz'],
    ['a part of the e-mail', 'carmen.ruiz@'],
  ])('finds a patient by any parts, in any order: %s', async (_, text) => {
    const asked = { specialistId: lucia.specialistId, text };
    const names = (rows: { fullName: string }[]) => rows.map((row) => row.fullName);
    expect(names(await findPatients(test.world, assistant, asked))).toEqual(['Carmen Ruiz Lozano']);
    expect(names(await listPatients(test.world, assistant, asked))).toEqual(['Carmen Ruiz Lozano']);
  });

  it('every part has to be found: half a name and another number is nobody', async () => {
    expect(await findPatients(test.world, assistant, { specialistId: lucia.specialistId, text: 'carmen 999999' })).toEqual([]);
  });

  it('lists all patients page by page, by name', async () => {
    const read = (offset: number) => listPatients(test.world, assistant, { specialistId: lucia.specialistId, text: '', from: { offset, length: 1 } });
    const [first, second] = [await read(0), await read(1)];
    expect([first, second].map((rows) => rows.length)).toEqual([1, 1]);
    expect((first[0]?.fullName ?? '') < (second[0]?.fullName ?? '')).toBe(true);
  });
});

describe('what happened is said by a person', () => {
  it('not before the hour, then once', async () => {
    const id = await booked('13:00');
    const form = { cita: id, resultado: 'took_place' } as const;
    expect(await markOutcome(test.world, lucia.actor, form)).toMatchObject({ kind: 'try-again-later' });
    await test.moveTo(tuesday('13:40'));
    expect(await markOutcome(test.world, other.actor, form)).toMatchObject({ kind: 'not-found' });
    expect(await markOutcome(test.world, lucia.actor, { ...form, resultado: 'technical' })).toMatchObject({ ok: true });
    expect(await findAppointment(test.world, lucia.actor, id)).toMatchObject({ status: 'booked', glance: 'technical' });
    expect(await markOutcome(test.world, assistant, form)).toMatchObject({ ok: true });
    expect(await findAppointment(test.world, lucia.actor, id)).toMatchObject({
      status: 'completed',
      outcome: 'took_place',
      glance: 'done',
    });
    expect(await markOutcome(test.world, lucia.actor, { ...form, resultado: 'patient_absent' })).toMatchObject({
      kind: 'appointment-over',
    });
  });

  it('asks after the hour of a video appointment to which nobody came, and keeps "no vino"', async () => {
    const id = await booked('14:00');
    await test.moveTo(tuesday('14:31'));
    expect(await findAppointment(test.world, lucia.actor, id)).toMatchObject({ glance: 'asks' });
    expect(await markOutcome(test.world, lucia.actor, { cita: id, resultado: 'patient_absent' })).toMatchObject({ ok: true });
    expect(await findAppointment(test.world, lucia.actor, id)).toMatchObject({ status: 'no_show', glance: 'absent' });
  });

  it('one that was not for video: the patient is told what to do now, nobody is asked for a review, and it is said once', async () => {
    const id = await booked('17:00', '2026-11-25');
    const form = { cita: id, resultado: 'unsuitable' } as const;
    expect(await markOutcome(test.world, lucia.actor, form)).toMatchObject({ kind: 'try-again-later' });
    await test.moveTo(new Date('2026-11-25T17:40:00+01:00'));
    expect(await markOutcome(test.world, other.actor, form)).toMatchObject({ kind: 'not-found' });
    expect(await markOutcome(test.world, lucia.actor, { ...form, resultado: 'took_place' })).toMatchObject({ ok: true });
    expect(await markOutcome(test.world, lucia.actor, form)).toMatchObject({ ok: true });
    expect(await findAppointment(test.world, lucia.actor, id)).toMatchObject({ status: 'completed', outcome: 'unsuitable', glance: 'unsuitable' });
    expect(await markOutcome(test.world, lucia.actor, form)).toMatchObject({ kind: 'appointment-over' });
    await test.runDue();
    const planned = await test.world.as(system, (tx) => tx.selectFrom('messages').select(['kind', 'channel', 'status']).where('appointment_id', '=', id).where('kind', 'in', ['unsuitable', 'review_invitation']).orderBy('kind').orderBy('channel').execute());
    expect(planned.filter(({ kind }) => kind === 'unsuitable').map(({ channel, status }) => [channel, status])).toEqual([['sms', 'sent']]);
    expect(planned.filter(({ kind, status }) => kind === 'review_invitation' && status !== 'cancelled')).toEqual([]);
  });
});
