import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { switchNames } from '#domain/switches.ts';
import { saveApplication } from '#features/applications/own.server.ts';
import { holdSlot, takeSlot } from '#features/booking/hold.server.ts';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { acceptOffer } from '#features/booking/waiting/accept.server.ts';
import { offerHour } from '#features/booking/waiting/practice-offer.server.ts';
import { waitForAnyHour } from '#features/booking/waiting/open-wishes.server.ts';
import { askForEarlier } from '#features/booking/waiting/requests.server.ts';
import { sendDocument } from '#features/records/documents/send.server.ts';
import { submitReview } from '#features/reviews/commands.server.ts';
import { searchLog } from '#features/operator/log/search.server.ts';
import { rowSwitches } from '#server/guard/switches.ts';
import { admitPractice, bookAsPatient, browser, details, type Practice } from '../../../../tests/world/clinic.ts';
import { admitOneOperator } from '../../../../tests/world/operators.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { countAffected, decideSwitch, listSwitches } from './switches.server.ts';

let test: TestWorld;
let operator: Extract<Actor, { kind: 'operator' }>;
let other: Extract<Actor, { kind: 'operator' }>;
let lucia: Practice;
const why = 'Avería del proveedor de SMS.';
const pretended = { kind: 'operator', accountId: '00000000-0000-0000-0000-000000000000' } as const;
const at = (hour: string) => new Date(`2026-11-26T${hour}:00+01:00`);

beforeAll(async () => {
  test = await startWorld({ fixedSwitches: { programs: true } });
  operator = await admitOneOperator(test.world);
  other = await admitOneOperator(test.world);
  lucia = await admitPractice(test.world);
});
afterAll(() => test.stop());

const off = (name: (typeof switchNames)[number], who: Actor = operator) => decideSwitch(test.world, who as typeof operator, { name, isOn: false, reason: why });
const on = (name: (typeof switchNames)[number], who = operator) => decideSwitch(test.world, who, { name, isOn: true, reason: 'Arreglado.' });

