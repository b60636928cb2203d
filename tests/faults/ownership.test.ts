import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitPractice, bookAsPatient, browser, details, proveByCode, type Practice } from '../world/clinic.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';
import { practiceDoor } from '../../src/routes/(agenda)/practice.server.ts';
import { openOwnRoom } from '#features/room/links.server.ts';
import type { Actor } from '#domain/people.ts';
import type { World } from '#ports/world.ts';
import { cancelAppointment, rescheduleAppointment } from '#features/booking/change.server.ts';
import { confirmHold } from '#features/booking/confirm.server.ts';
import { changeHeldContact, reviveHold } from '#features/booking/held.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { findOwnAppointment } from '#features/booking/own-appointment.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { findPatients } from '#features/schedule/reads/find-patients.server.ts';
import { addCalendar } from '#features/calendars/external.server.ts';
import { findAppointment, listAgenda } from '#features/schedule/queries.server.ts';
import { saveBookingRules, savePrepayment, saveReminderTimes, saveVideoMessage } from '#features/schedule/terms.server.ts';
import { inviteAssistant, removeAssistant } from '#features/team/invitations.server.ts';

let test: TestWorld;
let mine: Practice;
let other: Practice;
const system = { kind: 'system', job: 'test' } as const;
const thursday = (hour: string) => new Date(`2026-11-26T${hour}:00+01:00`);

beforeAll(async () => {
  test = await startWorld();
  mine = await admitPractice(test.world);
  other = await admitPractice(test.world);
});
afterAll(() => test.stop());

const statusOf = (id: string) => test.world.as(system, (tx) => tx.selectFrom('appointments').selectAll().where('id', '=', id).executeTakeFirstOrThrow());

async function assistantOf(...practices: Practice[]): Promise<Extract<Actor, { kind: 'assistant' }>> {
  const accountId = test.world.ids.uuid();
  const specialistIds = practices.map((practice) => practice.specialistId);
  await test.world.as(system, async (tx) => {
    await tx.insertInto('accounts').values({ id: accountId, created_at: test.clock.now() }).execute();
    for (const specialist_id of specialistIds) await tx.insertInto('assistants').values({ account_id: accountId, specialist_id, created_at: test.clock.now() }).execute();
  });
  return { kind: 'assistant', accountId, specialistIds };
}

/** The world, in which something else happens between the first transaction of a command and its second. */
function interrupted(meanwhile: () => Promise<unknown>): World {
  let waiting = true;
  return {
    ...test.world,
    as: async (actor, work) => {
      const result = await test.world.as(actor, work);
      if (waiting) {
        waiting = false;
        await meanwhile();
      }
      return result;
    },
  };
}

describe('who booked for a patient', () => {
  it.each(['assistant', 'specialist'] as const)('as %s is not its patient: neither its page nor its door opens to them (V5)', async (kind) => {
    const actor = kind === 'assistant' ? await assistantOf(mine) : mine.actor;
    const form = { servicio: mine.videoService, dia: '2026-11-23', hora: kind === 'assistant' ? '09:10' : '09:50', persona: '', nombre: 'Ana Soto Vidal', movil: '611 222 333', correo: '', fuera: 'si' } as const;
    const booked = await bookForPatient(test.world, actor, form, 'es');
    if (!booked.ok) throw new Error(booked.kind);
    const { appointmentId } = booked.value;
    const asPatient = { kind: 'patient', accountId: actor.accountId } as const;
    expect(await findOwnAppointment(test.world, asPatient, appointmentId, 'es')).toBeNull();
    expect(await openOwnRoom(test.world, asPatient, { appointmentId, browserHash: browser('desk') })).toMatchObject({ ok: false });
    expect(await cancelAppointment(test.world, asPatient, { appointmentId, expectedCostCents: 0 })).toMatchObject({ kind: 'not-found' });
  });
});

describe('a specialist who is somebody else’s patient', () => {
  it('has a patient’s rights there, not a specialist’s', async () => {
    const { appointmentId } = await bookAsPatient(test.world, details(other.videoService, thursday('09:00')));
    await test.world.as(system, (tx) => tx.updateTable('appointments').set({ booked_by_account_id: mine.accountId }).where('id', '=', appointmentId).execute());
    expect(await cancelAppointment(test.world, mine.actor, { appointmentId, expectedCostCents: 0 })).toMatchObject({ kind: 'not-found' });
    expect(await rescheduleAppointment(test.world, mine.actor, { appointmentId, startsAt: thursday('03:00') })).toMatchObject({ kind: 'not-found' });
    expect(await findOwnAppointment(test.world, { kind: 'patient', accountId: mine.accountId }, appointmentId, 'es')).toMatchObject({ id: appointmentId });
  });
});

