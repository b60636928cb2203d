import { afterEach, beforeEach, expect, test } from 'vitest';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { claimDue, type Claim } from '#features/messages/sending/claim.server.ts';
import { finishMessages } from '#features/messages/sending/finish.server.ts';
import { sendClaims, sendDueMails, sendDueTexts } from '#features/messages/sending/send.server.ts';
import { sweepMessages } from '#features/messages/sending/sweep.server.ts';
import { listMessagesOf, listUnreached } from '#features/messages/queries.server.ts';
import { silence, unsilence } from '#features/messages/wishes/silence.server.ts';
import { applyTextStatus } from '#features/messages/status.server.ts';
import type { Clock } from '#ports/clock.ts';
import type { World } from '#ports/world.ts';
import { admitPractice, bookAsPatient, details, type Practice } from '../world/clinic.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';
import { arrivals, messagesOf } from './messages-mailbox.ts';

let town: TestWorld;
let practice: Practice;
beforeEach(async () => {
  town = await startWorld();
  practice = await admitPractice(town.world);
});
afterEach(() => town.stop());

const hour = new Date('2026-11-26T17:40:00Z');
const minutesBefore = (minutes: number) => new Date(hour.getTime() - minutes * 60_000);
const carmen = '+34612345678';
const textsTo = (address: string) =>
  town.rehearsal.mailbox.list().filter(({ kind, to, text }) => kind === 'sms' && to === address && !/^\d{3} \d{3} /.test(text));
const confirmations = () => textsTo(carmen).filter(({ text }) => text.startsWith('Reservada'));

/** The same world whose machine time is ahead: as another worker sees it after a lease ran out. */
function later(world: World, seconds: number): World {
  const clock: Clock = {
    now: () => world.clock.now(),
    machineNow: () => new Date(world.clock.machineNow().getTime() + seconds * 1000),
  };
  return { ...world, clock };
}
async function book(change: Parameters<typeof details>[2] = {}) {
  const { appointmentId, patient } = await bookAsPatient(town.world, details(practice.videoService, hour, change));
  const sms = (await messagesOf(town, appointmentId)).find(({ kind, channel }) => kind === 'confirmation' && channel === 'sms');
  return { appointmentId, patient, sms: sms?.id ?? '' };
}
const row = async (appointmentId: string, id: string) =>
  (await messagesOf(town, appointmentId)).find((message) => message.id === id);
/** What a worker has in hand of all that is due by SMS: the one message. */
async function claim(id: string, world: World = town.world): Promise<Claim> {
  const { claims } = await claimDue(world, 'sms', 100);
  const found = claims.find((one) => one.id === id);
  if (!found) throw new Error('no claim');
  return found;
}
const settled = (rows: { status: string }[]) => rows.filter(({ status }) => status !== 'planned').map(({ status }) => status);

test('a worker that dies after the claim and before the send loses and doubles nothing', async () => {
  const { appointmentId, sms } = await book();
  await claim(sms);
  await town.runDue();
  expect(confirmations()).toHaveLength(0);
  expect((await row(appointmentId, sms))?.status).toBe('sending');
  await sweepMessages(later(town.world, 31));
  await town.runDue();
  expect(confirmations()).toHaveLength(1);
  expect((await row(appointmentId, sms))?.status).toBe('sent');
});

test('a worker that dies after the send: it is looked up at the provider, not sent again', async () => {
  const { appointmentId, sms } = await book();
  const content = (await claim(sms)).render();
  if (content.channel === 'sms') await town.world.texts.send(content.text);
  await sweepMessages(later(town.world, 31));
  await town.runDue();
  expect(confirmations()).toHaveLength(1);
  expect(await row(appointmentId, sms)).toMatchObject({ status: 'sent', attempts: 2 });
});

