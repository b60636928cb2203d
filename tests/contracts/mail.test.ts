import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { movableClock } from '#adapters/clock/movable.ts';
import { smtpMail } from '#adapters/mail/smtp.ts';
import type { Mail } from '#ports/mail.ts';
import { mailContract } from './suites/mail-suite.ts';
import { openMailbox } from '#rehearsal/mailbox.ts';
import { type SmtpStandIn, startSmtpServer } from '#rehearsal/smtp-server.ts';

const clock = movableClock();
const mailbox = openMailbox(clock);
const from = { name: 'Videoconsulta', address: 'citas@example.com' };
let server: SmtpStandIn;
let sender: ReturnType<typeof smtpMail>;

const mail: Mail = {
  to: 'ana@example.com',
  subject: 'Tu cita con la Dra. Núñez',
  text: 'El martes a las 10:00. https://example.com/c/abc.',
  html: '<p>El martes a las 10:00. <a href="https://example.com/c/abc?x=1&amp;y=2">Entrar</a></p>',
  messageId: '<m1@example.com>',
};

beforeAll(async () => {
  server = await startSmtpServer({ port: 0, mailbox });
  sender = smtpMail({ host: server.host, port: server.port, security: 'none', login: null, from, timeoutMs: 2_000 });
});
afterEach(() => {
  server.fault(null);
  mailbox.clear();
});
afterAll(async () => {
  sender.close();
  await server.stop();
});

