import type { Delivery } from '#ports/delivery.ts';

/** What answers and silences of an http API mean for a message. */

const neverArrived = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Seconds that the provider asks us to stay away, 30 where it does not say, an hour at most. */
export function retryAfter(answer: Response): number {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(Math.ceil(seconds), 3600) : 30;
}

/** No connection: it never left. Anything later: nobody knows. */
export function silence(error: unknown): Delivery {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  const code = cause?.code ?? (error instanceof Error ? error.name : 'no-answer');
  return neverArrived.has(code) ? { kind: 'later', why: code, retryAfterSeconds: 30 } : { kind: 'unknown', why: code };
}
