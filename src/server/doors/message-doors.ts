import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mailReports } from '#adapters/mail/reports.ts';
import { takeReply } from '#features/messages/wishes/replies.server.ts';
import { applyMailReport, applyTextStatus } from '#features/messages/status.server.ts';
import { unsubscribe } from '#features/messages/wishes/unsubscribe.server.ts';
import type { CallbackRequest } from '#ports/texts.ts';
import type { World } from '#ports/world.ts';
import { readBody, tooLarge } from '../http.ts';

const largest = 256 * 1024;

/**
 * What SMS providers and mail servers tell us: `/hooks/sms` (states), `/hooks/sms/respuesta` (answers), `/hooks/correo`
 * (returned mail and events), and the one press by which a mail program unsubscribes (`POST /baja/…`, RFC 8058). What
 * is not proven to come from its provider is answered 400 and leaves nothing behind. Returns whether it answered.
 */
export async function answerMessageDoors(
  parts: { world: World; mailHookSecret: string | null },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const path = request.url?.split('?')[0] ?? '';
  const { world } = parts;
  if (path === '/hooks/sms') return takeFrom(['GET', 'POST'], request, response, (callback) => keepStatus(world, callback));
  if (path === '/hooks/sms/respuesta')
    return takeFrom(['GET', 'POST'], request, response, (callback) => keepReply(world, callback));
  if (path === '/hooks/correo')
    return takeFrom(['POST'], request, response, (callback) => keepReports(world, parts.mailHookSecret, callback));
  const token = /^\/(?:en\/)?baja\/([^/]+)$/.exec(path)?.[1];
  // A person's own press goes to the page of the same address.
  if (!token || request.method !== 'POST' || request.headers['origin'] || request.headers['sec-fetch-site']) return false;
  return takeFrom(['POST'], request, response, async ({ body }) => {
    const meant = new URLSearchParams(body).get('List-Unsubscribe') === 'One-Click';
    return meant && (await unsubscribe(world, token)) ? { status: 200 } : { status: 400 };
  });
}

interface Answer {
  status: number;
  /** What to send back by SMS, as the provider wants it said. */
  twiml?: string;
}

async function takeFrom(
  methods: string[],
  request: IncomingMessage,
  response: ServerResponse,
  take: (callback: CallbackRequest) => Promise<Answer>,
): Promise<true> {
  if (!methods.includes(request.method ?? '')) return answer(response, { status: 405 });
  const body = await readBody(request, largest);
  if (body === null) return tooLarge(response);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return answer(response, await take({ url: request.url ?? '', headers, body }));
}

/** 404 asks the provider to tell it again: it may be quicker than our own commit. */
async function keepStatus(world: World, callback: CallbackRequest): Promise<Answer> {
  const status = world.texts.readStatus(atOurOrigin(world, callback));
  if (!status) return { status: 400 };
  return { status: (await applyTextStatus(world, status)) ? 200 : 404 };
}

async function keepReply(world: World, callback: CallbackRequest): Promise<Answer> {
  const reply = world.texts.readReply(atOurOrigin(world, callback));
  if (!reply) return { status: 400 };
  const words = await takeReply(world, reply);
  return { status: 200, twiml: `<Response>${words ? `<Message>${escaped(words)}</Message>` : ''}</Response>` };
}

async function keepReports(world: World, secret: string | null, { headers, body }: CallbackRequest): Promise<Answer> {
  const expected = Buffer.from(`Bearer ${secret ?? ''}`);
  const given = Buffer.from(headers['authorization'] ?? '');
  if (!secret || expected.length !== given.length || !timingSafeEqual(expected, given)) return { status: 400 };
  for (const report of mailReports.read({ contentType: headers['content-type'] ?? '', body }))
    await applyMailReport(world, report);
  return { status: 200 };
}

/** Signatures are made over the address we gave. */
function atOurOrigin(world: World, callback: CallbackRequest): CallbackRequest {
  return { ...callback, url: `${world.settings.publicOrigin}${callback.url}` };
}

function escaped(words: string): string {
  return words.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function answer(response: ServerResponse, { status, twiml }: Answer): true {
  const type = twiml === undefined ? 'text/plain' : 'text/xml';
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex',
  });
  response.end(twiml ?? (status === 200 ? 'OK' : ''));
  return true;
}
