import { localizeHref } from '#texts/compiled/runtime.js';
import type { RequestHandler } from './$types';

/**
 * For the link page of a browser that has its place in a call that runs: the room's page is fetched while its person still reads (S2). It is
 * only read, nothing of it runs, and no seat is taken before a press (V2). Browsers that do not know such rules pass over them.
 */
export const GET: RequestHandler = ({ locals }) =>
  new Response(JSON.stringify({ prefetch: [{ urls: [localizeHref('/sala', { locale: locals.locale })], eagerness: 'immediate' }] }), { headers: { 'content-type': 'application/speculationrules+json' } });
