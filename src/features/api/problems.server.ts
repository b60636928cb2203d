import { z } from 'zod';
import type { Locale } from '#domain/people.ts';
import { refusalKinds, type RefusalKind } from '#domain/result.ts';
import { m } from '#texts/compiled/messages.js';
import { refusalText } from '#texts/refusals.ts';

/** What only a program can cause, beside the refusals that people cause too (domain/result.ts). */
const ofPrograms = {
  'token-missing': { status: 401, words: m.api_problem_token_missing },
  'token-invalid': { status: 401, words: m.api_problem_token_invalid },
  'scope-missing': { status: 403, words: m.api_problem_scope_missing },
  'other-site': { status: 403, words: m.api_problem_other_site },
  'unknown-address': { status: 404, words: m.api_problem_unknown_address },
  'method-not-allowed': { status: 405, words: m.api_problem_method_not_allowed },
  'too-large': { status: 413, words: m.api_problem_too_large },
  'not-json': { status: 415, words: m.api_problem_not_json },
  'changed-meanwhile': { status: 412, words: m.api_problem_changed_meanwhile },
  'condition-missing': { status: 428, words: m.api_problem_condition_missing },
  'key-reused': { status: 422, words: m.api_problem_key_reused },
  'still-working': { status: 409, words: m.api_problem_still_working },
  'too-many-requests': { status: 429, words: m.api_problem_too_many_requests },
  failed: { status: 500, words: m.api_problem_failed },
  unavailable: { status: 503, words: m.api_problem_unavailable },
} as const;
type ProgramProblem = keyof typeof ofPrograms;
export type ProblemKind = RefusalKind | ProgramProblem;

/** Status of a refusal; whatever is not named here is a conflict with how things stand. */
const statuses: Partial<Record<RefusalKind, number>> = {
  'invalid-input': 400,
  'not-found': 404,
  'not-allowed': 403,
  'sign-in-first': 401,
  'too-many-attempts': 429,
  'no-text-now': 429,
  'code-wrong': 422,
  'code-invalid': 422,
  'code-expired': 422,
  'hold-expired': 410,
  'bookings-off': 503,
  'programs-off': 503,
};

function isOfPrograms(kind: ProblemKind): kind is ProgramProblem {
  return kind in ofPrograms;
}

export function statusOfProblem(kind: ProblemKind): number {
  return isOfPrograms(kind) ? ofPrograms[kind].status : (statuses[kind] ?? 409);
}

export function problemTitle(kind: ProblemKind, locale: Locale): string {
  // People are shown their fields; a program is told where they stand.
  if (kind === 'invalid-input') return m.api_problem_invalid_input({}, { locale });
  return isOfPrograms(kind) ? ofPrograms[kind].words({}, { locale }) : refusalText(kind, { locale });
}

function fieldTitle(kind: ProblemKind, locale: Locale): string {
  return kind === 'invalid-input' ? m.api_problem_invalid_field({}, { locale }) : problemTitle(kind, locale);
}

/** Every kind with its status, for the page that explains them. */
export function listProblems(locale: Locale): { kind: ProblemKind; status: number; title: string }[] {
  const kinds: ProblemKind[] = [...(Object.keys(ofPrograms) as ProgramProblem[]), ...refusalKinds];
  return kinds.map((kind) => ({ kind, status: statusOfProblem(kind), title: problemTitle(kind, locale) })).sort((a, b) => a.status - b.status);
}

/** RFC 9457. `kind` is ours and stable; titles are words for people and may change. */
export const problemShape = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int().min(400).max(599),
    kind: z.string(),
    detail: z.string().optional(),
    fields: z.record(z.string(), z.object({ kind: z.string(), title: z.string() })).optional(),
    nearest: z.array(z.iso.datetime()).optional(),
    triesLeft: z.int().optional(),
    id: z.string().optional(),
  })
  .meta({ id: 'Problem' });

export interface Problem {
  kind: ProblemKind;
  detail?: string | undefined;
  fields?: Record<string, ProblemKind> | undefined;
  /** The free slots nearest to one that is gone (B2). */
  nearest?: readonly Date[] | undefined;
  triesLeft?: number | undefined;
  /** Of a fault in the log. */
  id?: string | undefined;
  headers?: Record<string, string>;
}

/** A problem as an answer. Nothing of a person, no trace of a machine. */
export function problemBody(problem: Problem, origin: string, locale: Locale): z.infer<typeof problemShape> {
  const { kind, detail, fields, nearest, triesLeft, id } = problem;
  return {
    type: `${origin}/api#${kind}`,
    title: problemTitle(kind, locale),
    status: statusOfProblem(kind),
    kind,
    ...(detail ? { detail } : {}),
    ...(fields ? { fields: Object.fromEntries(Object.entries(fields).map(([name, of]) => [name, { kind: of, title: fieldTitle(of, locale) }])) } : {}),
    ...(nearest ? { nearest: nearest.map((slot) => slot.toISOString()) } : {}),
    ...(triesLeft === undefined ? {} : { triesLeft }),
    ...(id ? { id } : {}),
  };
}

export function problemResponse(problem: Problem, origin: string, locale: Locale): Response {
  const body = problemBody(problem, origin, locale);
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: { 'content-type': 'application/problem+json', 'content-language': locale, 'cache-control': 'no-store', ...problem.headers },
  });
}
