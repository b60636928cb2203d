import type { Delivery } from '#ports/delivery.ts';
import type { CallbackRequest, Text, TextSender, TextStatus } from '#ports/texts.ts';
import { retryAfter, silence } from './answers.ts';
import { isTwilioSignature } from './twilio-signature.ts';

export interface TwilioConfig {
  /** `https://api.twilio.com`, or the address of a server that speaks the same. */
  baseUrl: string;
  accountSid: string;
  authToken: string;
  /** A number in E.164, a sender name, or a messaging service (`MG…`). */
  from: string;
  /** Where state changes are posted: the public address of our callback route. */
  statusCallbackUrl: string;
  timeoutMs?: number;
}

interface TwilioMessage {
  sid: string;
  to: string;
  body: string;
  date_created: string;
}

const refusals: Record<number, string> = {
  21211: 'bad-number',
  21214: 'bad-number',
  21217: 'bad-number',
  21408: 'region-not-served',
  21610: 'opted-out',
  21612: 'unreachable',
  21614: 'not-a-mobile',
};
const states: Record<string, TextStatus['status']> = {
  accepted: 'sent',
  queued: 'sent',
  sending: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undeliverable',
  failed: 'undeliverable',
  canceled: 'undeliverable',
};

/** SMS through the Twilio REST API. Its sending takes no idempotency key: after `unknown`, `find` comes first (M6). */
export function twilioTexts(config: TwilioConfig): TextSender {
  const messagesUrl = `${config.baseUrl}/2010-04-01/Accounts/${encodeURIComponent(config.accountSid)}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${config.accountSid}:${config.authToken}`).toString('base64')}`;
  const ask = (url: string, init: RequestInit = {}) =>
    fetch(url, {
      ...init,
      headers: { authorization, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(config.timeoutMs ?? 10_000),
    });

  const isTheirs = ({ url, headers, body }: CallbackRequest) => {
    const signature = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-twilio-signature')?.[1] ?? '';
    return isTwilioSignature(config.authToken, url, new URLSearchParams(body), signature);
  };

  return {
    once: 'look-up',

    async send(text) {
      const body = new URLSearchParams({ To: text.to, Body: text.body, StatusCallback: config.statusCallbackUrl });
      body.set(config.from.startsWith('MG') ? 'MessagingServiceSid' : 'From', config.from);
      try {
        const answer = await ask(messagesUrl, { method: 'POST', body });
        return deliveryOf(answer, (await answer.json().catch(() => ({}))) as { sid?: string; code?: number });
      } catch (error) {
        return silence(error);
      }
    },

    // Not filtered by DateSent at the provider: a message still queued has none and would be missed.
    async find(text, sentSince) {
      const answer = await ask(`${messagesUrl}?${new URLSearchParams({ To: text.to, PageSize: '100' })}`);
      if (!answer.ok) throw new Error(`The SMS provider answered ${answer.status} to a look-up.`);
      const { messages } = (await answer.json()) as { messages: TwilioMessage[] };
      const taken = messages.find((each) => isSame(each, text) && Date.parse(each.date_created) >= sentSince.getTime() - 2_000);
      return taken ? { providerId: taken.sid } : null;
    },

    readStatus(request) {
      if (!isTheirs(request)) return null;
      const params = new URLSearchParams(request.body);
      const providerId = params.get('MessageSid');
      const status = states[params.get('MessageStatus') ?? ''];
      if (!providerId || !status) return null;
      const code = params.get('ErrorCode');
      return { providerId, status, why: code ? (refusals[Number(code)] ?? `provider-${code}`) : null };
    },

    readReply(request) {
      if (!isTheirs(request)) return null;
      const params = new URLSearchParams(request.body);
      const from = params.get('From') ?? '';
      return /^\+\d{6,15}$/.test(from) ? { from, body: params.get('Body') ?? '' } : null;
    },
  };
}

function isSame(message: TwilioMessage, text: Text): boolean {
  return message.to === text.to && message.body === text.body;
}

function deliveryOf(answer: Response, { sid, code }: { sid?: string; code?: number }): Delivery {
  const why = code ? (refusals[code] ?? `provider-${code}`) : `http-${answer.status}`;
  if (answer.ok) return sid ? { kind: 'accepted', providerId: sid } : { kind: 'unknown', why: 'answer-without-id' };
  if (answer.status === 429 || answer.status === 503) return { kind: 'later', why, retryAfterSeconds: retryAfter(answer) };
  // Wrong credentials are ours to mend, not the patient's number: the message waits.
  if ([401, 403, 404].includes(answer.status) && !(code && refusals[code])) return { kind: 'later', why, retryAfterSeconds: 300 };
  if (answer.status >= 500) return { kind: 'unknown', why };
  return { kind: 'refused', why };
}
