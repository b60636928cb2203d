import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import type { Wish } from '#domain/waiting-list.ts';
import { addCalendar, refreshCalendar, removeCalendar } from '#features/calendars/external.server.ts';
import { addExtraHours } from '#features/schedule/hours/exceptions.server.ts';
import { replaceHours } from '#features/schedule/hours/week.server.ts';
import { admitPractice, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { bookForPatient } from '../practice.server.ts';
import { acceptOffer } from './accept.server.ts';
import { listWaitingFor } from './practice-list.server.ts';
import { offerHour, removeFromList } from './practice-offer.server.ts';
import { askForEarlier } from './requests.server.ts';

let test: TestWorld;
let practice: Practice;
const whenever: Wish = { weekdays: [], part: 'any', fromDate: null };
const at = (wall: string) => new Date(`${wall}:00+01:00`);
const mondays = [{ modality: 'video' as const, weekday: 1, startsMinute: 540, endsMinute: 840 }];

beforeAll(async () => {
  test = await startWorld();
});
afterAll(() => test.stop());
beforeEach(async () => {
  // Mondays alone: what else opens is news.
  practice = await admitPractice(test.world, { hours: mondays });
});

let patients = 0;
/** Somebody with an appointment on Monday 14 December who waits for an earlier hour. */
async function waits(hour = '09:00', of = practice): Promise<{ appointmentId: string; patient: Actor }> {
  patients += 1;
  const booked = await bookForPatient(
    test.world,
    of.actor,
    {
      servicio: of.videoService,
      dia: '2026-12-14',
      hora: hour,
      persona: '',
      nombre: `Ana Soto ${patients}`,
      movil: `612410${String(patients).padStart(3, '0')}`,
      correo: `espera${patients}@correo.example`,
    },
    'es',
  );
  if (!booked.ok) throw new Error(booked.kind);
  const { appointmentId } = booked.value;
  const patient: Actor = { kind: 'guest', appointmentId };
  const asked = await askForEarlier(test.world, patient, { appointmentId, wish: whenever });
  if (!asked.ok) throw new Error(asked.kind);
  return { appointmentId, patient };
}
const list = (actor = practice.actor as Parameters<typeof listWaitingFor>[1], id = practice.specialistId) =>
  listWaitingFor(test.world, actor, id, 'es');
const offered = async () => {
  await test.runDue();
  return (await list()).flatMap((one) => one.offers.filter((offer) => offer.status === 'open').map((offer) => offer.startsAt));
};
const zoned = () => ({ id: practice.specialistId, zone: 'Europe/Madrid' });
const assistant = () => ({ ...practice.actor, kind: 'assistant' as const });

describe('hours that open are offered to the waiting list (B8)', () => {
  it('a new morning of the week is offered once, the mornings there were before are no news', async () => {
    await waits();
    const week = (weekdays: number[]) =>
      replaceHours(test.world, practice.actor, practice.specialistId, {
        modality: 'video',
        days: weekdays.map((weekday) => ({ weekday, placeId: null, line: '9:00-14:00' })),
      });
    await week([1]);
    expect(await offered()).toEqual([]);
    await week([1, 5]);
    expect(await offered()).toEqual([at('2026-11-27T09:00')]);
    await week([1, 5]);
    expect(await offered()).toEqual([at('2026-11-27T09:00')]);
  });

  it('hours in person that open are no news for who waits for a video consultation', async () => {
    await waits();
    const days = [{ weekday: 5, placeId: null, line: '9:00-14:00' }];
    await replaceHours(test.world, practice.actor, practice.specialistId, { modality: 'in_person', days });
    expect(await offered()).toEqual([]);
  });

  it('extra hours of one day are offered', async () => {
    await waits();
    const extra = { dia: '2026-12-02', horas: '16:00-17:00', donde: 'video' as const };
    expect(await addExtraHours(test.world, practice.actor, zoned(), extra)).toMatchObject({ ok: true });
    expect(await offered()).toEqual([at('2026-12-02T16:00')]);
  });

  it('what another calendar takes no longer is offered, one event or the whole calendar', async () => {
    const file = (...hours: string[]) =>
      `BEGIN:VCALENDAR\r\nX-WR-CALNAME:Personal\r\n${hours.map((hour) => `BEGIN:VEVENT\r\nUID:${hour}\r\nDTSTART:20261130T${hour}00Z\r\nDTEND:20261130T${hour.slice(0, 2)}5900Z\r\nEND:VEVENT\r\n`).join('')}END:VCALENDAR\r\n`;
    const publish = (content: string) => test.rehearsal.calendarServer.publish('espera.ics', content);
    publish(file('0800', '1000'));
    const added = await addCalendar(test.world, practice.actor, practice.specialistId, {
      direccion: test.rehearsal.calendarServer.addressOf('espera.ics'),
    });
    if (!added.ok) throw new Error(added.kind);
    const calendario = added.value.calendarId;
    const [first, second] = [await waits('09:00'), await waits('10:00')];
    publish(file('0800'));
    expect(await refreshCalendar(test.world, practice.actor, practice.specialistId, { calendario })).toMatchObject({ ok: true });
    expect(await offered()).toEqual([at('2026-11-30T11:00'), at('2026-11-30T11:00')]);
    for (const one of [first, second]) {
      const [entry] = (await list()).filter((found) => found.appointment?.id === one.appointmentId);
      await removeFromList(test.world, practice.actor, practice.specialistId, { requestId: entry?.id ?? '' });
    }
    await waits('11:00');
    expect(await removeCalendar(test.world, practice.actor, practice.specialistId, { calendario })).toMatchObject({ ok: true });
    expect(await offered()).toEqual([at('2026-11-30T09:00')]);
  });
});

describe('the practice’s own list (B8)', () => {
  it('says who waits since when and for which hours; assistants see it too, other practices nothing', async () => {
    const one = await waits();
    const [entry] = await list(assistant());
    expect(entry).toMatchObject({
      patientName: expect.stringMatching(/^Ana Soto/),
      appointment: { id: one.appointmentId, startsAt: at('2026-12-14T09:00') },
      wish: 'cualquier día y a cualquier hora',
      askedAt: expect.any(Date),
      offers: [],
    });
    expect(entry?.free).toContainEqual(at('2026-11-30T09:00'));
    expect(entry?.free.every((slot) => slot < at('2026-12-14T09:00'))).toBe(true);
    const other = await admitPractice(test.world);
    expect(await list(other.actor)).toEqual([]);
    expect(await list(other.actor, other.specialistId)).toEqual([]);
  });

  it('an hour offered by the practice is told at once and taken like any offer; a second one replaces it', async () => {
    const one = await waits();
    const [entry] = await list();
    const requestId = entry?.id ?? '';
    const offer = (hour: string, actor = practice.actor as Parameters<typeof offerHour>[1]) =>
      offerHour(test.world, actor, practice.specialistId, { requestId, startsAt: at(hour) });
    expect(await offer('2026-11-30T09:00', assistant())).toEqual({ ok: true, value: null });
    await test.runDue();
    const told = () =>
      test.rehearsal.mailbox.list().filter((mail) => mail.kind === 'sms' && /libre antes/.test(mail.text)).length;
    const before = told();
    expect(await offer('2026-11-30T10:00')).toEqual({ ok: true, value: null });
    await test.runDue();
    expect(told()).toBe(before + 1);
    expect((await list())[0]?.offers).toMatchObject([
      { startsAt: at('2026-11-30T10:00'), status: 'open' },
      { startsAt: at('2026-11-30T09:00'), status: 'withdrawn' },
    ]);
    const open = await test.world.as({ kind: 'system', job: 'test' }, (tx) =>
      tx
        .selectFrom('waiting_offers')
        .select('id')
        .where('request_id', '=', requestId)
        .where('status', '=', 'open')
        .executeTakeFirstOrThrow(),
    );
    expect(await acceptOffer(test.world, one.patient, { appointmentId: one.appointmentId, offerId: open.id })).toMatchObject({
      ok: true,
    });
    expect(await list()).toEqual([]);
  });

  it('takes somebody off, whose appointment stands and whom nothing is offered any more', async () => {
    const one = await waits();
    const requestId = (await list())[0]?.id ?? '';
    const other = await admitPractice(test.world);
    expect(await removeFromList(test.world, other.actor, other.specialistId, { requestId })).toMatchObject({ kind: 'not-found' });
    expect(await removeFromList(test.world, assistant(), practice.specialistId, { requestId })).toEqual({
      ok: true,
      value: null,
    });
    expect(await list()).toEqual([]);
    const extra = { dia: '2026-12-02', horas: '16:00-17:00', donde: 'video' as const };
    await addExtraHours(test.world, practice.actor, zoned(), extra);
    await test.runDue();
    const { status } = await test.world.as({ kind: 'system', job: 'test' }, (tx) =>
      tx.selectFrom('appointments').select('status').where('id', '=', one.appointmentId).executeTakeFirstOrThrow(),
    );
    expect([status, await list()]).toEqual(['booked', []]);
  });

  it('is refused where the hour is not free, and to another practice', async () => {
    await waits();
    const [entry] = await list();
    const requestId = entry?.id ?? '';
    const offer = (startsAt: Date, of = practice) => offerHour(test.world, of.actor, of.specialistId, { requestId, startsAt });
    expect(await offer(at('2026-11-27T09:00'))).toMatchObject({ kind: 'slot-not-offered' });
    expect(await offer(at('2026-11-30T09:00'), await admitPractice(test.world))).toMatchObject({ kind: 'not-found' });
  });

  it('at night on their wall or past their own cut-off it says so instead of writing', async () => {
    await waits('13:00');
    const requestId = (await list())[0]?.id ?? '';
    const offer = () =>
      offerHour(test.world, practice.actor, practice.specialistId, { requestId, startsAt: at('2026-12-14T09:00') });
    await test.moveTo(at('2026-12-12T23:00'));
    expect(await offer()).toMatchObject({ kind: 'offer-at-night' });
    await test.moveTo(at('2026-12-13T14:00'));
    expect(await offer()).toMatchObject({ kind: 'offer-too-near' });
  });
});
