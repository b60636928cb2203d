import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitPractice, browser, details, proveByCode, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { m } from '#texts/compiled/messages.js';
import { confirmHold } from './confirm.server.ts';
import { changeHeldContact, releaseHold, reviveHold } from './held.server.ts';
import { holdSlot } from './hold.server.ts';
import { findChosenSlot, findHeldBooking, findOwnBooking, otherHours } from './queries.server.ts';

let test: TestWorld;
let practice: Practice;
const system = { kind: 'system', job: 'test' } as const;
const wednesday = (hour: string) => new Date(`2026-11-25T${hour}:00+01:00`);
const minutes = (count: number) => test.moveTo(new Date(test.clock.now().getTime() + count * 60_000));

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world, { video: { enabled: true, message: 'Busca un sitio con luz natural.' } });
});
afterAll(() => test.stop());

async function hold(name: string, hour: string, service = practice.videoService): Promise<string> {
  const held = await holdSlot(test.world, { browserHash: browser(name), locale: 'es' }, details(service, wednesday(hour)));
  if (!held.ok) throw new Error(held.kind);
  return held.value.appointmentId;
}
const see = (name: string, id: string) => findHeldBooking(test.world, browser(name), id, 'es');
async function minutesLeft(name: string, id: string): Promise<number> {
  return Math.ceil(((await see(name, id))?.hold?.remainingMs ?? 0) / 60_000);
}