describe('an assistant of two specialists', () => {
  it('finds and books for each the patients of that one alone (B6)', async () => {
    const both = await assistantOf(mine, other);
    const form = { servicio: other.inPersonService, dia: '2026-11-27', hora: '10:00', persona: '', nombre: 'Bruno Carmona Gil', movil: '611 222 444', correo: '' } as const;
    expect(await bookForPatient(test.world, both, form, 'es')).toMatchObject({ ok: true });
    const found = (practice: Practice) => findPatients(test.world, both, { specialistId: practice.specialistId, text: 'Carmona' });
    const [bruno] = await found(other);
    expect(bruno).toMatchObject({ fullName: 'Bruno Carmona Gil' });
    expect(await found(mine)).toEqual([]);
    const elsewhere = { ...form, servicio: mine.inPersonService, persona: bruno?.id ?? '' };
    expect(await bookForPatient(test.world, both, elsewhere, 'es')).toMatchObject({ kind: 'not-found' });
  });

  it('does nothing in an agenda that the address does not name or that is served no more; looking, is led to one that is (B6)', async () => {
    const both = await assistantOf(mine, other);
    const outside = await admitPractice(test.world);
    const knock = (actor: Actor, method: 'GET' | 'POST', path: string) =>
      practiceDoor({ locals: { world: test.world, actor, locale: 'es' } as App.Locals, url: new URL(path, 'https://example.test'), request: new Request('https://example.test', { method }) }).then(
        ({ practice }) => practice.id,
        (thrown: { status: number; location?: string }) => thrown.location ?? thrown.status,
      );
    expect(await knock(both, 'POST', `/agenda?/mover&de=${other.specialistId}`)).toBe(other.specialistId);
    expect(await knock(both, 'POST', `/agenda?/mover&de=${outside.specialistId}`)).toBe(404);
    expect(await knock(both, 'POST', '/agenda?/mover')).toBe(404);
    expect(await knock(await assistantOf(mine), 'POST', `/agenda?/mover&de=${other.specialistId}`)).toBe(404);
    expect(await knock(await assistantOf(mine), 'GET', `/agenda?de=${other.specialistId}&vista=lista`)).toBe('/agenda?vista=lista');
    expect([mine, other].map((one) => `/agenda?dia=2026-11-27&de=${one.specialistId}`)).toContain(await knock(both, 'GET', '/agenda?dia=2026-11-27'));
    expect(await knock({ kind: 'visitor' }, 'GET', '/agenda?dia=2026-11-27&vista=dia')).toBe(`/entrar?volver=${encodeURIComponent('/agenda?dia=2026-11-27&vista=dia')}`);
  });
});

