import { createHash, randomUUID } from 'node:crypto';
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { cookieNames } from '#features/accounts/cookies.ts';
import { findActor } from '#features/accounts/sessions.server.ts';
import { paraglideMiddleware } from '#texts/compiled/server.js';
import type { Locale } from '#domain/people.ts';
import type { World } from '#ports/world.ts';
import type { Desk } from '#rehearsal/desk.ts';

/** The dev server has no platform; main.ts leaves the world here. */
const devWorld = Symbol.for('videoconsulta.world');
const devDesk = Symbol.for('videoconsulta.desk');
const year = 365 * 24 * 3600;

function worldOf(platform: App.Platform | undefined): World {
  const world = platform?.req.world ?? (globalThis as { [devWorld]?: World })[devWorld];
  if (!world) throw new Error('a request without a world');
  return world;
}

export const handle: Handle = async ({ event, resolve }) => {
  const world = worldOf(event.platform);
  const secure = world.settings.publicOrigin.startsWith('https:');
  const names = cookieNames(world.settings.publicOrigin);
  let browser = event.cookies.get(names.browser);
  if (!browser || browser.length < 20) {
    browser = world.ids.secret(18);
    if (event.request.method === 'POST' || needsBrowser(event.url.pathname)) {
      event.cookies.set(names.browser, browser, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: year });
    }
  }
  event.locals.world = world;
  event.locals.desk = event.platform?.req.desk ?? (globalThis as { [devDesk]?: Desk | null })[devDesk] ?? null;
  event.locals.browserHash = createHash('sha256').update(browser).digest();
  const session = await findActor(world, event.cookies.get(names.session) ?? null);
  event.locals.actor = session.actor;
  event.locals.sessionId = session.sessionId;

  return paraglideMiddleware(event.request, async ({ locale }) => {
    event.locals.locale = locale as Locale;
    const response = await resolve(event, { transformPageChunk: ({ html }) => html.replace('%vc.lang%', locale) });
    guardHeaders(response.headers, event.url.pathname, secure);
    return response;
  });
};

/** Public pages set no cookie at all; what belongs to a browser does. */
function needsBrowser(path: string): boolean {
  return /^(\/en)?\/(reservar|entrar|sala|consulta|citas|agenda|e)(\/|$)/.test(path);
}

const privatePages = /^(\/en)?\/(reservar|entrar|sala|consulta|citas|agenda|perfil|pacientes|mensajes|e|ensayo|opinar)(\/|$)/;
const roomPages = /^(\/en)?\/(sala|consulta|e|prueba)(\/|$)/;

function guardHeaders(headers: Headers, path: string, secure: boolean): void {
  headers.set('referrer-policy', 'same-origin');
  headers.set('x-content-type-options', 'nosniff');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set(
    'permissions-policy',
    roomPages.test(path)
      ? 'camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), picture-in-picture=(self), screen-wake-lock=(self), speaker-selection=(self), geolocation=()'
      : 'camera=(), microphone=(), display-capture=(), geolocation=()',
  );
  if (secure) headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  if (privatePages.test(path)) {
    headers.set('cache-control', 'no-store');
    headers.set('x-robots-tag', 'noindex');
  }
}

/** Faults of the connection to the database, by PostgreSQL's and Node's own codes: the page says "in a moment", not "broken". */
const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '53300', '08006', '08001', '25P03']);

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string') return awayCodes.has(error.code);
  return /timeout exceeded when trying to connect|Connection terminated/.test(error.message);
}

/** Faults get an id for the log and words for the person; what a page threw on purpose keeps its own (quality 40). */
export const handleError: HandleServerError = ({ error, event, kind }) => {
  if (kind === 'app') return;
  const id = randomUUID().slice(0, 8);
  if (kind === 'framework') return { id };
  const away = isAway(error);
  const world = event.locals.world as World | undefined;
  world?.log.error({ id, route: event.route.id ?? '', away, error: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' }, 'page failed');
  return away ? { status: 503, message: 'unavailable', id } : { message: 'failed', id };
};
