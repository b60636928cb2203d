import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitPractice, bookAsPatient, browser, details, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { cancelAppointment, rescheduleAppointment } from './change.server.ts';
import { holdSlot } from './hold.server.ts';
import { bookForPatient } from './practice.server.ts';

let test: TestWorld;
let practice: Practice;
const tuesday = (hour: string) => new Date(`2026-11-24T${hour}:00+01:00`);

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
});
afterAll(() => test.stop());

function status(appointmentId: string) {
  return test.world.as(practice.actor, (tx) => tx.selectFrom('appointments').selectAll().where('id', '=', appointmentId).executeTakeFirstOrThrow());
}

describe('a patient books', () => {
  it('holds the slot, proves the mobile by code and is booked', async () => {
    const { appointmentId, next } = await bookAsPatient(test.world, details(practice.videoService, tuesday('09:00')));
    expect(next).toBe('booked');
    expect(await status(appointmentId)).toMatchObject({ status: 'booked', patient_name: 'Carmen Ruiz Lozano', payment: 'none' });
  });

  it('is told every field at fault at once and holds nothing', async () => {
    const hold = (movil: string, correo: string) => {
      const form = details(practice.videoService, tuesday('10:00'), { nombre: '', movil, correo, acepto: undefined });
      return holdSlot(test.world, { browserHash: browser('bad'), locale: 'es' }, form);
    };
    const both = { nombre: 'name-missing', acepto: 'consent-missing' };
    expect(await hold('12', 'carmen@')).toMatchObject({ ok: false, fields: { ...both, movil: 'mobile-invalid', correo: 'email-invalid' } });
    expect(await hold('', ' ')).toMatchObject({ ok: false, fields: { ...both, movil: 'mobile-missing', correo: 'email-missing' } });
  });

  it('loses a race against 49 others with the nearest free hours and without an error', async () => {
    const wanted = details(practice.videoService, tuesday('12:00'));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => holdSlot(test.world, { browserHash: browser(`racer ${i}`), locale: 'es' }, wanted)),
    );
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    for (const answer of answers) {
      if (answer.ok) continue;
      expect(answer.kind).toBe('slot-taken');
      expect('nearest' in answer && answer.nearest.length).toBeGreaterThan(0);
    }
  });

  it('gets the same hold back when the button is pressed twice', async () => {
    const form = details(practice.videoService, tuesday('13:00'), { clave: 'once' });
    const holder = { browserHash: browser('twice'), locale: 'es' as const };
    const first = await holdSlot(test.world, holder, form);
    const second = await holdSlot(test.world, holder, form);
    expect(first.ok && second.ok && first.value.appointmentId === second.value.appointmentId).toBe(true);
  });

  it('loses the hold after ten minutes, and the slot is free again', async () => {
    const form = details(practice.videoService, tuesday('14:00'));
    const first = await holdSlot(test.world, { browserHash: browser('slow'), locale: 'es' }, form);
    expect(first.ok).toBe(true);
    await test.moveTo(new Date(test.clock.now().getTime() + 11 * 60_000));
    expect((await holdSlot(test.world, { browserHash: browser('next'), locale: 'es' }, form)).ok).toBe(true);
  });
});

describe('an appointment changes', () => {
  it('moves to another hour and keeps its links', async () => {
    const { appointmentId, patient } = await bookAsPatient(test.world, details(practice.videoService, new Date('2026-11-26T09:00:00+01:00')), 'mover');
    const before = await status(appointmentId);
    const answer = await rescheduleAppointment(test.world, patient, { appointmentId, startsAt: new Date('2026-11-26T11:00:00+01:00') });
    expect(answer.ok).toBe(true);
    const after = await status(appointmentId);
    expect(after).toMatchObject({ status: 'booked', sequence: before.sequence + 1 });
    expect(after.patient_link_hash).toEqual(before.patient_link_hash);
  });

  it('is cancelled by its patient and by nobody else', async () => {
    const { appointmentId, patient } = await bookAsPatient(test.world, details(practice.videoService, new Date('2026-11-27T09:00:00+01:00')), 'canceller');
    const stranger = { kind: 'patient', accountId: test.world.ids.uuid() } as const;
    expect(await cancelAppointment(test.world, stranger, { appointmentId, expectedCostCents: 0 })).toMatchObject({ ok: false, kind: 'not-found' });
    expect(await cancelAppointment(test.world, patient, { appointmentId, expectedCostCents: 0 })).toMatchObject({ ok: true });
    expect(await status(appointmentId)).toMatchObject({ status: 'cancelled', cancelled_by: 'patient' });
  });
});

describe('the practice books for a patient', () => {
  const form = { servicio: '', dia: '2026-11-25', hora: '21:00', persona: '' as const, nombre: 'Ana Soto', movil: '611204877', correo: '' };

  it('outside its hours only after a warning, and never over another appointment', async () => {
    const late = { ...form, servicio: practice.videoService };
    expect(await bookForPatient(test.world, practice.actor, late, 'es')).toMatchObject({ ok: false, kind: 'outside-hours' });
    expect(await bookForPatient(test.world, practice.actor, { ...late, fuera: 'si' }, 'es')).toMatchObject({ ok: true });
    expect(await bookForPatient(test.world, practice.actor, { ...late, fuera: 'si' }, 'es')).toMatchObject({ ok: false, kind: 'slot-taken' });
  });

  it('is not for a service of somebody else', async () => {
    const other = await admitPractice(test.world);
    expect(await bookForPatient(test.world, other.actor, { ...form, servicio: practice.videoService }, 'es')).toMatchObject({ kind: 'not-found' });
  });
});
