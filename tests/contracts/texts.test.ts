import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { movableClock } from '#adapters/clock/movable.ts';
import { signTwilioCallback } from '#adapters/texts/twilio-signature.ts';
import { twilioTexts } from '#adapters/texts/twilio.ts';
import type { TextSender, TextStatus } from '#ports/texts.ts';
import { type LocalServer, serveLocally } from '#rehearsal/local-server.ts';
import { openMailbox } from '#rehearsal/mailbox.ts';
import { startTwilioServer, type TwilioStandIn } from '#rehearsal/twilio-server.ts';

const clock = movableClock();
const mailbox = openMailbox(clock);
const account = { accountSid: 'AC00000000000000000000000000000001', authToken: 'rehearsal-token' };
const text = { to: '+34600000012', body: 'Cita mañana 10:00 https://v.example/abc', reference: 'm1' };
const statuses: (TextStatus | null)[] = [];
let hook: LocalServer;
let server: TwilioStandIn;
let sender: TextSender;

function senderTo(baseUrl: string, authToken = account.authToken): TextSender {
  const statusCallbackUrl = `${hook.url}/hooks/sms?kind=status`;
  return twilioTexts({ ...account, authToken, baseUrl, from: '+34600000001', statusCallbackUrl, timeoutMs: 2_000 });
}

beforeAll(async () => {
  hook = await serveLocally(0, (request, response, body) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    statuses.push(sender.readStatus({ url: `${hook.url}${request.url}`, headers, body }));
    response.writeHead(204).end();
  });
  server = await startTwilioServer({ port: 0, clock, mailbox, ...account });
  sender = senderTo(server.url);
});
afterEach(async () => {
  await server.fault(null);
  await server.flush();
  mailbox.clear();
  statuses.length = 0;
});
afterAll(async () => {
  await server.stop();
  await hook.stop();
});