describe('what changes between looking and acting', () => {
  it('an appointment cancelled meanwhile is not moved', async () => {
    const { appointmentId, patient } = await bookAsPatient(test.world, details(mine.videoService, thursday('10:00')));
    const world = interrupted(() => cancelAppointment(test.world, patient, { appointmentId, expectedCostCents: 0 }));
    expect(await rescheduleAppointment(world, patient, { appointmentId, startsAt: thursday('11:00') })).toMatchObject({ kind: 'appointment-cancelled' });
    expect((await statusOf(appointmentId)).starts_at).toEqual(thursday('10:00'));
  });

  it('a hold that was booked meanwhile stays booked (F11)', async () => {
    const browserHash = browser('two windows');
    const held = await holdSlot(test.world, { browserHash, locale: 'es' }, details(mine.videoService, thursday('12:00')));
    if (!held.ok) throw new Error(held.kind);
    const { appointmentId } = held.value;
    await proveByCode(test.world, { browserHash, appointmentId, address: '+34612345678' });
    const world = interrupted(() => confirmHold(test.world, browserHash, appointmentId));
    expect(await reviveHold(world, browserHash, { appointmentId, startsAt: null })).toMatchObject({ kind: 'not-allowed' });
    expect((await statusOf(appointmentId)).status).toBe('booked');
  });

  it('a contact exchanged after its proof is not proved (B3)', async () => {
    test.clock.moveTo(new Date(test.clock.now().getTime() + 61 * 60_000));
    const browserHash = browser('exchange');
    const held = await holdSlot(test.world, { browserHash, locale: 'es' }, details(mine.videoService, thursday('13:00')));
    if (!held.ok) throw new Error(held.kind);
    const { appointmentId } = held.value;
    await proveByCode(test.world, { browserHash, appointmentId, address: '+34612345678' });
    expect(await changeHeldContact(test.world, browserHash, { appointmentId, movil: '611 999 888', correo: 'otra@correo.example' })).toMatchObject({ ok: true });
    expect(await confirmHold(test.world, browserHash, appointmentId)).toMatchObject({ kind: 'code-expired' });
  });

  it('the same press sent twice at once is one hold, and sent again after its end a new one (quality 57)', async () => {
    const holder = { browserHash: browser('double click'), locale: 'es' as const };
    const form = details(mine.videoService, thursday('15:00'), { clave: 'one press' });
    const answers = await Promise.all(Array.from({ length: 6 }, () => holdSlot(test.world, holder, form)));
    const ids = new Set(answers.map((answer) => (answer.ok ? answer.value.appointmentId : answer.kind)));
    expect(ids.size).toBe(1);
    await test.moveTo(new Date(test.clock.now().getTime() + 11 * 60_000));
    const again = await holdSlot(test.world, holder, form);
    expect(again).toMatchObject({ ok: true });
    expect(again.ok && ids.has(again.value.appointmentId)).toBe(false);
  });
});

describe('an assistant (B6)', () => {
  it('sees and moves everything of the agenda, and knows of a reason only that there is one', async () => {
    test.clock.moveTo(new Date(test.clock.now().getTime() + 61 * 60_000));
    const { appointmentId } = await bookAsPatient(test.world, details(mine.videoService, thursday('17:00')));
    const [ours, theirs] = [await assistantOf(mine), await assistantOf(other)];
    const seen = (actor: Extract<Actor, { kind: 'assistant' }>) => listAgenda(test.world, actor, { specialistId: mine.specialistId, from: thursday('00:00'), until: thursday('23:00') });
    expect((await seen(ours)).map((event) => event.id)).toContain(appointmentId);
    expect(await seen(theirs)).toEqual([]);
    expect(await findAppointment(test.world, ours, appointmentId)).toMatchObject({ patientName: 'Carmen Ruiz Lozano', hasReason: true, reason: null });
    expect(await findAppointment(test.world, theirs, appointmentId)).toBeNull();
    const move = (actor: Actor) => rescheduleAppointment(test.world, actor, { appointmentId, startsAt: thursday('18:00') });
    const cancel = (actor: Actor) => cancelAppointment(test.world, actor, { appointmentId, expectedCostCents: 0 });
    expect([await move(theirs), await cancel(theirs)]).toMatchObject([{ kind: 'not-found' }, { kind: 'not-found' }]);
    expect([await move(ours), await cancel(ours)]).toMatchObject([{ ok: true }, { ok: true }]);
  });

  it('changes neither terms nor team nor calendars, of this practice or of another', async () => {
    for (const actor of [await assistantOf(mine), await assistantOf(other)]) {
      const answers = await Promise.all([
        saveBookingRules(test.world, actor, mine.specialistId, { descanso: '0', aviso: '0', horizonte: '1', paso: '5', limite: '0', servicio: '' }),
        saveVideoMessage(test.world, actor, mine.specialistId, { mensaje: 'Hola' }),
        savePrepayment(test.world, actor, mine.specialistId, { prepago: 'off', cobro: 'at_booking', tarde: '', espera: '24', instrucciones: '' }),
        saveReminderTimes(test.world, actor, mine.specialistId, { antes: [60], otro: '', silencio: 1320, hasta: 480 }),
        inviteAssistant(test.world, actor, mine.specialistId, { correo: 'amiga@correo.example', nombre: '' }, 'es'),
        removeAssistant(test.world, actor, mine.specialistId, { asistente: actor.accountId }),
        addCalendar(test.world, actor, mine.specialistId, { direccion: 'https://nube.example/c.ics' }),
      ]);
      expect(answers).toMatchObject(answers.map(() => ({ ok: false, kind: 'not-allowed' })));
    }
  });
});