test('a worker that was asleep for longer than its lease neither sends nor writes', async () => {
  const { appointmentId, sms } = await book();
  const asleep = await claim(sms);
  await sweepMessages(later(town.world, 31));
  await town.runDue();
  const before = await row(appointmentId, sms);
  await finishMessages(town.world, [{ claim: asleep, delivery: { kind: 'unknown', why: 'late' } }]);
  await finishMessages(town.world, [{ claim: asleep, delivery: { kind: 'accepted', providerId: 'SM-late' } }]);
  expect(await row(appointmentId, sms)).toEqual(before);

  const other = await book({ correo: 'otra@correo.example', inicio: minutesBefore(60).toISOString() });
  // The process stands still between claim and send: what is left of the lease would not hold the provider's silence.
  await sendClaims(later(town.world, 15), [await claim(other.sms)]);
  expect(confirmations()).toHaveLength(1);
  await sweepMessages(later(town.world, 31));
  await town.moveTo(new Date(town.clock.now().getTime() + 60_000));
  expect(confirmations()).toHaveLength(2);
});

test('a send whose answer never came is looked up before a second try: 0 lost, 0 double', async () => {
  const { appointmentId, sms } = await book();
  await town.rehearsal.twilio.fault('drop-reply');
  await town.runDue();
  await town.rehearsal.twilio.fault(null);
  expect(await row(appointmentId, sms)).toMatchObject({ status: 'planned', attempts: 1 });
  expect(confirmations()).toHaveLength(1);
  await town.moveTo(new Date(town.clock.now().getTime() + 60_000));
  expect(await row(appointmentId, sms)).toMatchObject({ status: 'sent', attempts: 2 });
  expect(confirmations()).toHaveLength(1);
});

test('a provider that is down gets it once it is back; the e-mail does not wait', async () => {
  const { appointmentId, sms } = await book();
  await town.rehearsal.twilio.fault('down');
  const seen = arrivals(town);
  await town.runDue();
  expect(seen().filter((line) => line.startsWith('email'))).toHaveLength(2);
  await town.rehearsal.twilio.fault(null);
  await town.moveTo(new Date(town.clock.now().getTime() + 31_000));
  expect(confirmations()).toHaveLength(1);
  expect(await row(appointmentId, sms)).toMatchObject({ status: 'sent', why: null });
});

test('"too many, come back in 7 s" is honoured', async () => {
  const { appointmentId, sms } = await book();
  await town.rehearsal.twilio.fault('too-many');
  await town.runDue();
  const waiting = await row(appointmentId, sms);
  expect(waiting?.status).toBe('planned');
  expect(waiting?.due_at.getTime()).toBeGreaterThanOrEqual(town.clock.now().getTime() + 7_000 - 1000);
});

test('two workers send each message once', async () => {
  const { appointmentId } = await book();
  const before = town.rehearsal.mailbox.list().length;
  town.clock.moveTo(minutesBefore(10));
  const work = () => Promise.all([sendDueTexts(town.world), sendDueMails(town.world)]);
  await Promise.all([work(), work(), work()]);
  await town.runDue();
  const rows = await messagesOf(town, appointmentId);
  expect(rows.every(({ status, attempts }) => status === 'sent' && attempts === 1)).toBe(true);
  expect(
    town.rehearsal.mailbox
      .list()
      .slice(before)
      .filter(({ text }) => !text.includes('codigo')),
  ).toHaveLength(rows.length);
});

test('nothing is sent after the hour has passed', async () => {
  const { appointmentId } = await book();
  await town.runDue();
  const seen = arrivals(town);
  await town.moveTo(hour);
  expect(seen()).toEqual([]);
  const rows = await messagesOf(town, appointmentId);
  expect(rows.filter(({ why }) => why === 'hour-passed')).toHaveLength(6);
});

test('cancelled while it waits for the provider: not sent; a claim made before is the only one that goes', async () => {
  const { appointmentId, patient, sms } = await book();
  await cancelAppointment(town.world, patient, { appointmentId, expectedCostCents: 0 });
  await town.runDue();
  expect(confirmations()).toHaveLength(0);
  expect((await row(appointmentId, sms))?.status).toBe('cancelled');
});