describe('mail', () => {
  mailContract({ sender: () => sender, to: mail.to });

  test('arrives whole: subject, text, HTML, links and our Message-ID', async () => {
    expect(await sender.send(mail)).toEqual({ kind: 'accepted', providerId: mail.messageId });
    const [entry] = mailbox.list();
    expect(entry).toMatchObject({ kind: 'email', to: mail.to, subject: mail.subject, messageId: mail.messageId });
    expect(entry?.text.trim()).toBe(mail.text);
    expect(entry?.html).toContain('Entrar');
    expect(entry?.links).toEqual(['https://example.com/c/abc', 'https://example.com/c/abc?x=1&y=2']);
  });

  test('carries the calendar file with its method', async () => {
    const content = ['BEGIN:VCALENDAR', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:1', 'END:VEVENT', 'END:VCALENDAR', ''].join(
      '\r\n',
    );
    await sender.send({ ...mail, calendar: { method: 'REQUEST', content } });
    expect(mailbox.list()[0]?.calendar).toEqual({ method: 'REQUEST', content });
  });

  test('an address the server refuses is refused, with the code and without the address', async () => {
    server.fault('refuse');
    expect(await sender.send(mail)).toEqual({ kind: 'refused', why: '550 5.1.1' });
    expect(mailbox.list()).toEqual([]);
  });

  test('a busy server means later', async () => {
    server.fault('busy');
    expect(await sender.send(mail)).toMatchObject({ kind: 'later', why: '421 4.3.2' });
  });

  test('a server that is off means later: the mail never left', async () => {
    const closed = await startSmtpServer({ port: 0, mailbox });
    await closed.stop();
    const lost = smtpMail({ host: closed.host, port: closed.port, security: 'none', login: null, from, timeoutMs: 2_000 });
    expect(await lost.send(mail)).toMatchObject({ kind: 'later' });
    lost.close();
  });

  test('a connection lost after the whole mail went out is unknown, and nothing is sent again by itself', async () => {
    server.fault('drop-after-data');
    expect(await sender.send(mail)).toMatchObject({ kind: 'unknown' });
    expect(mailbox.list()).toHaveLength(1);
  });

  test('a server that hangs up before it is given the mail means later', async () => {
    const rude: Server = createServer((socket) => socket.end('220 hello\r\n'));
    await new Promise<void>((resolve) => void rude.listen(0, '127.0.0.1', () => resolve()));
    const { port } = rude.address() as AddressInfo;
    const lost = smtpMail({ host: '127.0.0.1', port, security: 'none', login: null, from, timeoutMs: 2_000 });
    expect(await lost.send(mail)).toMatchObject({ kind: 'later' });
    lost.close();
    rude.close();
  });

  const payloads = [
    '\r\nBcc: spy@example.com',
    '\nBcc: spy@example.com',
    '\rBcc: spy@example.com',
    '\r\n\r\nBody',
    '\u2028Bcc: spy@example.com',
  ];

  test.each(payloads)('a line break in the subject or a header adds no header (%j)', async (payload) => {
    const sent = await sender.send({
      ...mail,
      subject: `Cita${payload}`,
      messageId: `<m2${payload}@example.com>`,
      headers: { 'X-Cita': `7${payload}` },
    });
    expect(sent.kind).toBe('accepted');
    const entries = mailbox.list();
    expect(entries).toHaveLength(1);
    expect(entries[0]?.subject?.startsWith('Cita')).toBe(true);
    expect(entries[0]?.text.trim()).toBe(mail.text);
  });

  test.each([
    ...payloads.map((payload) => `ana@example.com${payload}`),
    'a@example.com, b@example.com',
    '<a@example.com>',
    'nobody',
  ])('an address that is not one bare address is refused (%j)', async (to) => {
    expect(await sender.send({ ...mail, to })).toEqual({ kind: 'refused', why: 'bad-address' });
    expect(mailbox.list()).toEqual([]);
  });

  test('200 line breaks and headers in subject, Message-ID and header values: every mail has the headers of the plain one (quality 36)', async () => {
    const seen: string[][] = [];
    const sink = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      onData(stream, _session, done) {
        void simpleParser(stream).then((parsed) => {
          seen.push(parsed.headerLines.map(({ key }) => key).sort());
          done();
        });
      },
    });
    await new Promise<void>((settle) => sink.listen(0, '127.0.0.1', () => settle()));
    const { port } = sink.server.address() as AddressInfo;
    const plain = { 'X-Cita': '7', 'List-Unsubscribe': '<https://example.com/baja/x>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
    const to = smtpMail({ host: '127.0.0.1', port, security: 'none', login: null, from, timeoutMs: 5_000 });
    expect(await to.send({ ...mail, headers: plain })).toMatchObject({ kind: 'accepted' });
    const breaks = ['\r\n', '\n', '\r', '\r\n\t', '\u2028', '\u2029', '\0\r\n', '\v', '\f', '\u0085'];
    const injected = ['Bcc: spy@example.com', 'To: spy@example.com', 'Content-Type: text/html', 'X-Evil: 1', '\r\nBody'];
    for (const payload of breaks.flatMap((one) => injected.map((header) => `${one}${header}`))) {
      for (const change of [
        { subject: `Cita de Ana${payload}` },
        { messageId: `<m3${payload}@example.com>` },
        { headers: { ...plain, 'X-Cita': `7${payload}` } },
        { headers: { ...plain, 'List-Unsubscribe': `<https://example.com/baja/x${payload}>` } },
      ]) {
        expect(await to.send({ ...mail, headers: plain, ...change })).toMatchObject({ kind: 'accepted' });
      }
    }
    to.close();
    await new Promise<void>((settle) => sink.close(() => settle()));
    expect(seen).toHaveLength(201);
    expect(seen[0]).toEqual(expect.arrayContaining(['from', 'to', 'subject', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post', 'x-cita']));
    expect(new Set(seen.map((one) => one.join()))).toEqual(new Set([seen[0]?.join()]));
  });

  test('is dated in product time', async () => {
    clock.moveTo(new Date('2031-05-05T10:00:00Z'));
    await sender.send(mail);
    expect(mailbox.list()[0]?.at.toISOString()).toMatch(/^2031-05-05T10:00/);
  });

  test('many at once all arrive, once each', async () => {
    const sent = await Promise.all(
      Array.from({ length: 40 }, (_, n) => sender.send({ ...mail, to: `p${n}@example.com`, messageId: `<n${n}@example.com>` })),
    );
    expect(sent.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(new Set(mailbox.list().map(({ to }) => to)).size).toBe(40);
    expect(mailbox.list()).toHaveLength(40);
  });
});
