import { createHash } from 'node:crypto';
import { ZodError, type ZodType } from 'zod';
import type { Actor, Locale } from '#domain/people.ts';
import type { Refusal, RefusalKind, Success } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import { readJson } from './body.server.ts';
import { etagOf, namesEtag } from './etag.server.ts';
import { claimKey, idempotencyKey, type StoredAnswer } from './idempotency.server.ts';
import { allowanceHeaders, takeFromBudget, type Caller } from './limits.server.ts';
import type { Operation } from './operation.server.ts';
import { problemResponse, type Problem } from './problems.server.ts';
import type { Scope } from '#domain/access-token.ts';

export interface Holder {
  tokenId: string;
  actor: Actor;
  scopes: Scope[];
}

/** What arrives at the door, the framework left outside. */
export interface Arrival {
  world: World;
  request: Request;
  url: URL;
  params: Record<string, string>;
  /** Of the connection, or of the proxy that the configuration trusts. */
  address: string;
  locale: Locale;
  findHolder(token: string): Promise<Holder | null>;
}

/** What a handler works with; everything is parsed. */
export interface Call<Params, Query, Body> {
  world: World;
  /** Of the token; a visitor where none is needed. */
  actor: Actor;
  scopes: readonly Scope[];
  params: Params;
  query: Query;
  body: Body;
  locale: Locale;
  /** Of the connection, or of the proxy that the configuration trusts. */
  address: string;
  url: URL;
  /** The secret of a hold (operations of a booking alone). */
  holdToken: string;
  /** Makes the secret of a new hold: the same for the same idempotency key, so that a retry finds what it began. */
  newHoldToken(): string;
  /** Refuses a change that was meant for another version than `current` (If-Match); null where it may go on. */
  unlessCurrent(current: unknown): Problem | null;
}

export interface Reply<Answer> {
  body: Answer;
  /** Path of what was made. */
  location?: string;
  /** Cursor of the next page: goes into the `Link` header as well. */
  next?: string | null;
  headers?: Record<string, string>;
}
export type Outcome<Answer> = Success<Reply<Answer>> | (Refusal & { nearest?: Date[]; triesLeft?: number }) | { ok: false; problem: Problem };
export type Handler<Params, Query, Body, Answer> = (call: Call<Params, Query, Body>) => Promise<Outcome<Answer>>;

/** Answers one call: budget, token, input, idempotency, work, shape, version; in this order. */
export async function answerCall<Params, Query, Body, Answer>(
  of: Operation<Params, Query, Body, Answer>,
  arrival: Arrival,
  handle: Handler<Params, Query, Body, Answer>,
): Promise<Response> {
  const { world, request, locale } = arrival;
  const origin = world.settings.publicOrigin;
  const secret = /^Bearer +([\x21-\x7e]{1,200})$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
  const holder = secret && of.auth.kind === 'token' ? await arrival.findHolder(secret) : null;
  const caller: Caller = holder ? { kind: 'token', id: holder.tokenId } : { kind: 'address', address: arrival.address };
  const allowance = await takeFromBudget(world, caller, of.cost);
  const always = { ...allowanceHeaders(allowance), ...corsHeaders(of), vary: 'accept-language', 'content-language': locale };
  const refused = (problem: Problem) => problemResponse({ ...problem, headers: { ...always, ...problem.headers } }, origin, locale);

  if (!allowance.allowed) return refused({ kind: 'too-many-requests' });
  if (!(await world.switches.isOn('programs'))) return refused({ kind: 'programs-off' });
  const denied = accessProblem(of, secret, holder);
  if (denied) return refused(denied);

  const params = of.params.safeParse(arrival.params);
  if (!params.success) return refused({ kind: 'not-found' });
  const twice = namedTwice(arrival.url);
  if (twice.length > 0) return refused({ kind: 'invalid-input', fields: Object.fromEntries(twice.map((name) => [name, 'invalid-input'])) });
  const query = of.query.safeParse(Object.fromEntries(arrival.url.searchParams));
  if (!query.success) return refused({ kind: 'invalid-input', fields: fieldsOf(query.error) });
  const json = of.body ? await readJson(request) : { ok: true as const, value: undefined, text: '' };
  if (!json.ok) return refused({ kind: json.kind, ...(json.kind === 'invalid-input' ? { fields: { body: json.kind } } : {}) });
  const body = of.body ? of.body.safeParse(json.value) : null;
  if (body && !body.success) return refused({ kind: 'invalid-input', fields: fieldsOf(body.error) });

  const key = of.method === 'POST' ? request.headers.get('idempotency-key') : null;
  if (key !== null && !idempotencyKey.test(key)) return refused({ kind: 'invalid-input', fields: { 'Idempotency-Key': 'invalid-input' } });
  const call: Call<Params, Query, Body> = {
    world,
    actor: holder?.actor ?? { kind: 'visitor' },
    scopes: holder?.scopes ?? [],
    params: params.data,
    query: query.data,
    body: body?.data as Body,
    locale,
    address: arrival.address,
    url: arrival.url,
    holdToken: of.auth.kind === 'hold' ? (secret ?? '') : '',
    newHoldToken: () => `vh_${key === null ? world.ids.secret(32) : Buffer.from(world.vault.sign('cookie', `hold-token|${key}`)).toString('base64url')}`,
    unlessCurrent: (current) => conditionProblem(request.headers.get('if-match'), of.answer, current),
  };
  const work = () => perform(of, call, handle);
  if (key === null) return finish(of, request, await work(), always, refused);

  const claim = await claimKey(world, {
    caller: holder ? `token|${holder.tokenId}` : `open|${secret ?? ''}`,
    key,
    request: [of.id, arrival.url.pathname.replace(/^\/en(?=\/)/, ''), arrival.url.search, json.text].join('\n'),
  });
  if (claim.kind === 'key-reused' || claim.kind === 'still-working') return refused({ kind: claim.kind, headers: claim.kind === 'still-working' ? { 'retry-after': '2' } : {} });
  if (claim.kind === 'answered') {
    const { status, headers, body: text } = claim.answer;
    return new Response(text === '' ? null : text, { status, headers: { ...headers, ...always, 'idempotency-replayed': 'true' } });
  }
  try {
    const outcome = await work();
    // A refusal has had no effect: the same key may be used again once its reason is gone.
    if ('problem' in outcome) {
      await claim.drop();
      return refused(outcome.problem);
    }
    await claim.keep(outcome);
    return finish(of, request, outcome, always, refused);
  } catch (error) {
    await claim.drop();
    throw error;
  }
}

