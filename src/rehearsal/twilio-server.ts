import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { signTwilioCallback } from '#adapters/texts/twilio-signature.ts';
import type { Clock } from '#ports/clock.ts';
import { startDeliveries } from './deliveries.ts';
import { sendJson, serveLocally } from './local-server.ts';
import type { Mailbox } from './mailbox.ts';

/** `too-many`: 429. `broken`: 500. `drop-reply`: takes the SMS and never says so. `down`: nobody answers. */
export type TwilioFault = 'too-many' | 'broken' | 'drop-reply' | 'down';

export interface TwilioStandInConfig {
  port: number;
  clock: Pick<Clock, 'now'>;
  mailbox: Mailbox;
  accountSid: string;
  authToken: string;
}

export interface TwilioStandIn {
  url: string;
  port: number;
  fault(kind: TwilioFault | null): Promise<void>;
  /** Settles when every callback is delivered or given up. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

interface Message {
  sid: string;
  to: string;
  from: string;
  body: string;
  status: string;
  created: Date;
}

const retryAfterSeconds = 7;
/** Numbers that Twilio's own test credentials refuse (21211, 21610, 21614). */
const refused: Record<string, number> = { '+15005550001': 21211, '+15005550004': 21610, '+15005550009': 21614 };
/** Ends in 9xx: the operator never reaches it. */
const unreachable = /^\+346000009\d\d$/;

/** An SMS provider on 127.0.0.1 that speaks the Twilio API and delivers into the mailbox. */
export async function startTwilioServer({
  port,
  clock,
  mailbox,
  accountSid,
  authToken,
}: TwilioStandInConfig): Promise<TwilioStandIn> {
  const messages: Message[] = [];
  const deliveries = startDeliveries([100, 300, 1000]);
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  let fault: TwilioFault | null = null;

  function handle(request: IncomingMessage, response: ServerResponse, body: string): void {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.headers.authorization !== authorization) return fail(response, 401, 20003, 'Authenticate');
    if (url.pathname !== path) return fail(response, 501, 20404, `The rehearsal does not know ${request.method} ${url.pathname}`);
    if (fault === 'too-many')
      return fail(response, 429, 20429, 'Too Many Requests', { 'retry-after': String(retryAfterSeconds) });
    if (fault === 'broken') return fail(response, 500, 20500, 'Internal Server Error');
    if (request.method === 'GET') return list(url.searchParams, response);
    if (request.method === 'POST') return take(new URLSearchParams(body), response);
    fail(response, 405, 20004, 'Method not allowed');
  }

  function take(params: URLSearchParams, response: ServerResponse): void {
    const to = params.get('To') ?? '';
    const text = params.get('Body') ?? '';
    const from = params.get('From') ?? params.get('MessagingServiceSid') ?? '';
    const refusal = /^\+[1-9]\d{6,14}$/.test(to) ? refused[to] : 21211;
    if (refusal) return fail(response, 400, refusal, 'The message cannot be sent to this number');
    if (!text || text.length > 1600) return fail(response, 400, text ? 21617 : 21602, 'The body is missing or too long');
    if (!from) return fail(response, 400, 21603, 'A From is required');
    const message: Message = {
      sid: `SM${randomBytes(16).toString('hex')}`,
      to,
      from,
      body: text,
      status: 'queued',
      created: clock.now(),
    };
    messages.unshift(message);
    if (!unreachable.test(to)) mailbox.add({ kind: 'sms', to, text });
    const callback = params.get('StatusCallback');
    if (callback) void deliveries.track(once(response, 'close').then(() => report(message, callback)));
    if (fault === 'drop-reply') response.destroy();
    else sendJson(response, 201, shown(message));
  }

  async function report(message: Message, callback: string): Promise<void> {
    const last = unreachable.test(message.to) ? 'undelivered' : 'delivered';
    for (const status of ['sent', last]) {
      message.status = status;
      const params = new URLSearchParams({
        MessageSid: message.sid,
        SmsSid: message.sid,
        AccountSid: accountSid,
        MessageStatus: status,
      });
      params.set('To', message.to);
      params.set('From', message.from);
      if (status === 'undelivered') params.set('ErrorCode', '30005');
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': signTwilioCallback(authToken, callback, params),
      };
      await deliveries.post(callback, () => ({ headers, body: params.toString() }));
    }
  }

  function list(query: URLSearchParams, response: ServerResponse): void {
    const to = query.get('To');
    const found = messages.filter((each) => !to || each.to === to);
    sendJson(response, 200, { messages: found.slice(0, Number(query.get('PageSize') ?? 50)).map(shown), next_page_uri: null });
  }

  function shown({ sid, to, from, body, status, created }: Message) {
    const date = created.toUTCString().replace('GMT', '+0000');
    return {
      sid,
      account_sid: accountSid,
      to,
      from,
      body,
      status,
      date_created: date,
      date_sent: status === 'queued' ? null : date,
      error_code: null,
    };
  }

  const server = await serveLocally(port, handle);
  return {
    url: server.url,
    port: server.port,
    async fault(kind) {
      fault = kind;
      await (kind === 'down' ? server.pause() : server.resume());
    },
    flush: deliveries.flush,
    async stop() {
      await server.stop();
      await deliveries.stop();
    },
  };
}

function fail(
  response: ServerResponse,
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  sendJson(response, status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, headers);
}
