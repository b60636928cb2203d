import type { RequestEvent } from '@sveltejs/kit';
import { findTokenHolder } from '#features/accounts/access-tokens.server.ts';
import { etagOf, namesEtag } from '#features/api/etag.server.ts';
import { allowanceHeaders, takeFromBudget, type Caller } from '#features/api/limits.server.ts';
import { problemTitle, statusOfProblem } from '#features/api/problems.server.ts';
import { fhirType, refusedResponse, takesJson, type Refused } from '#features/fhir/answer.server.ts';
import { faultOf, localeOf } from '../api/door.server.ts';
import type { Actor } from '#domain/people.ts';
import { may } from '#domain/permissions.ts';

export type Outcome = { body: unknown; secret?: boolean } | { refused: Refused };
interface Asker {
  /** Of a token with `fhir:read`; null for everybody else. */
  actor: Extract<Actor, { kind: 'specialist' | 'assistant' }> | null;
}

const allow = 'GET, HEAD, OPTIONS';
const cors = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'ETag, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After' };

/** Answers one question in FHIR's terms: budget, token, work, version. Faults leave an id in the log and no trace outside. */
export async function answerFhir(event: RequestEvent, work: (asker: Asker) => Promise<Outcome>): Promise<Response> {
  const { request, locals } = event;
  const locale = localeOf(event);
  if (!takesJson(request.headers.get('accept'))) return refusedResponse({ status: 406, code: 'not-supported', words: 'application/fhir+json' });
  try {
    const secret = /^Bearer +([\x21-\x7e]{1,200})$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
    const holder = secret ? await findTokenHolder(locals.world, secret) : null;
    const caller: Caller = holder ? { kind: 'token', id: holder.tokenId } : { kind: 'address', address: event.getClientAddress() };
    const allowance = await takeFromBudget(locals.world, caller, 1);
    const always = { ...allowanceHeaders(allowance), vary: 'accept-language, authorization' };
    const refused = (of: Refused) => refusedResponse({ ...of, headers: { ...always, ...cors, ...of.headers } });
    if (!allowance.allowed) return refused({ status: 429, code: 'throttled', words: problemTitle('too-many-requests', locale) });
    if (!(await locals.world.switches.isOn('programs'))) return refused({ status: 503, code: 'transient', words: problemTitle('programs-off', locale) });
    if (secret && !holder) return refused(loginRefused(problemTitle('token-invalid', locale)));
    const actor = holder && holder.scopes.includes('fhir:read') && may(holder.actor, 'keep-agenda') ? holder.actor : null;
    const outcome = await work({ actor });
    if ('refused' in outcome) return refused(outcome.refused);
    const text = JSON.stringify(outcome.body);
    const etag = etagOf(text);
    const headers = { ...always, etag, 'cache-control': outcome.secret ? 'no-store' : 'no-cache', ...(outcome.secret ? {} : cors) };
    if (namesEtag(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
    return new Response(text, { headers: { ...headers, 'content-type': fhirType } });
  } catch (error) {
    const fault = faultOf(event, error);
    const status = statusOfProblem(fault.kind) as Refused['status'];
    return refusedResponse({ status, code: status === 400 ? 'invalid' : status === 503 ? 'transient' : 'exception', words: `${problemTitle(fault.kind, locale)} ${fault.id ?? ''}`.trim(), ...(fault.headers ? { headers: fault.headers } : {}) });
  }
}

/** For what is not asked through `answerFhir`: refused while the operator has closed access for programs (0069). */
export async function whileOpen(event: RequestEvent, work: () => Promise<Response>): Promise<Response> {
  if (await event.locals.world.switches.isOn('programs')) return work();
  return refusedResponse({ status: 503, code: 'transient', words: problemTitle('programs-off', localeOf(event)), headers: cors });
}

export function loginRefused(words: string): Refused {
  return { status: 401, code: 'login', words, headers: { 'www-authenticate': 'Bearer realm="fhir"' } };
}

/** Reading alone: OPTIONS tells so, every other method is refused. */
export function readingOnly(event: RequestEvent): Response {
  if (event.request.method === 'OPTIONS') {
    return new Response(null, { status: 204, headers: { allow, 'access-control-allow-origin': '*', 'access-control-allow-methods': allow, 'access-control-allow-headers': 'Accept-Language, If-None-Match', 'access-control-max-age': '86400' } });
  }
  return refusedResponse({ status: 405, code: 'not-supported', words: problemTitle('method-not-allowed', localeOf(event)), headers: { allow } });
}
