import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import type { Wish } from '#domain/waiting-list.ts';
import { instantToWall } from '#domain/time.ts';
import { admitPractice, browser, details, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { addTimeOff, removeException } from '#features/schedule/hours/exceptions.server.ts';
import { timeOffForm } from '#features/schedule/hours/schema.ts';
import { cancelAppointment, rescheduleAppointment } from '../change.server.ts';
import { holdSlot } from '../hold.server.ts';
import { releaseHold } from '../held.server.ts';
import { bookForPatient } from '../practice.server.ts';
import { acceptOffer, declineOffer } from './accept.server.ts';
import { askForEarlier, findEarlier, stopWaiting } from './requests.server.ts';

let test: TestWorld;
let practice: Practice;
const whenever: Wish = { weekdays: [], part: 'any', fromDate: null };
const at = (wall: string) => new Date(`${wall}:00+01:00`);
const system = { kind: 'system', job: 'test' } as const;

beforeAll(async () => {
  test = await startWorld();
});
afterAll(() => test.stop());
beforeEach(async () => {
  practice = await admitPractice(test.world);
});

interface Booked {
  appointmentId: string;
  patient: Actor;
}
let patients = 0;
/** Somebody with an appointment of their own, who acts by its link. */
async function book(hour: Date): Promise<Booked> {
  patients += 1;
  const wall = instantToWall('Europe/Madrid', hour).text;
  const form = {
    servicio: practice.videoService,
    dia: wall.slice(0, 10),
    hora: wall.slice(11),
    persona: '' as const,
    nombre: 'Ana Soto',
    movil: `612400${String(patients).padStart(3, '0')}`,
    correo: `p${patients}@correo.example`,
  };
  const booked = await bookForPatient(test.world, practice.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  const { appointmentId } = booked.value;
  return { appointmentId, patient: { kind: 'guest', appointmentId } };
}
const cancel = (one: Booked) =>
  cancelAppointment(test.world, practice.actor, { appointmentId: one.appointmentId, expectedCostCents: 0 });
const ask = (one: Booked, wish: Partial<Wish> = {}) =>
  askForEarlier(test.world, one.patient, { appointmentId: one.appointmentId, wish: { ...whenever, ...wish } });
const row = (id: string) =>
  test.world.as(system, (tx) => tx.selectFrom('appointments').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
async function earlier(one: Booked, actor: Actor = one.patient) {
  const { starts_at } = await row(one.appointmentId);
  return findEarlier(
    test.world,
    actor,
    { id: one.appointmentId, startsAt: starts_at.toISOString(), zone: 'Europe/Madrid', mayChange: true },
    'es',
  );
}
async function offerOf(one: Booked): Promise<string> {
  const { offer } = await earlier(one);
  if (offer?.standing !== 'open') throw new Error(`no open offer: ${JSON.stringify(offer)}`);
  return offer.id;
}
const accept = async (one: Booked, offerId?: string) =>
  acceptOffer(test.world, one.patient, { appointmentId: one.appointmentId, offerId: offerId ?? (await offerOf(one)) });
const messages = (one: Booked) =>
  test.world.as(system, (tx) =>
    tx
      .selectFrom('messages')
      .selectAll()
      .where('appointment_id', '=', one.appointmentId)
      .where('kind', '=', 'earlier_offer')
      .execute(),
  );

describe('the waiting list (B8)', () => {
  it('offers a cancelled hour by SMS and mail, and a press moves the same appointment with the same links', async () => {
    const before = await book(at('2026-11-25T09:00'));
    const carmen = await book(at('2026-12-10T17:00'));
    expect(await ask(carmen)).toEqual({ ok: true, value: null });
    expect((await earlier(carmen)).wish).toMatchObject({ words: 'cualquier día y a cualquier hora' });
    await cancel(before);
    await test.runDue();
    expect((await messages(carmen)).map((message) => [message.channel, message.status]).sort()).toEqual([
      ['email', 'sent'],
      ['sms', 'sent'],
    ]);
    const sms = test.rehearsal.mailbox.list().findLast((entry) => entry.kind === 'sms' && entry.text.includes('libre antes'));
    expect(sms?.text).toMatch(
      /^Videoconsulta libre antes: mi[eé] 25 nov 9:00 \(Madrid\), .*Ibañez.*\. Confirma hasta las 9:30: \S+\/e\/[\w-]{22}\/antes$/,
    );
    const mail = test.rehearsal.mailbox.list().findLast((entry) => entry.subject?.startsWith('Ha quedado libre'));
    expect(mail?.text).toContain('Si no haces nada, tu cita sigue el jueves 10 a las 17:00.');
    expect(mail?.text).not.toContain(practice.admission.video.message);

    const old = await row(carmen.appointmentId);
    expect(await accept(carmen)).toEqual({ ok: true, value: null });
    const moved = await row(carmen.appointmentId);
    expect(moved).toMatchObject({ status: 'booked', starts_at: at('2026-11-25T09:00'), sequence: old.sequence + 1 });
    expect(moved.patient_link_hash).toEqual(old.patient_link_hash);
    expect((await earlier(carmen)).wish).toBeNull();
    await test.runDue();
    expect(test.rehearsal.mailbox.list().findLast((entry) => entry.to === moved.patient_email)?.subject).toMatch(
      /Nueva hora|cambi/i,
    );
  });

  it('frees the hour that was moved away from for the next, and never offers somebody the hour they left', async () => {
    const first = await book(at('2026-11-25T10:00'));
    const second = await book(at('2026-12-02T10:00'));
    const third = await book(at('2026-12-09T10:00'));
    for (const one of [second, third]) await ask(one);
    await ask(first);
    expect(
      await rescheduleAppointment(test.world, first.patient, {
        appointmentId: first.appointmentId,
        startsAt: at('2026-12-15T10:00'),
      }),
    ).toMatchObject({ ok: true });
    await test.runDue();
    expect((await earlier(first)).offer).toBeNull();
    expect(await accept(second)).toMatchObject({ ok: true });
    await test.runDue();
    expect((await earlier(third)).offer).toMatchObject({ day: 'miércoles 2 de diciembre', hour: '10:00', standing: 'open' });
  });

  it('twenty press at once: one wins, the others read that it is gone and stay on the list', async () => {
    const freed = await book(at('2026-11-26T09:00'));
    const waiting: Booked[] = [];
    for (let i = 0; i < 20; i++)
      waiting.push(
        await book(at(`2026-12-${String(7 + (i % 5)).padStart(2, '0')}T${String(9 + Math.floor(i / 5)).padStart(2, '0')}:00`)),
      );
    for (const one of waiting) await ask(one);
    await cancel(freed);
    await test.runDue();
    // Five at once is the rule; here all twenty have one.
    const offered = await test.world.as(system, (tx) =>
      tx.selectFrom('waiting_offers').selectAll().where('specialist_id', '=', practice.specialistId).execute(),
    );
    expect(offered).toHaveLength(5);
    const requests = await test.world.as(system, (tx) =>
      tx.selectFrom('waiting_requests').selectAll().where('specialist_id', '=', practice.specialistId).execute(),
    );
    const model = offered[0] as (typeof offered)[number];
    for (const request of requests.filter((one) => !offered.some((offer) => offer.request_id === one.id))) {
      await test.world.as(system, (tx) =>
        tx
          .insertInto('waiting_offers')
          .values({ ...model, id: test.world.ids.uuid(), request_id: request.id })
          .execute(),
      );
    }
    const ids = await Promise.all(waiting.map(offerOf));
    const answers = await Promise.all(waiting.map((one, index) => accept(one, ids[index])));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    for (const answer of answers) if (!answer.ok) expect(answer.kind).toBe('offer-gone');
    const loser = waiting[answers.findIndex((answer) => !answer.ok)] as Booked;
    expect(await earlier(loser)).toMatchObject({ offer: { standing: 'gone' }, wish: { part: 'any' } });
    expect(await row(loser.appointmentId)).toMatchObject({ status: 'booked', sequence: 0 });
  });

  it('an offer that nobody answers ends, and the next ones in the list have their turn', async () => {
    const freed = await book(at('2026-11-27T09:00'));
    const waiting: Booked[] = [];
    for (let i = 0; i < 6; i++) {
      const one = await book(at(`2026-12-14T${String(9 + i).padStart(2, '0')}:00`));
      await ask(one);
      waiting.push(one);
      await test.moveTo(new Date(test.clock.now().getTime() + 1000));
    }
    const [first, last] = [waiting[0], waiting[5]] as [Booked, Booked];
    await cancel(freed);
    await test.runDue();
    expect((await earlier(last)).offer).toBeNull();
    const id = await offerOf(first);
    await test.moveTo(new Date(test.clock.now().getTime() + 31 * 60_000));
    expect((await earlier(first)).offer).toMatchObject({ id, standing: 'over' });
    expect(await acceptOffer(test.world, first.patient, { appointmentId: first.appointmentId, offerId: id })).toMatchObject({
      ok: false,
      kind: 'offer-gone',
    });
    expect((await earlier(last)).offer).toMatchObject({ standing: 'open' });
  });

  it('is left as easily as it is joined, and an appointment cancelled waits no longer', async () => {
    const [one, other] = [await book(at('2026-12-16T09:00')), await book(at('2026-12-16T10:00'))];
    for (const who of [one, other]) await ask(who);
    await stopWaiting(test.world, one.patient, { appointmentId: one.appointmentId });
    await cancel(other);
    await test.runDue();
    expect((await earlier(one)).wish).toBeNull();
    expect(await messages(one)).toEqual([]);
  });

  it('a declined hour is not offered again, and another one is', async () => {
    const [a, b] = [await book(at('2026-11-30T09:00')), await book(at('2026-11-30T12:00'))];
    const carmen = await book(at('2026-12-17T09:00'));
    await ask(carmen);
    await cancel(a);
    await test.runDue();
    expect(
      await declineOffer(test.world, carmen.patient, { appointmentId: carmen.appointmentId, offerId: await offerOf(carmen) }),
    ).toMatchObject({ ok: true });
    await test.runDue();
    expect((await earlier(carmen)).offer).toBeNull();
    await cancel(b);
    await test.runDue();
    expect((await earlier(carmen)).offer).toMatchObject({ hour: '12:00' });
  });

  it('whoever books the offered hour without having waited wins it as well', async () => {
    const freed = await book(at('2026-12-01T09:00'));
    const carmen = await book(at('2026-12-17T10:00'));
    await ask(carmen);
    await cancel(freed);
    await test.runDue();
    const id = await offerOf(carmen);
    await book(at('2026-12-01T09:00'));
    expect((await earlier(carmen)).offer).toMatchObject({ standing: 'gone' });
    expect(await accept(carmen, id)).toMatchObject({ ok: false, kind: 'offer-gone' });
    expect(await row(carmen.appointmentId)).toMatchObject({ starts_at: at('2026-12-17T10:00') });
  });

  it('a hold let go is news for who asked while it stood, and no news for who could have had the hour before', async () => {
    const [early, late] = [await book(at('2026-12-18T09:00')), await book(at('2026-12-18T10:00'))];
    await ask(early);
    await test.moveTo(new Date(test.clock.now().getTime() + 1000));
    const held = await holdSlot(
      test.world,
      { browserHash: browser('abandoner'), locale: 'es' },
      details(practice.videoService, at('2026-12-03T09:00')),
    );
    if (!held.ok) throw new Error(held.kind);
    await test.moveTo(new Date(test.clock.now().getTime() + 60_000));
    await ask(late);
    await releaseHold(test.world, browser('abandoner'), held.value.appointmentId);
    await test.runDue();
    expect([(await earlier(early)).offer, (await earlier(late)).offer]).toMatchObject([null, { hour: '9:00' }]);
  });

  it('is not for strangers: neither wish nor offer of another patient can be read, taken or ended', async () => {
    const freed = await book(at('2026-12-04T09:00'));
    const carmen = await book(at('2026-12-21T09:00'));
    await ask(carmen);
    await cancel(freed);
    await test.runDue();
    const id = await offerOf(carmen);
    const stranger: Actor = { kind: 'patient', accountId: test.world.ids.uuid() };
    const target = { appointmentId: carmen.appointmentId, offerId: id };
    expect(await askForEarlier(test.world, stranger, { appointmentId: carmen.appointmentId, wish: whenever })).toMatchObject({
      kind: 'not-found',
    });
    expect(await acceptOffer(test.world, stranger, target)).toMatchObject({ kind: 'not-found' });
    expect(await declineOffer(test.world, stranger, target)).toMatchObject({ kind: 'not-found' });
    await stopWaiting(test.world, stranger, { appointmentId: carmen.appointmentId });
    const other = await admitPractice(test.world);
    const seen = await test.world.as(other.actor, (tx) => tx.selectFrom('waiting_requests').selectAll().execute());
    expect([seen, await offerOf(carmen)]).toEqual([[], id]);
  });

  it('time off taken back is offered like any freed hour', async () => {
    const zoned = { id: practice.specialistId, zone: 'Europe/Madrid' };
    const off = await addTimeOff(test.world, practice.actor, zoned, timeOffForm.parse({ desde: '2026-12-23' }), 'ask');
    if (!off.ok) throw new Error(off.kind);
    const carmen = await book(at('2026-12-29T09:00'));
    await ask(carmen);
    await removeException(test.world, practice.actor, practice.specialistId, off.value.groupId);
    await test.runDue();
    expect((await earlier(carmen)).offer).toMatchObject({ day: 'miércoles 23 de diciembre', hour: '9:00', standing: 'open' });
  });

  it('after the cut-off nobody can ask, and whom to call is another page’s to say', async () => {
    const soon = await book(at('2026-11-24T09:00'));
    expect(await ask(soon)).toMatchObject({ ok: false, kind: 'too-late-to-change' });
  });

  it('at night nobody is told; at nine in the morning they are', async () => {
    const freed = await book(at('2026-12-22T12:00'));
    const carmen = await book(at('2026-12-28T09:00'));
    await ask(carmen);
    await test.moveTo(at('2026-11-24T23:30'));
    await cancel(freed);
    await test.runDue();
    expect(await messages(carmen)).toEqual([]);
    await test.moveTo(at('2026-11-25T08:59'));
    expect(await messages(carmen)).toEqual([]);
    await test.moveTo(at('2026-11-25T09:00'));
    expect(await messages(carmen)).toHaveLength(2);
  });
});
