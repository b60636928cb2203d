import { json, redirect } from '@sveltejs/kit';
import { findUnfinished } from '#features/booking/held.server.ts';
import { m } from '#texts/compiled/messages.js';
import { localizeHref } from '#texts/compiled/runtime.js';
import type { RequestHandler } from './$types';

/** What this browser left half done (B4): as data for public pages, which know nobody; for a person who opens it, the way on. */
export const GET: RequestHandler = async ({ locals: { world, browserHash, locale }, request }) => {
  const found = await findUnfinished(world, browserHash, locale);
  const href = localizeHref(found ? `/reservar/${found.id}` : '/buscar', { locale });
  if (!request.headers.get('accept')?.includes('application/json')) redirect(303, href);
  return json(found && { href, words: m.resume_what({ who: found.specialist, when: found.when }, { locale }) });
};
