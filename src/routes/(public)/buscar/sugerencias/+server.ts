import { json } from '@sveltejs/kit';
import { suggest } from '#features/search/suggestions.server.ts';
import { m } from '#texts/compiled/messages.js';
import { localizeHref } from '#texts/compiled/runtime.js';
import type { RequestHandler } from './$types';

const longest = 80;

/** What a field offers for an unfinished text, as JSON; the same for everybody, so browsers may keep it (P4). */
export const GET: RequestHandler = async ({ locals, url }) => {
  const field = url.searchParams.get('campo') === 'donde' ? 'donde' : 'que';
  const text = (url.searchParams.get('texto') ?? '').slice(0, longest);
  const { world, locale } = locals;
  const found = await suggest(world, { field, text, locale });
  const suggestions = found.map((one) => ({ ...one, href: one.href && localizeHref(one.href, { locale }) }));
  return json({ suggestions, said: m.search_suggestions_count({ count: found.length }, { locale }) }, { headers: { 'cache-control': 'public, max-age=300' } });
};
