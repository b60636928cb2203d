import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '#ports/clock.ts';
import { serveLocally } from '../local-server.ts';
import { type ApiAnswer, openApi, unknownPath } from './api.ts';
import { type Books, openBooks } from './books.ts';
import { answerPage } from './hosted/answer-page.ts';
import { expireDueHolds } from './payment-intents.ts';
import { expireDueSessions } from './sessions.ts';
import { openWebhooks, type Webhooks } from './webhooks.ts';

/** `broken`: 500. `drop-reply`: does the work and never says so. `down`: nobody answers. They concern the API, not the pages. */
export type StripeFaultKind = 'broken' | 'drop-reply' | 'down';

export interface StripeStandInConfig {
  port: number;
  /** Objects live and expire in product time; signatures are dated in machine time. */
  clock: Pick<Clock, 'now' | 'machineNow'>;
  /** `sk_test_…`; any other key is answered 401. */
  secretKey: string;
  webhookSecret: string;
  webhookUrl: string | null;
  retryDelaysMs?: number[];
}

export interface StripeStandIn {
  url: string;
  port: number;
  webhooks: Pick<Webhooks, 'sendTo' | 'hold' | 'release' | 'sendAgain'>;
  fault(kind: StripeFaultKind | null): Promise<void>;
  /** Ends the sessions whose time has run out, after product time was moved; returns how many. */
  expireDue(): number;
  /** Settles when every webhook is delivered or given up. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** A Stripe on 127.0.0.1: its API for the real SDK, its hosted pages for people, its signed webhooks. */
export async function startStripeServer(config: StripeStandInConfig): Promise<StripeStandIn> {
  if (!config.secretKey.startsWith('sk_test_')) throw new Error('The rehearsal takes test-mode keys only.');
  const { clock, webhookSecret: secret, webhookUrl } = config;
  const webhooks = openWebhooks({
    clock,
    secret,
    url: webhookUrl,
    retryDelaysMs: config.retryDelaysMs ?? [100, 300, 1000, 3000],
  });
  const books: Books = openBooks({ clock, webhooks, pagesUrl: () => server.url });
  const api = openApi(books, config.secretKey);
  let fault: StripeFaultKind | null = null;

  function handle(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { pathname, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = request.method ?? 'GET';
    expireDueSessions(books);
    expireDueHolds(books);
    if (!pathname.startsWith('/v1/')) {
      const locale = request.headers['accept-language']?.startsWith('en') ? 'en' : 'es';
      const page = answerPage(books, { method, path: pathname, form: new URLSearchParams(body), locale });
      return page ? sendPage(response, page) : sendJson(response, unknownPath(method, pathname));
    }
    if (fault === 'broken') {
      return sendJson(response, {
        status: 500,
        body: { error: { type: 'api_error', message: 'Rehearsed fault' } },
        replayed: false,
      });
    }
    const idempotencyKey = request.headers['idempotency-key']?.toString();
    const { authorization } = request.headers;
    const answer = api({ method, path: pathname, query: search, body, authorization, idempotencyKey });
    if (fault === 'drop-reply') response.destroy();
    else sendJson(response, answer);
  }

  const server = await serveLocally(config.port, handle);
  return {
    url: server.url,
    port: server.port,
    webhooks,
    async fault(kind) {
      fault = kind;
      await (kind === 'down' ? server.pause() : server.resume());
    },
    expireDue: () => expireDueSessions(books),
    flush: webhooks.flush,
    async stop() {
      await server.stop();
      await webhooks.stop();
    },
  };
}

function sendJson(response: ServerResponse, { status, body, replayed }: ApiAnswer): void {
  const headers: Record<string, string> = { 'content-type': 'application/json', 'request-id': 'req_rehearsal' };
  if (replayed) headers['idempotent-replayed'] = 'true';
  if (status === 501) headers['stripe-should-retry'] = 'false';
  response.writeHead(status, headers).end(JSON.stringify(body));
}

function sendPage(
  response: ServerResponse,
  { status, html, location }: { status: number; html?: string; location?: string },
): void {
  const headers: Record<string, string> = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    'referrer-policy': 'same-origin',
  };
  if (location) headers.location = location;
  response.writeHead(status, headers).end(html ?? '');
}