describe('an SMS', () => {
  test('that is accepted arrives, and its delivery is reported in signed callbacks', async () => {
    const sent = await sender.send(text);
    expect(sent.kind).toBe('accepted');
    const providerId = sent.kind === 'accepted' ? sent.providerId : '';
    await server.flush();
    expect(mailbox.list()).toMatchObject([{ kind: 'sms', to: text.to, text: text.body, links: ['https://v.example/abc'] }]);
    expect(statuses).toEqual([
      { providerId, status: 'sent', why: null },
      { providerId, status: 'delivered', why: null },
    ]);
  });

  test('to a phone the operator never reaches is reported undeliverable and arrives nowhere', async () => {
    await sender.send({ ...text, to: '+34600000901' });
    await server.flush();
    expect(statuses.map((each) => each?.status)).toEqual(['sent', 'undeliverable']);
    expect(statuses[1]?.why).toBe('provider-30005');
    expect(mailbox.list()).toEqual([]);
  });

  test.each([
    ['+15005550001', 'bad-number'],
    ['+15005550004', 'opted-out'],
    ['+15005550009', 'not-a-mobile'],
    ['600 000', 'bad-number'],
  ])('to %s is refused: %s', async (to, why) => {
    expect(await sender.send({ ...text, to })).toEqual({ kind: 'refused', why });
  });

  test('waits as long as a busy provider says', async () => {
    await server.fault('too-many');
    expect(await sender.send(text)).toEqual({ kind: 'later', why: 'provider-20429', retryAfterSeconds: 7 });
    expect(mailbox.list()).toEqual([]);
  });

  test('waits when the provider is off, since it never left', async () => {
    const off = await serveLocally(0, () => undefined);
    await off.stop();
    expect(await senderTo(off.url).send(text)).toMatchObject({ kind: 'later', why: 'ECONNREFUSED' });
  });

  test('sent while the provider goes off is never taken for sent, and is accepted once it is back', async () => {
    await server.fault('down');
    expect((await sender.send(text)).kind).toMatch(/later|unknown/);
    expect(mailbox.list()).toEqual([]);
    await server.fault(null);
    expect((await sender.send(text)).kind).toBe('accepted');
  });

  test('waits when our key is wrong: that is no fault of the number', async () => {
    expect(await senderTo(server.url, 'wrong').send(text)).toMatchObject({ kind: 'later', why: 'provider-20003' });
  });

  test('is unknown when the provider broke, and looking it up finds nothing', async () => {
    const since = clock.now();
    const lost = { ...text, body: 'Lost on the way' };
    await server.fault('broken');
    expect(await sender.send(lost)).toMatchObject({ kind: 'unknown' });
    await server.fault(null);
    expect(await sender.find(lost, since)).toBeNull();
  });

  test('is unknown when no answer came, and looking it up finds it', async () => {
    const since = clock.now();
    const taken = { ...text, body: 'Taken without a word' };
    await server.fault('drop-reply');
    expect(await sender.send(taken)).toMatchObject({ kind: 'unknown' });
    await server.fault(null);
    await server.flush();
    expect(mailbox.list()).toHaveLength(1);
    expect(await sender.find(taken, since)).toEqual({ providerId: statuses[0]?.providerId });
    expect(await sender.find({ ...taken, to: '+34600000013' }, since)).toBeNull();
    expect(await sender.find({ ...taken, body: 'Another' }, since)).toBeNull();
    expect(await sender.find(taken, new Date(since.getTime() + 60_000))).toBeNull();
  });

  test('is unknown when the provider hangs past the time we give it', async () => {
    const silent = await serveLocally(0, () => undefined);
    const statusCallbackUrl = `${hook.url}/hooks/sms`;
    const waiting = twilioTexts({ ...account, baseUrl: silent.url, from: '+34600000001', statusCallbackUrl, timeoutMs: 50 });
    expect(await waiting.send(text)).toMatchObject({ kind: 'unknown' });
    await silent.stop();
  });

  test('sends no key after a redirect to another host', async () => {
    const asked: string[] = [];
    const trap = await serveLocally(0, (request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200).end('{}');
    });
    const detour = await serveLocally(0, (_request, response) => void response.writeHead(307, { location: trap.url }).end());
    expect((await senderTo(detour.url).send(text)).kind).not.toBe('accepted');
    expect(asked).toEqual([]);
    await Promise.all([trap.stop(), detour.stop()]);
  });
});

describe('a status callback', () => {
  const url = 'https://v.example/hooks/sms?kind=status';
  const params = new URLSearchParams({ MessageSid: 'SM1', MessageStatus: 'delivered', To: text.to });
  const signature = signTwilioCallback(account.authToken, url, params);
  const read = (change: { url?: string; body?: string; signature?: string } = {}) =>
    sender.readStatus({
      url: change.url ?? url,
      body: change.body ?? params.toString(),
      headers: { 'X-Twilio-Signature': change.signature ?? signature },
    });

  test('is read when its signature is right, whatever the order of its fields', () => {
    expect(read()).toEqual({ providerId: 'SM1', status: 'delivered', why: null });
    expect(read({ body: new URLSearchParams([...params].reverse()).toString() })).not.toBeNull();
  });

  test('matches the example of the provider’s documentation', () => {
    const example = new URLSearchParams({
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675309',
      Digits: '1234',
      From: '+14158675309',
      To: '+18005551212',
    });
    expect(signTwilioCallback('12345', 'https://mycompany.com/myapp.php?foo=1&bar=2', example)).toBe(
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    );
  });

  test('is nothing when forged, altered, aimed elsewhere or unsigned', () => {
    expect(read({ signature: signTwilioCallback('another', url, params) })).toBeNull();
    expect(read({ body: params.toString().replace('delivered', 'failed') })).toBeNull();
    expect(read({ body: `${params}&ErrorCode=1` })).toBeNull();
    expect(read({ url: `${url}&more=1` })).toBeNull();
    expect(read({ signature: '' })).toBeNull();
    expect(sender.readStatus({ url, headers: {}, body: params.toString() })).toBeNull();
  });
});
