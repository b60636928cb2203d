import type { IncomingMessage, ServerResponse } from 'node:http';
import { keepCardEvent } from '#features/payments/news/events.server.ts';
import type { World } from '#ports/world.ts';
import { readBody, tooLarge } from './http.ts';

const largest = 256 * 1024;

/**
 * `POST /hooks/stripe`. What is not signed by its provider is answered 400 and leaves nothing
 * behind; a card event is kept once and worked on later, so that the answer is quick (quality 68, Y5).
 * Returns whether it answered.
 */
export async function handleWebhook(world: World, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const path = request.url?.split('?')[0];
  if (path !== '/hooks/stripe') return false;
  if (request.method !== 'POST') return answer(response, 405);
  const body = await readBody(request, largest);
  if (body === null) return tooLarge(response);
  return answer(response, (await keepCardEvent(world, body, String(request.headers['stripe-signature'] ?? ''))) ? 200 : 400);
}

function answer(response: ServerResponse, status: number): true {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end();
  return true;
}
