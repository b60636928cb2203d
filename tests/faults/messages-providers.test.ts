import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { followingClock } from '#adapters/clock/following.ts';
import { failoverTexts } from '#adapters/texts/failover.ts';
import { smsapiTexts } from '#adapters/texts/smsapi.ts';
import { signTwilioCallback } from '#adapters/texts/twilio-signature.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { listUnreached } from '#features/messages/queries.server.ts';
import { sendDueTexts } from '#features/messages/sending/send.server.ts';
import { startSmsapiServer, type SmsapiStandIn } from '#rehearsal/smsapi-server.ts';
import type { TextSender } from '#ports/texts.ts';
import type { World } from '#ports/world.ts';
import { answerHealth } from '#server/doors/health.ts';
import { answerMessageDoors } from '#server/doors/message-doors.ts';
import { Registry } from 'prom-client';
import { admitPractice, bookAsPatient, details, type Practice } from '../world/clinic.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';
import { messagesOf } from './messages-mailbox.ts';

const full = Boolean(process.env['PROVE']);
const many = full ? 1000 : 40;
const hour = new Date('2026-11-26T17:40:00Z');
const minutesBefore = (minutes: number) => new Date(hour.getTime() - minutes * 60_000);
const carmen = '+34612345678';
let town: TestWorld;
let practice: Practice;
let second: SmsapiStandIn | null = null;
let server: Server | null = null;
beforeEach(async () => {
  town = await startWorld();
  practice = await admitPractice(town.world);
});
afterEach(async () => {
  server?.close();
  await second?.stop();
  second = server = null;
  await town.stop();
});

const texts = () => town.rehearsal.mailbox.list().filter(({ kind }) => kind === 'sms');
const system = { kind: 'system', job: 'test' } as const;

async function bookMany(count: number): Promise<void> {
  for (let nth = 0; nth < count; nth++) {
    if (nth % 20 === 0) practice = await admitPractice(town.world);
    const hora = `${9 + Math.floor((nth % 20) / 2)}:${nth % 2 ? '30' : '00'}`;
    const number = String(nth).padStart(7, '0');
    const form = {
      servicio: practice.videoService,
      dia: '2026-11-26',
      hora,
      persona: '' as const,
      nombre: 'Ana Gil',
      movil: `62${number}`,
      correo: `ana${nth}@correo.example`,
    };
    const booked = await bookForPatient(town.world, practice.actor, form, 'es');
    if (!booked.ok) throw new Error(booked.kind);
  }
}
/** The world with another way to send SMS. */
const withTexts = (sender: TextSender): World => ({ ...town.world, texts: sender });
const statesOf = (channel: 'sms' | 'email') =>
  town.world.as(system, async (tx) => {
    const rows = await tx
      .selectFrom('messages')
      .select('status')
      .where('channel', '=', channel)
      .where('kind', '=', 'confirmation')
      .execute();
    return [...new Set(rows.map(({ status }) => status))];
  });

test(`the provider takes ${many} SMS and loses one answer in twenty: 0 lost, 0 double (fault 3)`, async () => {
  await bookMany(many);
  const real = town.world.texts;
  let asked = 0;
  const lossy: TextSender = {
    ...real,
    async send(text) {
      const delivery = await real.send(text);
      return ++asked % 20 === 7 ? { kind: 'unknown', why: 'TimeoutError' } : delivery;
    },
  };
  for (let round = 0; round < 4; round++) {
    await sendDueTexts(withTexts(lossy));
    town.clock.moveTo(new Date(town.clock.now().getTime() + 61_000));
  }
  const arrived = texts().map(({ to, text }) => `${to} ${text}`);
  expect(asked).toBe(many);
  expect([arrived.length, new Set(arrived).size]).toEqual([many, many]);
  expect(await statesOf('sms')).toEqual(['sent']);
}, 600_000);

test('the SMS provider is down for half an hour: mail goes alone, the link reaches the specialist in time, SMS follow (fault 4)', async () => {
  const { appointmentId } = await bookAsPatient(town.world, details(practice.videoService, hour));
  await town.runDue();
  await town.moveTo(minutesBefore(61));
  await town.rehearsal.twilio.fault('down');
  const before = town.rehearsal.mailbox.list().length;
  for (let minute = 60; minute > 30; minute -= 5) await town.moveTo(minutesBefore(minute));
  const mails = () =>
    town.rehearsal.mailbox
      .list()
      .slice(before)
      .filter(({ kind }) => kind === 'email');
  expect(mails().map(({ subject }) => subject)).toEqual(['Hoy a las 18:40: tu videoconsulta']);
  const waiting = (await messagesOf(town, appointmentId)).find(
    ({ kind, channel }) => kind === 'reminder_60' && channel === 'sms',
  );
  expect(waiting).toMatchObject({ status: 'planned' });
  // Tried with growing pauses, not every minute.
  expect(waiting?.attempts).toBeLessThan(12);
  await town.rehearsal.twilio.fault(null);
  await town.moveTo(minutesBefore(20));
  expect(texts().at(-1)?.text).toContain('Videoconsulta con Dra. Lucia');
  await town.rehearsal.twilio.fault('down');
  await town.moveTo(minutesBefore(10));
  expect(mails().at(-1)?.to).toBe(practice.admission.contacts[0]?.address);
  await town.rehearsal.twilio.fault(null);
});

