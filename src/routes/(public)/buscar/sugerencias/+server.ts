import { json } from '@sveltejs/kit';
import { suggest } from '#features/search/suggestions.server.ts';
import type { RequestHandler } from './$types';

const longest = 80;

/** What a field offers for an unfinished text, as JSON; the same for everybody, so browsers may keep it (P4). */
export const GET: RequestHandler = async ({ locals, url }) => {
  const field = url.searchParams.get('campo') === 'donde' ? 'donde' : 'que';
  const text = (url.searchParams.get('texto') ?? '').slice(0, longest);
  const suggestions = await suggest(locals.world, { field, text, locale: locals.locale });
  return json({ suggestions }, { headers: { 'cache-control': 'public, max-age=300' } });
};
