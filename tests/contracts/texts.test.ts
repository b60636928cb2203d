import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { movableClock } from '#adapters/clock/movable.ts';
import { signTwilioCallback } from '#adapters/texts/twilio-signature.ts';
import { twilioTexts } from '#adapters/texts/twilio.ts';
import { smsapiReplyUrl, smsapiTexts } from '#adapters/texts/smsapi.ts';
import type { Text, TextSender, TextStatus } from '#ports/texts.ts';
import { type LocalServer, serveLocally } from '#rehearsal/local-server.ts';
import { openMailbox } from '#rehearsal/mailbox.ts';
import { startSmsapiServer, type SmsapiStandIn } from '#rehearsal/smsapi-server.ts';
import { textsContract } from './suites/texts-suite.ts';
import { startTwilioServer, type TwilioStandIn } from '#rehearsal/twilio-server.ts';

const clock = movableClock();
const mailbox = openMailbox(clock);
const account = { accountSid: 'AC00000000000000000000000000000001', authToken: 'rehearsal-token' };
const text = { to: '+34600000012', body: 'Cita mañana 10:00 https://v.example/abc', reference: 'm1', unsure: false };
const statuses: (TextStatus | null)[] = [];
let hook: LocalServer;
let count = 0;

/** What the contract is held against: each provider, spoken to by its own adapter. */
interface Provider {
  name: string;
  start(): Promise<TwilioStandIn | SmsapiStandIn>;
  sender(baseUrl: string, change?: { key?: string; timeoutMs?: number }): TextSender;
  words: { unreachable: string; optedOut: string; notMobile: string; tooMany: string };
}
const providers: Provider[] = [
  {
    name: 'Twilio',
    start: () => startTwilioServer({ port: 0, clock, mailbox, ...account }),
    sender: (baseUrl, { key = account.authToken, timeoutMs = 2_000 } = {}) =>
      twilioTexts({
        ...account,
        authToken: key,
        baseUrl,
        from: '+34600000001',
        statusCallbackUrl: `${hook.url}/hooks/sms?kind=status`,
        timeoutMs,
      }),
    words: {
      unreachable: 'provider-30005',
      optedOut: 'opted-out',
      notMobile: 'not-a-mobile',
      tooMany: 'provider-20429',
    },
  },
  {
    name: 'SMSAPI',
    start: () => startSmsapiServer({ port: 0, mailbox, token: account.authToken }),
    sender: (baseUrl, { key = account.authToken, timeoutMs = 2_000 } = {}) =>
      smsapiTexts({ baseUrl, token: key, from: 'Cita', callbackUrl: `${hook.url}/hooks/sms`, timeoutMs }),
    words: {
      unreachable: 'provider-405',
      optedOut: 'opted-out',
      notMobile: 'bad-number',
      tooMany: 'provider-8',
    },
  },
];

beforeAll(async () => {
  hook = await serveLocally(0, (request, response, body) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const url = `${hook.url}${request.url}`;
    statuses.push(reading?.readStatus({ url, headers, body }) ?? null);
    response.writeHead(204).end();
  });
});
afterAll(() => hook.stop());
let reading: TextSender | null = null;