describe('a booking on its way', () => {
  it('keeps the consent with the hash of its words and its time, in the transaction of the hold (G1)', async () => {
    const id = await hold('consent', '09:00');
    const consent = await test.world.as(system, (tx) => tx.selectFrom('consents').selectAll().where('appointment_id', '=', id).executeTakeFirstOrThrow());
    expect(consent).toMatchObject({ purpose: 'health_data_of_an_appointment', channel: 'web', locale: 'es' });
    expect(consent.at.toISOString()).toMatch(/^2026-11-23T08:00/);
    expect(consent.text_hash).toEqual(createHash('sha256').update(m.booking_consent({}, { locale: 'es' })).digest());
  });

  it('is seen by the browser that began it and by no other', async () => {
    const id = await hold('owner', '10:00');
    expect(await see('owner', id)).toMatchObject({ step: 'code', hold: { until: '9:10', extendable: true } });
    expect(await minutesLeft('owner', id)).toBe(10);
    expect(await see('stranger', id)).toBeNull();
    expect(await see('owner', 'nonsense')).toBeNull();
  });

  it('is found again by who comes back to the same slot (B4)', async () => {
    const id = await hold('back', '11:00');
    const slot = { serviceId: practice.videoService, startsAt: wednesday('11:00') };
    expect(await findOwnBooking(test.world, browser('back'), slot)).toBe(id);
    expect(await findOwnBooking(test.world, browser('other'), slot)).toBeNull();
    await proveByCode(test.world, { browserHash: browser('back'), appointmentId: id, address: '+34612345678' });
    await confirmHold(test.world, browser('back'), id);
    expect(await findOwnBooking(test.world, browser('back'), slot)).toBe(id);
  });

  it('shows the video message from choosing a video slot on, and never for a physical one (P3, F5)', async () => {
    const chosen = (serviceId: string) => findChosenSlot(test.world, { serviceId, startsAt: wednesday('12:00'), zone: null, locale: 'es' });
    expect((await chosen(practice.videoService))?.summary).toMatchObject({
      videoMessage: 'Busca un sitio con luz natural.',
      videoMessageFrom: 'De la Dra. Lucía Ibáñez Peñalver, para tu videoconsulta',
    });
    expect(JSON.stringify(await chosen(practice.inPersonService))).not.toContain('luz natural');
    const id = await hold('physical', '12:00', practice.inPersonService);
    expect(JSON.stringify(await see('physical', id))).not.toContain('luz natural');
  });

  it('names both clocks where they differ (B1)', async () => {
    const found = await findChosenSlot(test.world, { serviceId: practice.videoService, startsAt: wednesday('18:40'), zone: 'America/Mexico_City', locale: 'es' });
    expect(found?.summary).toMatchObject({ hour: '11:40', zoneName: 'Hora de Ciudad de México', elsewhere: 'en la consulta, 18:40 (hora de Madrid)' });
  });

  it('says of a slot whether it is free, taken, past or was never offered', async () => {
    const id = await hold('taker', '13:00');
    const standing = async (startsAt: Date) => (await findChosenSlot(test.world, { serviceId: practice.videoService, startsAt, zone: null, locale: 'es' }))?.standing;
    expect(await standing(wednesday('13:00'))).toBe('taken');
    expect(await standing(wednesday('14:00'))).toBe('free');
    expect(await standing(wednesday('23:00'))).toBe('not-offered');
    expect(await standing(new Date('2026-11-20T10:00:00+01:00'))).toBe('past');
    const other = await otherHours(test.world, { serviceId: practice.videoService, startsAt: wednesday('13:00'), zone: null, locale: 'es', allDays: false });
    expect(other.nearest.flatMap((day) => [...day.morning, ...day.afternoon])).toHaveLength(6);
    await releaseHold(test.world, browser('taker'), id);
    expect(await standing(wednesday('13:00'))).toBe('free');
  });

  it('takes another number before the code, and none after', async () => {
    const id = await hold('number', '14:00');
    const change = (movil: string) => changeHeldContact(test.world, browser('number'), { appointmentId: id, movil, correo: 'otra@correo.example' });
    expect(await change('12')).toMatchObject({ ok: false, fields: { movil: 'mobile-invalid' } });
    expect(await changeHeldContact(test.world, browser('thief'), { appointmentId: id, movil: '612000111', correo: 'x@y.example' })).toMatchObject({ kind: 'not-found' });
    expect(await change('622 333 444')).toMatchObject({ ok: true });
    expect((await see('number', id))?.contact).toEqual({ mobile: '622 33 34 44', email: 'otra@correo.example' });
    await proveByCode(test.world, { browserHash: browser('number'), appointmentId: id, address: '+34622333444' });
    await confirmHold(test.world, browser('number'), id);
    expect(await change('611 111 111')).toMatchObject({ ok: false });
  });

  it('is given up only by its own browser, and never once booked', async () => {
    const id = await hold('giver', '15:00');
    expect(await releaseHold(test.world, browser('thief'), id)).toMatchObject({ kind: 'not-found' });
    await proveByCode(test.world, { browserHash: browser('giver'), appointmentId: id, address: '+34612345678' });
    await confirmHold(test.world, browser('giver'), id);
    expect(await releaseHold(test.world, browser('giver'), id)).toMatchObject({ kind: 'not-allowed' });
    expect((await see('giver', id))?.step).toBe('booked');
  });

  it('comes back after its ten minutes with the same data while the hour is free (B4)', async () => {
    const id = await hold('slow', '16:00');
    await minutes(11);
    expect((await see('slow', id))?.step).toBe('expired');
    expect(await reviveHold(test.world, browser('thief'), { appointmentId: id, startsAt: null })).toMatchObject({ kind: 'not-found' });
    expect(await reviveHold(test.world, browser('slow'), { appointmentId: id, startsAt: null })).toMatchObject({ ok: true });
    expect((await see('slow', id))?.step).toBe('code');
    expect(await minutesLeft('slow', id)).toBe(10);
  });

  it('goes on with another hour where somebody was faster, nothing typed again (B2)', async () => {
    const id = await hold('late', '17:00');
    await minutes(11);
    await hold('faster', '17:00');
    const revive = (startsAt: Date | null) => reviveHold(test.world, browser('late'), { appointmentId: id, startsAt });
    expect(await revive(null)).toMatchObject({ kind: 'slot-taken' });
    expect(await revive(wednesday('23:00'))).toMatchObject({ kind: 'slot-not-offered' });
    expect(await revive(wednesday('18:00'))).toMatchObject({ ok: true });
    expect(await see('late', id)).toMatchObject({ step: 'code', summary: { hour: '18:00' }, contact: { email: 'carmen.ruiz@correo.example' } });
  });
});
