import { error, json } from '@sveltejs/kit';
import { z } from 'zod';
import { cityAt } from '#features/search/cities.server.ts';
import type { RequestHandler } from './$types';

const degrees = (most: number) => z.number().min(-most).max(most);
const here = z.strictObject({ latitude: degrees(90), longitude: degrees(180) });
const mostBytes = 200;

/**
 * Which city is here: asked for with a place rounded to a tenth of a degree, in a body so that no address, history or
 * log keeps it (decision 0011). Nothing of it is stored; the search then goes by the city.
 */
export const POST: RequestHandler = async ({ locals: { world, locale }, request }) => {
  const text = await request.text();
  const read = here.safeParse(text.length <= mostBytes ? parsed(text) : null);
  if (!read.success) error(400, 'invalid-input');
  return json({ city: await cityAt(world, read.data, locale) }, { headers: { 'cache-control': 'no-store' } });
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
