import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Delivery } from '#ports/delivery.ts';
import type { CallbackRequest, TextSender, TextStatus } from '#ports/texts.ts';
import { retryAfter, silence } from './answers.ts';

export interface SmsapiConfig {
  /** `https://api.smsapi.com`, or the address of a server that speaks the same. */
  baseUrl: string;
  token: string;
  /** A sender name that is registered with them, or a number. */
  from: string;
  /** Where state changes and answers come: the public address of our callback routes, `…/hooks/sms`. */
  callbackUrl: string;
  timeoutMs?: number;
}

interface Answer {
  list?: { id?: string; status?: string }[];
  error?: number;
}

/** Their error codes (docs.smsapi.com, "Error codes"). */
const refusals: Record<number, string> = { 11: 'bad-words', 12: 'too-long', 13: 'bad-number', 57: 'opted-out' };
/** Another try with the same key would send nothing: they have it. */
const ALREADY_SENT = 53;
/** Ours to mend: the message waits so many seconds. */
const waits: Record<number, number> = { 101: 300, 102: 300, 103: 300, 105: 300, 110: 300 };
const states: Record<string, TextStatus['status']> = {
  '403': 'sent',
  '409': 'sent',
  '410': 'sent',
  '404': 'delivered',
  '402': 'undeliverable',
  '405': 'undeliverable',
  '406': 'undeliverable',
  '407': 'undeliverable',
};

/**
 * SMS through SMSAPI (LINK Mobility, in the EU). `idx` with `check_idx` makes our reference a key: sent twice it is
 * taken once (error 53), so nothing is looked up. Its callbacks carry no signature; each address we give holds a proof.
 */
export function smsapiTexts(config: SmsapiConfig): TextSender {
  const proofOf = (data: string) =>
    createHmac('sha256', config.token).update(`callback ${data}`).digest('base64url').slice(0, 22);
  const isProof = (data: string, given: string | null) => {
    const expected = Buffer.from(proofOf(data));
    const shown = Buffer.from(given ?? '');
    return expected.length === shown.length && timingSafeEqual(expected, shown);
  };

  return {
    once: 'key',

    async send({ to, body, reference }) {
      const form = new URLSearchParams({
        to: to.replace(/^\+/, ''),
        message: body,
        from: config.from,
        format: 'json',
        encoding: 'utf-8',
        idx: reference,
        check_idx: '1',
        notify_url: `${config.callbackUrl}?${new URLSearchParams({ prueba: proofOf(reference) })}`,
      });
      try {
        const answer = await fetch(`${config.baseUrl}/sms.do`, {
          method: 'POST',
          body: form,
          headers: { authorization: `Bearer ${config.token}`, accept: 'application/json' },
          redirect: 'error',
          signal: AbortSignal.timeout(config.timeoutMs ?? 10_000),
        });
        return deliveryOf(answer, (await answer.json().catch(() => ({}))) as Answer, reference);
      } catch (error) {
        return silence(error);
      }
    },

    find: () => Promise.resolve(null),

    readStatus(request) {
      const params = paramsOf(request);
      const reference = params.get('idx') ?? '';
      const status = states[params.get('status') ?? ''];
      if (!reference || !status || !isProof(reference, params.get('prueba'))) return null;
      return {
        providerId: providerIdOf(reference),
        status,
        why: status === 'undeliverable' ? `provider-${params.get('status')}` : null,
      };
    },

    readReply(request) {
      const params = paramsOf(request);
      const from = params.get('sms_from') ?? '';
      if (!/^\d{6,15}$/.test(from) || !isProof('replies', params.get('prueba'))) return null;
      return { from: `+${from}`, body: params.get('sms_text') ?? '' };
    },
  };
}

/** The address to enter once in their panel for answers to our numbers. */
export function smsapiReplyUrl(config: Pick<SmsapiConfig, 'token' | 'callbackUrl'>): string {
  const proof = createHmac('sha256', config.token).update('callback replies').digest('base64url').slice(0, 22);
  return `${config.callbackUrl}/respuesta?prueba=${proof}`;
}

/** They report our key, not their id, in every case: an answer that was lost has no id. */
function providerIdOf(reference: string): string {
  return `idx:${reference}`;
}

function deliveryOf(answer: Response, { list, error }: Answer, reference: string): Delivery {
  const accepted = { kind: 'accepted', providerId: providerIdOf(reference) } as const;
  if (error === ALREADY_SENT) return accepted;
  const why = error === undefined ? `http-${answer.status}` : (refusals[error] ?? `provider-${error}`);
  if (answer.status === 429) return { kind: 'later', why, retryAfterSeconds: retryAfter(answer) };
  const wait = error === undefined ? undefined : waits[error];
  if (wait !== undefined || answer.status === 401) return { kind: 'later', why, retryAfterSeconds: wait ?? 300 };
  if (error !== undefined && refusals[error]) return { kind: 'refused', why };
  if (answer.ok && error === undefined && list?.[0]?.id) return accepted;
  return answer.status >= 400 && answer.status < 500 ? { kind: 'refused', why } : { kind: 'unknown', why };
}

/** They call by GET or by POST, as set in their panel. */
function paramsOf({ url, body }: CallbackRequest): URLSearchParams {
  const params = new URLSearchParams(new URL(url).search);
  for (const [name, value] of new URLSearchParams(body)) params.set(name, value);
  return params;
}
