import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { World } from '#ports/world.ts';
import { readBody, tooLarge, type EarlyHandler } from '../http.ts';

/** Where browsers tell what a page's policy kept out; named in the policy itself (vite.config.ts). */
const path = '/hooks/politica';
const largest = 16 * 1024;
const aMinute = 20;

const report = z.looseObject({
  'csp-report': z.looseObject({
    'effective-directive': z.string().regex(/^[a-z-]{1,40}$/),
    'blocked-uri': z.string().max(4000).default(''),
  }),
});

/**
 * `POST /hooks/politica` (quality 29): which directive was hurt and from which host goes to the log, at most twenty a minute;
 * the page's address never, for it may hold a link's token.
 */
export function policyReports(world: Pick<World, 'clock' | 'log'>): EarlyHandler {
  let minute = 0;
  let told = 0;
  return async (request, response) => {
    if (request.url?.split('?')[0] !== path) return false;
    if (request.method !== 'POST') return answer(response, 405);
    const body = await readBody(request as IncomingMessage, largest);
    if (body === null) return tooLarge(response);
    const parsed = report.safeParse(parse(body));
    if (!parsed.success) return answer(response, 400);
    const now = Math.floor(world.clock.machineNow().getTime() / 60_000);
    told = now === minute ? told + 1 : 1;
    minute = now;
    const said = parsed.data['csp-report'];
    if (told <= aMinute) world.log.warn({ directive: said['effective-directive'], blocked: hostOf(said['blocked-uri']) }, 'content policy kept something out');
    return answer(response, 204);
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** 'inline', 'eval', 'data' or a host: never a path. */
function hostOf(blocked: string): string {
  if (/^[a-z-]{1,20}$/.test(blocked)) return blocked;
  return URL.canParse(blocked) ? new URL(blocked).host.slice(0, 100) : 'unknown';
}

function answer(response: ServerResponse, status: number): true {
  response.writeHead(status, { 'cache-control': 'no-store' }).end();
  return true;
}
