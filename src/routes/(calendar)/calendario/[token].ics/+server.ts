import { answerFeed } from '#features/calendars/feed-answer.server.ts';
import type { RequestHandler } from './$types';

/** The feed that calendar programs subscribe to (B7). HEAD is answered the same, without the file. */
export const GET: RequestHandler = async ({ locals, params, request }) => {
  const answer = await answerFeed(locals.world, params.token);
  if (answer.kind === 'unknown') return new Response(null, { status: 404 });
  if (answer.kind === 'too-often')
    return new Response(null, { status: 429, headers: { 'retry-after': String(answer.retryAfterSeconds) } });
  const headers = { etag: answer.etag, 'cache-control': 'private, no-cache' };
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(answer.etag)) return new Response(null, { status: 304, headers });
  return new Response(answer.content, {
    headers: {
      ...headers,
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'inline; filename="citas.ics"',
    },
  });
};