describe('a feature that an operator switches off (O1)', () => {
  it('stops what is new and nothing that was promised: who began a booking ends it, the practice books, the rest stays', async () => {
    const begun = await holdSlot(test.world, { browserHash: browser('begun'), locale: 'es' }, details(lucia.videoService, at('10:00')));
    const { patient, appointmentId } = await bookAsPatient(test.world, details(lucia.videoService, at('11:00')), 'carmen');
    for (const name of switchNames.filter((one) => one !== 'programs')) expect(await off(name)).toMatchObject({ ok: true });

    expect(await takeSlot(test.world, { browserHash: browser('late'), locale: 'es' }, details(lucia.videoService, at('12:00')))).toMatchObject({ ok: false, kind: 'bookings-off' });
    expect(await askForEarlier(test.world, patient, { appointmentId, wish: { weekdays: [], part: 'any', fromDate: null } })).toMatchObject({ kind: 'waiting-list-off' });
    expect(await waitForAnyHour(test.world, lucia.accountId, { serviceId: lucia.videoService, wish: { weekdays: [], part: 'any', fromDate: null }, locale: 'es' })).toMatchObject({ kind: 'waiting-list-off' });
    expect(await submitReview(test.world, patient, { appointmentId, stars: 5, body: 'Bien.', locale: 'es' })).toMatchObject({ kind: 'reviews-off' });
    expect(await sendDocument(test.world, lucia.actor, { appointmentId, kind: 'report', fileName: 'a.pdf', bytes: Buffer.from('%PDF-1.4') })).toMatchObject({ kind: 'documents-off' });
    const applicant = { kind: 'patient', accountId: other.accountId } as const;
    const facts = { titulo: 'Dra.', nombre: 'Nuria Salcedo', titular: 'Dermatóloga', especialidad: 'dermatologia', licencia: '1', registro: 'ICOMEM', zona: 'Europe/Madrid', ciudad: 'Madrid', telefono: '911 234 567' };
    expect((await saveApplication(test.world, applicant, facts as Parameters<typeof saveApplication>[2])).ok).toBe(false);

    if (!begun.ok) throw new Error(begun.kind);
    expect(await test.world.as({ kind: 'guest', appointmentId: begun.value.appointmentId }, (tx) => tx.selectFrom('appointments').select('status').where('id', '=', begun.value.appointmentId).execute())).toEqual([{ status: 'held' }]);
    const form = { servicio: lucia.videoService, dia: '2026-11-27', hora: '12:00', persona: '' as const, nombre: 'Rosa Gil', movil: '612345679', correo: '' };
    expect(await bookForPatient(test.world, lucia.actor, form, 'es')).toMatchObject({ ok: true });

    for (const name of switchNames.filter((one) => one !== 'programs')) expect(await on(name)).toMatchObject({ ok: true });
    expect(await takeSlot(test.world, { browserHash: browser('late'), locale: 'es' }, details(lucia.videoService, at('12:00')))).toMatchObject({ ok: true });
  });

  it('lets no offer of the waiting list out while that is off, and offers what is still free once it is on', async () => {
    const wish = { weekdays: [], part: 'any' as const, fromDate: null };
    const book = async (hora: string, dia: string, movil: string) => {
      const booked = await bookForPatient(test.world, lucia.actor, { servicio: lucia.videoService, dia, hora, persona: '', nombre: 'Ana Soto', movil, correo: '' }, 'es');
      if (!booked.ok) throw new Error(booked.kind);
      return booked.value.appointmentId;
    };
    const [earlier, later] = [await book('09:00', '2026-12-01', '612345001'), await book('17:00', '2026-12-10', '612345002')];
    expect(await askForEarlier(test.world, { kind: 'guest', appointmentId: later }, { appointmentId: later, wish })).toMatchObject({ ok: true });
    await off('waiting-list');
    await cancelAppointment(test.world, lucia.actor, { appointmentId: earlier, expectedCostCents: 0 });
    await test.runDue();
    const offers = () => test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('waiting_offers').select('starts_at').execute());
    expect(await offers()).toEqual([]);
    const { id: requestId } = await test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('waiting_requests').select('id').where('appointment_id', '=', later).executeTakeFirstOrThrow());
    const startsAt = new Date('2026-12-01T09:00:00+01:00');
    expect(await offerHour(test.world, lucia.actor, lucia.specialistId, { requestId, startsAt })).toMatchObject({ kind: 'waiting-list-off' });
    await on('waiting-list');
    await test.runDue();
    expect(await offers()).toEqual([{ starts_at: startsAt }]);
    // What was offered stays good while the list is off again.
    await off('waiting-list');
    const { id: offerId } = await test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('waiting_offers').select('id').executeTakeFirstOrThrow());
    expect(await acceptOffer(test.world, { kind: 'guest', appointmentId: later }, { appointmentId: later, offerId })).toMatchObject({ ok: true });
    await on('waiting-list');
  });

  it('wants a reason, keeps it with who and when, and notes it in the access log', async () => {
    expect(await decideSwitch(test.world, operator, { name: 'reviews', isOn: false, reason: ' ' })).toMatchObject({ ok: false, fields: { motivo: 'text-missing' } });
    expect(await off('reviews')).toMatchObject({ ok: true });
    const { switches, history } = await listSwitches(test.world, other);
    expect(switches.find((one) => one.name === 'reviews')).toMatchObject({ isOn: false, fixed: false, last: { reason: why, mine: false } });
    expect(history[0]).toMatchObject({ name: 'reviews', isOn: false, reason: why });
    const { lines } = await searchLog(test.world, operator, { words: history[0]?.id ?? '', actor: '', from: '', until: '', before: null }, 'es');
    expect(lines.map(({ said, objectKind }) => [said, objectKind])).toEqual([['Apagó una función del sitio', 'función del sitio']]);
    expect(await on('reviews', other)).toMatchObject({ ok: true });
  });

  it('is decided once where two operators press at the same moment, and again refused where it stands so already', async () => {
    const both = await Promise.all([off('documents'), off('documents', other)]);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(both.find((one) => !one.ok)).toMatchObject({ kind: 'decided-meanwhile' });
    expect(await off('documents')).toMatchObject({ kind: 'decided-meanwhile' });
    await on('documents');
  });

  it('stays as the environment holds it', async () => {
    expect(await off('programs')).toMatchObject({ kind: 'fixed-outside' });
    expect((await listSwitches(test.world, operator)).switches.find((one) => one.name === 'programs')).toMatchObject({ isOn: true, fixed: true });
    expect(await rowSwitches(test.world, { programs: false }).isOn('programs')).toBe(false);
  });

  it('reaches every process after two seconds of machine time, and its own at once', async () => {
    let machine = 0;
    const clock = { now: test.world.clock.now, machineNow: () => new Date(machine) };
    const elsewhere = rowSwitches({ as: (actor, work) => test.world.as(actor, work), clock }, {});
    expect(await elsewhere.isOn('bookings')).toBe(true);
    await off('bookings');
    expect(await test.world.switches.isOn('bookings')).toBe(false);
    machine = 1999;
    expect(await elsewhere.isOn('bookings')).toBe(true);
    machine = 2000;
    expect(await elsewhere.isOn('bookings')).toBe(false);
    await on('bookings');
  });

  it('says in a number whom it meets, and nothing to whoever only says to operate', async () => {
    expect(await countAffected(test.world, operator, 'bookings')).toBe(1);
    expect(await countAffected(test.world, operator, 'waiting-list')).toBe(0);
    expect(await countAffected(test.world, operator, 'applications')).toBe(0);
    expect(await countAffected(test.world, operator, 'programs')).toBe(0);
    expect(await countAffected(test.world, operator, 'reviews')).toBeNull();
    expect(await countAffected(test.world, pretended, 'bookings')).toBeNull();
    expect(await off('bookings', pretended)).toMatchObject({ kind: 'not-allowed' });
    expect(await test.world.switches.isOn('bookings')).toBe(true);
    expect((await listSwitches(test.world, pretended)).history).toEqual([]);
    await expect(test.world.as(lucia.actor, (tx) => tx.insertInto('switch_decisions').values({ id: test.world.ids.uuid(), name: 'bookings', number: 99, is_on: false, reason: 'x', decided_by: lucia.accountId, decided_at: test.clock.now() }).execute())).rejects.toThrow(/row-level security/);
  });
});