test('what the provider reports shows, in any order and twice; an id nobody knows is asked for again', async () => {
  const { appointmentId, sms } = await book();
  await town.runDue();
  const providerId = (await row(appointmentId, sms))?.provider_id ?? '';
  const report = (status: 'sent' | 'delivered' | 'undeliverable') =>
    applyTextStatus(town.world, { providerId, status, why: null });
  expect(await report('sent')).toBe(true);
  expect(await report('delivered')).toBe(true);
  expect(await report('sent')).toBe(true);
  expect(await applyTextStatus(town.world, { providerId: 'SM-unknown', status: 'delivered', why: null })).toBe(false);
  const shown = await listMessagesOf(town.world, practice.actor, appointmentId, 'es');
  expect(shown.find(({ id }) => id === sms)?.words).toEqual({ kind: 'Confirmación', status: 'Entregado' });
});

test('when neither channel reaches the patient the agenda says to call them', async () => {
  const { appointmentId, sms } = await book();
  town.rehearsal.smtp.fault('refuse');
  await town.runDue();
  town.rehearsal.smtp.fault(null);
  expect(await listUnreached(town.world, practice.actor, practice.specialistId, 'es')).toEqual([]);
  const providerId = (await row(appointmentId, sms))?.provider_id ?? '';
  await applyTextStatus(town.world, { providerId, status: 'undeliverable', why: 'unreachable' });
  const unreached = await listUnreached(town.world, practice.actor, practice.specialistId, 'es');
  expect(unreached.map(({ appointmentId, patientName, words }) => ({ appointmentId, patientName, words }))).toEqual([
    { appointmentId, patientName: 'Carmen Ruiz Lozano', words: { kind: 'Confirmación' } },
  ]);
  await town.moveTo(minutesBefore(1440));
  expect(await listUnreached(town.world, practice.actor, practice.specialistId, 'es')).toEqual([]);
});

test('an undeliverable e-mail to the specialist raises the SMS', async () => {
  await book();
  town.rehearsal.smtp.fault('refuse');
  await town.runDue();
  const address = practice.admission.contacts[1]?.address ?? '';
  expect(textsTo(address).map(({ text }) => text.replace(/https?:\S+/, '…'))).toEqual([
    'Nueva cita: Carmen, jue 26 nov 18:40 (Madrid), 30 min. Agenda: …',
  ]);
});

test('whoever said no to SMS gets none, and a STOP told by the provider is remembered', async () => {
  const { appointmentId } = await book();
  const system = { kind: 'system', job: 'test' } as const;
  const stop = { channel: 'sms', address: carmen, why: 'opted_out' } as const;
  await town.world.as(system, (tx) => silence(tx, stop, town.clock.now()));
  await town.runDue();
  expect(confirmations()).toHaveLength(0);
  const rows = await messagesOf(town, appointmentId);
  expect(
    rows
      .filter(({ kind }) => kind === 'confirmation')
      .map(({ channel, status, why }) => `${channel} ${status} ${why}`)
      .sort(),
  ).toEqual(['email sent null', 'sms skipped opted-out']);
  await town.world.as(system, (tx) => unsilence(tx, stop));
  const texts = { ...town.world.texts, send: async () => ({ kind: 'refused', why: 'opted-out' }) as const };
  town.clock.moveTo(minutesBefore(1440));
  await sendDueTexts({ ...town.world, texts });
  const known = await town.world.as(system, (tx) => tx.selectFrom('silenced_addresses').select(['address', 'why']).execute());
  expect(known).toEqual([{ address: carmen, why: 'opted_out' }]);
});

test('a message with an empty field is never sent and says which', async () => {
  const { appointmentId } = await book();
  await town.world.as({ kind: 'system', job: 'test' }, (tx) =>
    tx.updateTable('specialists').set({ phone: ' ' }).where('id', '=', practice.specialistId).execute(),
  );
  const seen = arrivals(town);
  await town.runDue();
  expect(seen()).toEqual([]);
  const failed = (await messagesOf(town, appointmentId)).filter(({ status }) => status === 'failed');
  expect(failed.map(({ kind, channel, why }) => `${kind} ${channel}: ${why}`).sort()).toEqual([
    'booked_notice email: empty phone',
    'booked_notice sms: empty phone',
    'confirmation email: empty phone',
    'confirmation sms: empty phone',
  ]);
  expect(settled(await messagesOf(town, appointmentId)).every((status) => status === 'failed')).toBe(true);
  expect(town.log.filter(({ what }) => what === 'job failed')).toEqual([]);
});