async function perform<Params, Query, Body, Answer>(
  of: Operation<Params, Query, Body, Answer>,
  call: Call<Params, Query, Body>,
  handle: Handler<Params, Query, Body, Answer>,
): Promise<StoredAnswer | { problem: Problem }> {
  const outcome = await handle(call);
  if (!outcome.ok) {
    if ('problem' in outcome) return { problem: outcome.problem };
    const { kind, fields, nearest, triesLeft } = outcome;
    return { problem: { kind, fields, nearest, triesLeft } };
  }
  const { body, location, next, headers = {} } = outcome.value;
  const text = of.answer ? JSON.stringify(of.answer.parse(body)) : '';
  return {
    status: of.status,
    headers: {
      ...headers,
      ...(of.answer ? { 'content-type': 'application/json; charset=utf-8', ...(headers['etag'] ? {} : { etag: etagOf(text) }) } : {}),
      ...(location ? { location } : {}),
      ...(next ? { link: `<${pageAfter(call.url, next)}>; rel="next"` } : {}),
    },
    body: text,
  };
}

function finish<Params, Query, Body, Answer>(
  of: Operation<Params, Query, Body, Answer>,
  request: Request,
  outcome: StoredAnswer | { problem: Problem },
  always: Record<string, string>,
  refused: (problem: Problem) => Response,
): Response {
  if ('problem' in outcome) return refused(outcome.problem);
  const isOpenRead = of.auth.kind === 'open' && of.method === 'GET';
  const headers = { ...outcome.headers, ...always, 'cache-control': isOpenRead ? 'no-cache' : 'no-store' };
  const etag = outcome.headers['etag'];
  if (of.method === 'GET' && etag && namesEtag(request.headers.get('if-none-match'), etag)) {
    const { 'content-type': _type, ...rest } = headers as Record<string, string>;
    return new Response(null, { status: 304, headers: rest });
  }
  return new Response(outcome.body === '' ? null : outcome.body, { status: outcome.status, headers });
}

function accessProblem(of: { auth: Operation<unknown, unknown, unknown, unknown>['auth'] }, secret: string | null, holder: Holder | null): Problem | null {
  const challenge = { 'www-authenticate': `Bearer realm="api"` };
  if (of.auth.kind === 'open') return null;
  if (secret === null) return { kind: 'token-missing', headers: challenge };
  if (of.auth.kind === 'hold') return null;
  if (!holder) return { kind: 'token-invalid', headers: { 'www-authenticate': 'Bearer realm="api", error="invalid_token"' } };
  const { scope } = of.auth;
  if (scope === null || holder.scopes.includes(scope)) return null;
  return { kind: 'scope-missing', detail: scope, headers: { 'www-authenticate': `Bearer realm="api", error="insufficient_scope", scope="${scope}"` } };
}

function conditionProblem(ifMatch: string | null, shape: ZodType | null, current: unknown): Problem | null {
  if (ifMatch === null) return { kind: 'condition-missing' };
  const etag = etagOf(JSON.stringify(shape ? shape.parse(current) : current));
  return namesEtag(ifMatch, etag) ? null : { kind: 'changed-meanwhile', headers: { etag } };
}

/** A name given twice is nothing we ask for. */
function namedTwice({ searchParams }: URL): string[] {
  const names = [...searchParams.keys()];
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))].slice(0, 20).map((name) => name.slice(0, 80));
}

/** Faults by the path of the field: `price.cents`; what is unknown by its own name. */
function fieldsOf(error: ZodError): Record<string, RefusalKind> {
  const fields: Record<string, RefusalKind> = {};
  for (const issue of error.issues) {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.map(String).join('.')];
    for (const name of names.slice(0, 20)) fields[name === '' ? 'body' : name.slice(0, 80)] = 'invalid-input';
  }
  return fields;
}

function pageAfter(url: URL, cursor: string): string {
  const next = new URLSearchParams(url.searchParams);
  next.set('cursor', cursor);
  return `${url.pathname}?${next}`;
}

/** Public reads are for every site, without credentials; everything else is for programs, not for other sites' pages. */
export function corsHeaders(of: Pick<Operation<unknown, unknown, unknown, unknown>, 'auth' | 'method'>): Record<string, string> {
  if (of.auth.kind !== 'open' || of.method !== 'GET') return {};
  return { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'ETag, Link, RateLimit, RateLimit-Policy, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After' };
}

/** SHA-256 of a hold's secret: to the commands it is the browser that began the booking. */
export function browserHashOf(holdToken: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(`hold|${holdToken}`).digest());
}