test('"too many, come back in 7 s": nobody is asked again within them, whatever else becomes due (fault 5)', async () => {
  await bookMany(6);
  let asked = 0;
  const real = town.world.texts;
  await town.rehearsal.twilio.fault('too-many');
  const counted = failoverTexts(
    [{ ...real, send: () => (asked++, Promise.resolve({ kind: 'later', why: 'provider-20429', retryAfterSeconds: 7 })) }],
    town.clock,
  );
  await sendDueTexts(withTexts(counted));
  const first = asked;
  expect(first).toBeLessThanOrEqual(6);
  await town.world.as(system, (tx) =>
    tx
      .updateTable('messages')
      .set({ due_at: town.clock.now() })
      .where('status', '=', 'planned')
      .where('channel', '=', 'sms')
      .execute(),
  );
  town.clock.moveTo(new Date(town.clock.now().getTime() + 6_000));
  await sendDueTexts(withTexts(counted));
  expect(asked).toBe(first);
  await town.rehearsal.twilio.fault(null);
});

test('a second provider takes what the first cannot, at once; what the second may have is asked of its key alone (M7)', async () => {
  second = await startSmsapiServer({ port: 0, mailbox: town.rehearsal.mailbox, token: 'rehearsal' });
  const keyed = smsapiTexts({
    baseUrl: second.url,
    token: 'rehearsal',
    from: 'Cita',
    callbackUrl: 'http://localhost:3000/hooks/sms',
  });
  const both = withTexts(failoverTexts([town.world.texts, keyed], town.clock));
  const { appointmentId } = await bookAsPatient(town.world, details(practice.videoService, hour));
  await town.rehearsal.twilio.fault('down');
  await second.fault('drop-reply');
  await sendDueTexts(both);
  const confirmations = () => texts().filter(({ to, text }) => to === carmen && text.startsWith('Reservada'));
  expect(confirmations()).toHaveLength(1);
  await second.fault(null);
  await town.rehearsal.twilio.fault(null);
  town.clock.moveTo(new Date(town.clock.now().getTime() + 61_000));
  await sendDueTexts(both);
  expect(confirmations()).toHaveLength(1);
  const row = (await messagesOf(town, appointmentId)).find(({ kind, channel }) => kind === 'confirmation' && channel === 'sms');
  expect(row).toMatchObject({ status: 'sent', provider_id: `idx:${row?.id}` });
});

