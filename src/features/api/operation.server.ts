import type { ZodType } from 'zod';
import type { Scope } from '#domain/access-token.ts';
import type { Locale } from '#domain/people.ts';
import type { RefusalKind } from '#domain/result.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Who may call: anybody; whoever holds the secret of a hold; whoever has an access token with the scope.
 */
export type Auth = { kind: 'open' } | { kind: 'hold' } | { kind: 'token'; scope: Scope | null };

/** One thing a program may ask. The same schemas parse what comes, shape what goes, and make the OpenAPI document. */
export interface Operation<Params, Query, Body, Answer> {
  /** `operationId`. */
  id: string;
  method: Method;
  /** OpenAPI's spelling: `/api/v1/specialists/{slug}`. */
  path: string;
  tag: 'search' | 'booking' | 'practice' | 'appointments';
  summary: (inputs: Record<string, never>, options: { locale: Locale }) => string;
  auth: Auth;
  params: ZodType<Params>;
  query: ZodType<Query>;
  body: ZodType<Body> | null;
  /** Null where the answer has no body (204). */
  answer: ZodType<Answer> | null;
  status: 200 | 201 | 204;
  /** Refusals beside those that every operation can give. */
  refusals: readonly RefusalKind[];
  /** How much of the minute's budget one call takes. */
  cost: number;
  /** Whether a change must name the version it is meant for (If-Match). */
  conditional: boolean;
  examples: { params?: Record<string, string>; query?: Record<string, string>; body?: unknown };
}

export type AnyOperation = Operation<unknown, unknown, unknown, unknown>;

/** Keeps the types of the schemas together; nothing else happens here. */
export function operation<Params, Query, Body, Answer>(of: Operation<Params, Query, Body, Answer>): Operation<Params, Query, Body, Answer> {
  return of;
}
