import { randomUUID } from 'node:crypto';
import type { RequestEvent } from '@sveltejs/kit';
import type { Locale } from '#domain/people.ts';
import { findTokenHolder } from '#features/accounts/access-tokens.server.ts';
import { answerCall, corsHeaders, type Call, type Handler, type Outcome } from '#features/api/call.server.ts';
import type { Method, Operation } from '#features/api/operation.server.ts';
import { problemResponse, type Problem } from '#features/api/problems.server.ts';
import { refuse, type Refusal } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import { listPractice, type Practice, type PracticeActor } from '#features/schedule/queries.server.ts';
import type { Tx, World } from '#ports/world.ts';
import { isAway } from '../away.ts';

type Endpoint = (event: RequestEvent) => Promise<Response>;

/** An operation with what does it, as an endpoint of the framework. Faults get an id for the log and words, no trace. */
export function answer<Params, Query, Body, Answer>(of: Operation<Params, Query, Body, Answer>, handle: Handler<Params, Query, Body, Answer>): Endpoint {
  return async (event) => {
    const { world } = event.locals;
    const { request, url } = event;
    const locale = localeOf(event);
    try {
      return await answerCall(
        of,
        { world, request, url, params: event.params as Record<string, string>, address: event.getClientAddress(), locale, findHolder: (token) => findTokenHolder(world, token) },
        handle,
      );
    } catch (error) {
      return problemResponse(faultOf(event, error), world.settings.publicOrigin, locale);
    }
  };
}

/** What a fault is to a program: its id alone, the rest stands in the log. */
export function faultOf({ locals, route }: RequestEvent, error: unknown): Problem {
  // Text that no database holds (a zero character) is the caller's.
  if (error instanceof Error && 'code' in error && error.code === '22021') return { kind: 'invalid-input' };
  const id = randomUUID().slice(0, 8);
  const away = isAway(error);
  locals.world.log.error({ id, route: route.id ?? '', away, error: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' }, 'call failed');
  return away ? { kind: 'unavailable', id, headers: { 'retry-after': '5' } } : { kind: 'failed', id };
}

/** Every other method of an address: what it takes to OPTIONS, 405 with the same list to the rest (RFC 9110 §9.3.7, §15.5.6). */
export function otherwise(...of: readonly Pick<Operation<unknown, unknown, unknown, unknown>, 'method' | 'auth'>[]): Endpoint {
  const methods: (Method | 'HEAD' | 'OPTIONS')[] = of.flatMap(({ method }) => (method === 'GET' ? (['GET', 'HEAD'] as const) : [method]));
  const allow = [...methods, 'OPTIONS'].join(', ');
  const open = of.find(({ auth, method }) => auth.kind === 'open' && method === 'GET');
  return async (event) => {
    if (event.request.method === 'OPTIONS') {
      const cors = open ? { ...corsHeaders(open), 'access-control-allow-methods': 'GET, HEAD, OPTIONS', 'access-control-allow-headers': 'Accept-Language, If-None-Match', 'access-control-max-age': '86400' } : {};
      return new Response(null, { status: 204, headers: { allow, ...cors } });
    }
    return problemResponse({ kind: 'method-not-allowed', headers: { allow } }, event.locals.world.settings.publicOrigin, localeOf(event));
  };
}

/** The language asked for: of the address, otherwise of `Accept-Language`, Spanish where it names none of ours. */
export function localeOf({ url, request, locals }: RequestEvent): Locale {
  if (/^\/en(\/|$)/.test(url.pathname)) return locals.locale;
  const wanted = (request.headers.get('accept-language') ?? '')
    .slice(0, 200)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = Number(parameters.map((one) => /^\s*q=([\d.]+)$/.exec(one)?.[1]).find(Boolean) ?? 1);
      return { tag: tag.slice(0, 2), weight };
    })
    .filter(({ tag, weight }) => weight > 0 && (tag === 'es' || tag === 'en'))
    .sort((a, b) => b.weight - a.weight);
  return wanted[0]?.tag === 'en' ? 'en' : 'es';
}

/** Whose practice a token's call is about: the one named, or the only one there is. */
export async function practiceOf(
  { world, actor }: Pick<Call<unknown, unknown, unknown>, 'world' | 'actor'>,
  asked: string | undefined,
): Promise<{ ok: true; actor: PracticeActor; practice: Practice } | Extract<Outcome<never>, { ok: false }>> {
  if (!may(actor, 'keep-agenda')) return { ok: false, kind: 'not-allowed' };
  const practices = await listPractice(world, actor);
  if (asked === undefined && practices.length > 1) return { ok: false, kind: 'invalid-input', fields: { specialist: 'choice-missing' } };
  const practice = asked === undefined ? practices[0] : practices.find((one) => one.id === asked);
  return practice ? { ok: true, actor, practice } : { ok: false, kind: 'not-found' };
}

/** The token's owner as one who keeps an agenda; null for anybody else. */
export function practiceActor(actor: Call<unknown, unknown, unknown>['actor']): PracticeActor | null {
  return may(actor, 'keep-agenda') ? actor : null;
}

/**
 * What a command asks under its own lock, in its own transaction, before it changes anything: is it still the version
 * that the program names (If-Match)? `read` is the reading whose answer the program was given.
 */
export function stillTheVersion({ world, unlessCurrent }: Pick<Call<unknown, unknown, unknown>, 'world' | 'unlessCurrent'>, read: (world: World) => Promise<unknown>) {
  return async (tx: Tx): Promise<Refusal<'changed-meanwhile'> | null> => {
    const current = await read({ ...world, as: (_actor, work) => work(tx) });
    return unlessCurrent(current) ? refuse('changed-meanwhile') : null;
  };
}
