import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitPractice, bookAsPatient, details, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { addTimeOff, markOutcome, removeTimeOff, saveWeeklyHours } from './commands.server.ts';
import { listPatients } from './patients.server.ts';
import { findAppointment, listAgenda, listPractice, type PracticeActor } from './queries.server.ts';
import { timeOffForm, weeklyHoursForm } from './schema.ts';
import { listHours, listTimeOff } from './settings.server.ts';

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
});

describe('hours', () => {
  const lines = (change: Record<string, string>) => weeklyHoursForm.parse({ modalidad: 'video', ...change });

  it('are replaced for one modality, the other stays', async () => {
    expect(
      await saveWeeklyHours(test.world, assistant, lucia.specialistId, lines({ d1: '9-14, 16-20', d6: '10:00-13:00' })),
    ).toMatchObject({ ok: true });
    const hours = await listHours(test.world, lucia.actor, lucia.specialistId);
    expect(hours.video.filter((day) => day.line !== '')).toEqual([
      { weekday: 1, line: '9:00-14:00, 16:00-20:00' },
      { weekday: 6, line: '10:00-13:00' },
    ]);
    expect(hours.in_person[0]?.line).toBe('9:00-20:00');
  });

  it('that cannot be read are named by day and change nothing', async () => {
    const answer = await saveWeeklyHours(
      test.world,
      lucia.actor,
      lucia.specialistId,
      lines({ d1: '9-14', d2: '14-9', d3: 'tarde' }),
    );
    expect(answer).toMatchObject({ fields: { d2: 'hours-invalid', d3: 'hours-invalid' } });
    expect((await listHours(test.world, lucia.actor, lucia.specialistId)).video[0]?.line).toBe('9:00-14:00, 16:00-20:00');
  });

  it('of another practice are out of reach', async () => {
    expect(await saveWeeklyHours(test.world, other.actor, lucia.specialistId, lines({}))).toMatchObject({ kind: 'not-found' });
  });

  it('off count the appointments that still stand inside, and can be taken back', async () => {
    await booked('9:00', '2026-12-02');
    const practice = { specialistId: lucia.specialistId, zone: 'Europe/Madrid' };
    const added = await addTimeOff(test.world, lucia.actor, practice, {
      desde: '2026-12-01',
      hasta: '2026-12-03',
      de: '',
      a: '',
    });
    expect(added).toMatchObject({ ok: true, value: { stillBooked: 1, firstDay: '2026-12-01' } });
    const fromDay = '2026-11-24';
    const off = await listTimeOff(test.world, lucia.actor, { specialistId: lucia.specialistId, fromDay });
    expect(off.map((row) => row.onDate)).toEqual(['2026-12-01', '2026-12-02', '2026-12-03']);
    expect(await removeTimeOff(test.world, other.actor, lucia.specialistId, off[0]?.id ?? '')).toMatchObject({
      kind: 'not-found',
    });
    expect(await removeTimeOff(test.world, lucia.actor, lucia.specialistId, off[0]?.id ?? '')).toMatchObject({ ok: true });
    expect(await listTimeOff(test.world, lucia.actor, { specialistId: lucia.specialistId, fromDay })).toHaveLength(2);
  });

  it.each([
    [{ desde: '2026-11-01' }, { desde: 'date-invalid' }],
    [{ desde: '2026-02-30' }, { desde: 'date-invalid' }],
    [{ desde: '2026-12-05', hasta: '2026-12-04' }, { hasta: 'date-invalid' }],
    [{ desde: '2026-12-05', hasta: '2026-12-06', de: '9', a: '10' }, { hasta: 'date-invalid' }],
    [{ desde: '2026-12-05', de: '12', a: '10' }, { a: 'hours-invalid' }],
    [{ desde: '2026-12-05', de: '12' }, { a: 'hours-invalid' }],
  ])('off as %o are refused', async (form, fields) => {
    const practice = { specialistId: lucia.specialistId, zone: 'Europe/Madrid' };
    expect(await addTimeOff(test.world, lucia.actor, practice, timeOffForm.parse(form))).toMatchObject({ fields });
  });
});
