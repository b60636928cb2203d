import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { startDeliveries } from './deliveries.ts';
import { sendJson, serveLocally } from './local-server.ts';
import type { Mailbox } from './mailbox.ts';
import type { TwilioFault } from './twilio-server.ts';

export interface SmsapiStandIn {
  url: string;
  port: number;
  fault(kind: TwilioFault | null): Promise<void>;
  /** Settles when every callback is delivered or given up. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const retryAfterSeconds = 7;
/** The numbers that Twilio's test credentials refuse, so that both stand-ins refuse the same. */
const refused: Record<string, number> = { '15005550001': 13, '15005550004': 57, '15005550009': 13 };
const unreachable = /^346000009\d\d$/;

/** An SMS provider on 127.0.0.1 that speaks SMSAPI's `sms.do`, takes a key once, and delivers into the mailbox. */
export async function startSmsapiServer({
  port,
  mailbox,
  token,
}: {
  port: number;
  mailbox: Mailbox;
  token: string;
}): Promise<SmsapiStandIn> {
  const taken = new Set<string>();
  const deliveries = startDeliveries([100, 300, 1000]);
  let fault: TwilioFault | null = null;

  function handle(request: IncomingMessage, response: ServerResponse, body: string): void {
    if (request.headers.authorization !== `Bearer ${token}`) return fail(response, 101, 401);
    if (new URL(request.url ?? '/', 'http://127.0.0.1').pathname !== '/sms.do') return fail(response, 999, 501);
    if (fault === 'too-many') return sendJson(response, 429, { error: 8 }, { 'retry-after': String(retryAfterSeconds) });
    if (fault === 'broken') return fail(response, 999, 500);
    take(new URLSearchParams(body), response);
  }

  function take(params: URLSearchParams, response: ServerResponse): void {
    const to = params.get('to') ?? '';
    const text = params.get('message') ?? '';
    const idx = params.get('idx') ?? '';
    const refusal = /^[1-9]\d{6,14}$/.test(to) ? refused[to] : 13;
    if (refusal) return fail(response, refusal);
    if (!text || text.length > 1530) return fail(response, text ? 12 : 11);
    if (!params.get('from')) return fail(response, 14);
    if (params.get('check_idx') === '1' && taken.has(idx)) return fail(response, 53);
    taken.add(idx);
    if (!unreachable.test(to)) mailbox.add({ kind: 'sms', to: `+${to}`, text });
    const callback = params.get('notify_url');
    if (callback) void deliveries.track(once(response, 'close').then(() => report(to, idx, callback)));
    if (fault === 'drop-reply') response.destroy();
    else
      sendJson(response, 200, {
        count: 1,
        list: [
          {
            id: randomBytes(12).toString('hex').toUpperCase(),
            points: 0.07,
            number: to,
            submitted_number: to,
            status: 'QUEUE',
            error: null,
            idx,
          },
        ],
      });
  }

  async function report(to: string, idx: string, callback: string): Promise<void> {
    for (const [status, name] of [['403', 'SENT'], unreachable.test(to) ? ['405', 'UNDELIVERED'] : ['404', 'DELIVERED']]) {
      const body = new URLSearchParams({ MsgId: idx, idx, to, status: status ?? '', status_name: name ?? '' }).toString();
      await deliveries.post(callback, () => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }));
    }
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

/** Their errors come with 200 and a code in the body, unless it is the door itself. */
function fail(response: ServerResponse, error: number, status = 200): void {
  sendJson(response, status, { error, message: `ERROR:${error}`, invalid_numbers: null });
}
