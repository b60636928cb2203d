import { networkOf } from '#domain/network.ts';
import { m } from '#texts/compiled/messages.js';

/** Addresses that hold the secret of a link. */
const ofLinks = /\[token\]/;

/**
 * Instead of the 21st link in a minute that nobody was given: 429, from one network (fault 29). Links of people are never
 * counted, so whoever shares the guesser's address goes on.
 */
export async function guessRefusal(locals: App.Locals, route: string, status: number): Promise<Response | null> {
  if (!ofLinks.test(route) || (status !== 404 && !locals.guessed)) return null;
  const { world, address, locale } = locals;
  const limit = world.settings.guessesAMinute;
  const { allowed, used, resetsInSeconds } = await world.limits.take(`guessed-link|${networkOf(address)}`, { limit, windowSeconds: 60, cost: 1 });
  if (allowed) return null;
  if (used === limit + 1) await world.as({ kind: 'system', job: 'guesses' }, (tx) => world.alarm(tx, { kind: 'links-guessed', subject: '' }));
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'retry-after': String(resetsInSeconds) };
  return new Response(`${m.refusal_too_many_attempts({}, { locale })}\n`, { status: 429, headers });
}