test.each([300, -300])(
  'a machine whose clock is %i s off sends by the database’s time, and says that it is not ready (fault 6)',
  async (off) => {
    const clock = followingClock(() => new Date(Date.now() + off * 1000));
    await clock.follow(town.composed.databaseNow);
    const before = clock.now().getTime();
    const told = (await town.composed.databaseNow()).getTime();
    // However long the question took, the answer is of the time between.
    expect([told > before - 1000, told < clock.now().getTime() + 1000]).toEqual([true, true]);
    expect(Math.round(clock.offBy() / 1000)).toBe(off);
    const composed = { ...town.composed, clockOffBy: clock.offBy };
    await listen((request, response) => void answerHealth({ composed, registry: new Registry() }, request, response));
    const ready = await fetch(`${origin()}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringMatching(new RegExp(`^clock: ${off} s off\\. .+ NTP`))]);
  },
);

test('BAJA ends SMS to a number and ALTA begins them again; a word that nobody signed does nothing (M7)', async () => {
  await bookAsPatient(town.world, details(practice.videoService, hour));
  await town.runDue();
  await listen((request, response) => void answerMessageDoors({ world: town.world, mailHookSecret: null }, request, response));
  const said = async (word: string, token = 'rehearsal-token') => {
    const body = new URLSearchParams({ From: carmen, Body: word });
    const url = `${town.world.settings.publicOrigin}/hooks/sms/respuesta`;
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signTwilioCallback(token, url, body),
    };
    const answer = await fetch(`${origin()}/hooks/sms/respuesta`, { method: 'POST', headers, body: body.toString() });
    return `${answer.status} ${await answer.text()}`;
  };
  const reminded = async (minutes: number) => {
    const before = texts().length;
    await town.moveTo(minutesBefore(minutes));
    return texts()
      .slice(before)
      .filter(({ to }) => to === carmen).length;
  };
  expect(await said('BAJA', 'forged')).toBe('400 ');
  expect(await said('Gracias')).toBe('200 <Response></Response>');
  expect(await said('baja')).toContain('<Message>Ya no te mandaremos mas SMS.');
  expect(await reminded(1440)).toBe(0);
  expect(await said('ALTA')).toContain('volveras a recibir');
  expect(await reminded(60)).toBe(1);
});

test('no SMS goes to a country that is not on the list: the mail goes, and without one the agenda says to call (quality 15)', async () => {
  const form = { servicio: practice.videoService, dia: '2026-11-26', persona: '' as const, nombre: 'Ana Gil', movil: '+33 6 12 34 56 78' };
  const withMail = await bookForPatient(town.world, practice.actor, { ...form, hora: '10:00', correo: 'ana@correo.example' }, 'es');
  const without = await bookForPatient(town.world, practice.actor, { ...form, hora: '11:00', movil: '+33 6 12 34 56 79', correo: '' }, 'es');
  if (!withMail.ok || !without.ok) throw new Error('not booked');
  await town.runDue();
  expect(texts().filter(({ to }) => to.startsWith('+33'))).toEqual([]);
  const rows = await messagesOf(town, withMail.value.appointmentId);
  expect(rows.filter(({ kind }) => kind === 'confirmation').map(({ channel, status, why }) => `${channel} ${status} ${why ?? ''}`.trim()).sort()).toEqual([
    'email sent',
    'sms skipped no-text-country',
  ]);
  const unreached = await listUnreached(town.world, practice.actor, practice.specialistId, 'es');
  expect(unreached.map(({ appointmentId }) => appointmentId)).toEqual([without.value.appointmentId]);
});

test('a mail that comes back raises the SMS and silences the mailbox; one that arrived says so (quality 67)', async () => {
  const { appointmentId } = await bookAsPatient(town.world, details(practice.videoService, hour, { movil: '612 345 678' }));
  await town.runDue();
  await listen(
    (request, response) =>
      void answerMessageDoors({ world: town.world, mailHookSecret: 'the secret of the mail server' }, request, response),
  );
  const mail = town.rehearsal.mailbox.list().find(({ to, kind }) => kind === 'email' && to === 'carmen.ruiz@correo.example');
  const dsn = `From: MAILER-DAEMON@mail.example\nMessage-ID: <report@mail.example>\nContent-Type: multipart/report; report-type=delivery-status\n\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example\n\nFinal-Recipient: rfc822; carmen.ruiz@correo.example\nAction: failed\nStatus: 5.1.1\n\n--x\nContent-Type: text/rfc822-headers\n\nFrom: citas@videoconsulta.example\nMessage-ID:\n ${mail?.messageId}\n\n--x--\n`;
  const post = (body: string, type: string, secret = 'the secret of the mail server') =>
    fetch(`${origin()}/hooks/correo`, {
      method: 'POST',
      body,
      headers: { 'content-type': type, authorization: `Bearer ${secret}` },
    }).then(({ status }) => status);
  expect(await post(dsn, 'message/rfc822', 'guessed')).toBe(400);
  expect(await post(dsn, 'message/rfc822')).toBe(200);
  await town.runDue();
  const states = async () =>
    (await messagesOf(town, appointmentId))
      .filter(({ audience, channel }) => audience === 'patient' && channel === 'email')
      .map(({ kind, status, why }) => `${kind} ${status} ${why}`);
  expect(await states()).toContain('confirmation undeliverable 5.1.1');
  await town.moveTo(minutesBefore(1440));
  expect(await states()).toContain('reminder_1440 skipped bounced');
  const notice = (await messagesOf(town, appointmentId)).find(({ kind }) => kind === 'booked_notice');
  expect(
    await post(JSON.stringify([{ event: 'delivered', 'message-id': `<${notice?.id}@localhost>` }]), 'application/json'),
  ).toBe(200);
  expect((await messagesOf(town, appointmentId)).find(({ kind }) => kind === 'booked_notice')?.status).toBe('delivered');
  expect(await post('{"event":"delivered","message-id":"<none@localhost>"}', 'application/json')).toBe(200);
});

async function listen(handler: Parameters<typeof createServer>[1]): Promise<void> {
  server = createServer(handler as never);
  await new Promise<void>((settle) => server?.listen(0, '127.0.0.1', settle));
}
const origin = () => `http://127.0.0.1:${(server as unknown as { address(): AddressInfo }).address().port}`;