describe.each(providers)('an SMS by $name', ({ start, sender: senderTo, words }) => {
  let server: TwilioStandIn | SmsapiStandIn;
  let sender: TextSender;
  /** Another message each time: a key is taken once. */
  const fresh = (change: Partial<Text> = {}): Text => ({ ...text, reference: `m${++count}`, ...change });
  beforeAll(async () => {
    server = await start();
    sender = reading = senderTo(server.url);
  });
  afterEach(async () => {
    await server.fault(null);
    await server.flush();
    mailbox.clear();
    statuses.length = 0;
  });
  afterAll(() => server.stop());
  /** As the product tries again: looked up first where no key decides. */
  const again = async (one: Text, since: Date) =>
    (sender.once === 'look-up' ? await sender.find(one, since) : null) ?? sender.send({ ...one, unsure: true });

  test('that is accepted arrives, and its delivery is reported in callbacks that prove where they come from', async () => {
    const sent = await sender.send(fresh());
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
    await sender.send(fresh({ to: '+34600000901' }));
    await server.flush();
    expect(statuses.map((each) => each?.status)).toEqual(['sent', 'undeliverable']);
    expect(statuses[1]?.why).toBe(words.unreachable);
    expect(mailbox.list()).toEqual([]);
  });

  textsContract({
    sender: () => sender,
    withWrongKey: () => senderTo(server.url, { key: 'wrong' }),
    mobile: text.to,
    refused: [
      ['+15005550001', 'bad-number'],
      ['+15005550004', words.optedOut],
      ['+15005550009', words.notMobile],
      ['600 000', 'bad-number'],
    ],
    looksUp: true,
  });

  test('waits as long as a busy provider says', async () => {
    await server.fault('too-many');
    expect(await sender.send(fresh())).toEqual({ kind: 'later', why: words.tooMany, retryAfterSeconds: 7 });
    expect(mailbox.list()).toEqual([]);
  });

  test('waits when the provider is off, since it never left', async () => {
    const off = await serveLocally(0, () => undefined);
    await off.stop();
    expect(await senderTo(off.url).send(fresh())).toMatchObject({ kind: 'later', why: 'ECONNREFUSED' });
  });

  test('sent while the provider goes off is never taken for sent, and is accepted once it is back', async () => {
    const one = fresh();
    await server.fault('down');
    expect((await sender.send(one)).kind).toMatch(/later|unknown/);
    expect(mailbox.list()).toEqual([]);
    await server.fault(null);
    expect((await sender.send(one)).kind).toBe('accepted');
  });

  test('is unknown when the provider broke, and tried again arrives once', async () => {
    const since = clock.now();
    const lost = fresh({ body: 'Lost on the way' });
    await server.fault('broken');
    expect(await sender.send(lost)).toMatchObject({ kind: 'unknown' });
    await server.fault(null);
    expect(await sender.find(lost, since)).toBeNull();
    await again(lost, since);
    expect(mailbox.list()).toHaveLength(1);
  });

  test('is unknown when no answer came, and tried again it is not taken twice', async () => {
    const since = clock.now();
    const taken = fresh({ body: 'Taken without a word' });
    await server.fault('drop-reply');
    expect(await sender.send(taken)).toMatchObject({ kind: 'unknown' });
    await server.fault(null);
    await server.flush();
    expect(await again(taken, since)).toMatchObject({ providerId: statuses[0]?.providerId });
    expect(mailbox.list()).toHaveLength(1);
  });

  test('is unknown when the provider hangs past the time we give it', async () => {
    const silent = await serveLocally(0, () => undefined);
    expect(await senderTo(silent.url, { timeoutMs: 50 }).send(fresh())).toMatchObject({ kind: 'unknown' });
    await silent.stop();
  });

  test('sends no key after a redirect to another host', async () => {
    const asked: string[] = [];
    const trap = await serveLocally(0, (request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200).end('{}');
    });
    const detour = await serveLocally(0, (_request, response) => void response.writeHead(307, { location: trap.url }).end());
    expect((await senderTo(detour.url).send(fresh())).kind).not.toBe('accepted');
    expect(asked).toEqual([]);
    await Promise.all([trap.stop(), detour.stop()]);
  });
});

test('Twilio has no key, so that what it took is found by number, words and time', async () => {
  const server = await startTwilioServer({ port: 0, clock, mailbox, ...account });
  const sender = (reading = twilioTexts({
    ...account,
    baseUrl: server.url,
    from: '+34600000001',
    statusCallbackUrl: `${hook.url}/hooks/sms`,
  }));
  const since = clock.now();
  const sent = await sender.send(text);
  expect(await sender.find(text, since)).toEqual({ providerId: sent.kind === 'accepted' ? sent.providerId : '' });
  expect(await sender.find({ ...text, to: '+34600000013' }, since)).toBeNull();
  expect(await sender.find({ ...text, body: 'Another' }, since)).toBeNull();
  expect(await sender.find(text, new Date(since.getTime() + 60_000))).toBeNull();
  await server.stop();
});

describe('a status callback of Twilio', () => {
  const sender = twilioTexts({
    ...account,
    baseUrl: 'http://127.0.0.1:9',
    from: '+34600000001',
    statusCallbackUrl: 'https://v.example/hooks/sms',
  });
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

describe('what people answer', () => {
  const url = 'https://v.example/hooks/sms/respuesta';
  const twilio = twilioTexts({
    ...account,
    baseUrl: 'http://127.0.0.1:9',
    from: '+34600000001',
    statusCallbackUrl: 'https://v.example/hooks/sms',
  });
  const config = { token: 'a token', callbackUrl: 'https://v.example/hooks/sms' };
  const smsapi = smsapiTexts({ ...config, baseUrl: 'http://127.0.0.1:9', from: 'Cita' });

  test('is read from Twilio where its signature is right', () => {
    const params = new URLSearchParams({ From: '+34600000012', Body: 'BAJA' });
    const headers = { 'x-twilio-signature': signTwilioCallback(account.authToken, url, params) };
    expect(twilio.readReply({ url, headers, body: params.toString() })).toEqual({ from: '+34600000012', body: 'BAJA' });
    expect(twilio.readReply({ url, headers, body: params.toString().replace('12', '13') })).toBeNull();
  });
  test('is read from SMSAPI at the address that was entered there, and nowhere else', () => {
    const body = new URLSearchParams({ sms_from: '34600000012', sms_text: 'BAJA' }).toString();
    expect(smsapi.readReply({ url: smsapiReplyUrl(config), headers: {}, body })).toEqual({ from: '+34600000012', body: 'BAJA' });
    expect(smsapi.readReply({ url, headers: {}, body })).toBeNull();
    expect(smsapi.readStatus({ url: `${url}?prueba=guessed`, headers: {}, body: 'idx=m1&status=404' })).toBeNull();
  });
});
