import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { Actor } from '#domain/people.ts';
import { may } from '#domain/permissions.ts';
import { isFreshSession } from '#features/accounts/second-factor/factors.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';

export type Operator = Extract<Actor, { kind: 'operator' }>;

/**
 * Lets operators in, who have shown a second factor by then (A1: a session without one is a patient's); everybody else
 * goes to sign in and comes back to the path.
 */
export function operatorDoor({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>): Operator {
  const { actor, locale } = locals;
  if (!may(actor, 'run-site')) redirect(303, localizeHref(`/entrar?volver=${encodeURIComponent(url.pathname)}`, { locale }));
  return actor;
}

/** Whether this sign-in is fresh enough for what cannot be taken back (quality 18). */
export async function isFreshOperator({ locals }: Pick<RequestEvent, 'locals'>): Promise<boolean> {
  return locals.sessionId !== null && (await isFreshSession(locals.world, locals.sessionId));
}

/** A table for a spreadsheet, never kept by anything in between. */
export function csvAnswer(name: string, body: string): Response {
  return new Response(body, {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}.csv"`, 'cache-control': 'no-store' },
  });
}
