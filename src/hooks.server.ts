import { createHash, randomUUID } from 'node:crypto';
import type { RequestEvent } from '@sveltejs/kit';
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { cookieNames } from '#features/accounts/cookies.ts';
import { problemResponse } from '#features/api/problems.server.ts';
import { findActor } from '#features/accounts/sessions.server.ts';
import { paraglideMiddleware } from '#texts/compiled/server.js';
import { isAway } from './routes/away.ts';
import { bodyRefusal } from './routes/body-limit.ts';
import { guessRefusal } from './routes/guesses.ts';
import { compressed } from './routes/compress.ts';
import { keptAnswer } from './routes/kept-answers.ts';
import { guardHeaders } from './routes/guard-headers.ts';
import type { Locale } from '#domain/people.ts';
import type { World } from '#ports/world.ts';
import type { Desk } from '#rehearsal/desk.ts';

/** The dev server has no platform; main.ts leaves the world here. */
const devWorld = Symbol.for('videoconsulta.world');
const devDesk = Symbol.for('videoconsulta.desk');
/** A specialist's page for their own site. */
const embedded = '/insertar/[slug]';
const year = 365 * 24 * 3600;

function worldOf(platform: App.Platform | undefined): World {
  const world = platform?.req.world ?? (globalThis as { [devWorld]?: World })[devWorld];
  if (!world) throw new Error('a request without a world');
  return world;
}

export const handle: Handle = ({ event, resolve }) => {
  const world = worldOf(event.platform);
  return keptAnswer(world, event, () => answer(world, event, resolve));
};

async function answer(world: World, event: RequestEvent, resolve: Parameters<Handle>[0]['resolve']): Promise<Response> {
  const secure = world.settings.publicOrigin.startsWith('https:');
  const names = cookieNames(world.settings.publicOrigin);
  const route = event.route.id ?? '';
  const forPrograms = isMachineRoute(route);
  const brought = event.cookies.get(names.browser) ?? '';
  event.locals.newBrowser = brought.length < 20;
  const browser = event.locals.newBrowser ? world.ids.secret(18) : brought;
  if (event.locals.newBrowser && !forPrograms && (event.request.method === 'POST' || needsBrowser(event.url.pathname))) {
    event.cookies.set(names.browser, browser, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: year });
  }
  event.locals.world = world;
  event.locals.address = event.getClientAddress();
  if (isForged(event.request, world.settings.publicOrigin)) return forPrograms ? problemResponse({ kind: 'other-site' }, world.settings.publicOrigin, 'es') : new Response(null, { status: 403 });
  const refusedBody = forPrograms ? null : bodyRefusal(event.request, route);
  if (refusedBody) return new Response(null, { status: refusedBody, headers: { connection: 'close' } });
  event.locals.desk = event.platform?.req.desk ?? (globalThis as { [devDesk]?: Desk | null })[devDesk] ?? null;
  event.locals.browserHash = createHash('sha256').update(browser).digest();
  // Programs bring their own key; a cookie gives them nothing (quality 31).
  const session = await findActor(world, forPrograms ? null : (event.cookies.get(names.session) ?? null));
  event.locals.actor = session.actor;
  event.locals.sessionId = session.sessionId;

  return paraglideMiddleware(event.request, async ({ locale }) => {
    event.locals.locale = locale as Locale;
    const response = await resolve(event, { transformPageChunk: ({ html }) => html.replace('%vc.lang%', locale).replace('%vc.theme%', themeOf(event.url, route)) });
    const guard = { route, secure, forPrograms };
    const refused = await guessRefusal(event.locals, route, response.status);
    if (refused) {
      guardHeaders(refused.headers, guard);
      return refused;
    }
    guardHeaders(response.headers, guard);
    if (event.locals.frameAncestors) openToFrames(response.headers, event.locals.frameAncestors);
    if (response.status === 503) comeBack(response.headers, event);
    return compressed(event.request, response);
  });
}

/** A page that could not be drawn asks for itself again in a few seconds, each at another moment (docs/decisions/0068). */
function comeBack(headers: Headers, { request, locals }: RequestEvent): void {
  headers.set('retry-after', '5');
  const seconds = 4 + ((locals.world.ids.bytes(1)[0] ?? 0) % 6);
  if (request.method === 'GET' && headers.get('content-type')?.startsWith('text/html')) headers.set('refresh', String(seconds));
}

/** Doors of programs: no cookie is read there, and none set. */
function isMachineRoute(route: string): boolean {
  return /^\/(api|fhir|\(calendar\)|\$bulk-publish)(\/|$)/.test(route);
}

/** Public pages set no cookie at all; what belongs to a browser does. */
function needsBrowser(path: string): boolean {
  return /^(\/en)?\/(reservar|entrar|sala|consulta|citas|agenda|operador|e)(\/|$)/.test(path);
}

/** What another site made this browser send. Forms are the framework's to refuse; this holds for JSON as well (quality 31). */
function isForged(request: Request, publicOrigin: string): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return false;
  const origin = request.headers.get('origin');
  return origin === null ? request.headers.get('sec-fetch-site') === 'cross-site' : origin !== publicOrigin;
}

/** The page for other sites takes the colours of the site around it; every other page follows the system. */
function themeOf(url: URL, route: string): string {
  const asked = route === embedded ? url.searchParams.get('tema') : null;
  return asked === 'oscuro' ? ' data-theme="dark"' : asked === 'claro' ? ' data-theme="light"' : '';
}

/** For that page alone: the sites that may frame it, instead of none. */
function openToFrames(headers: Headers, ancestors: string): void {
  const policy = headers.get('content-security-policy');
  if (policy) headers.set('content-security-policy', policy.replace("frame-ancestors 'none'", `frame-ancestors ${ancestors}`));
  headers.set('cross-origin-resource-policy', 'cross-origin');
}

/** What no form of ours sends: a broken envelope, or text that no database holds (a zero character). */
function isUnreadable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === '22021') return true;
  return error instanceof TypeError && /FormData|boundary|multipart/i.test(error.message);
}

/** Faults get an id for the log and words for the person; what a page threw on purpose keeps its own (quality 40). */
export const handleError: HandleServerError = ({ error, event, kind }) => {
  if (kind === 'app') return;
  const id = randomUUID().slice(0, 8);
  if (kind === 'framework') return { id };
  if (isUnreadable(error)) return { status: 400, message: 'invalid-input', id };
  const away = isAway(error);
  // A page whose own code cannot be read fails before `handle`: it has no locals yet.
  worldOf(event.platform).log.error({ id, route: event.route.id ?? '', away, error: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' }, 'page failed');
  return away ? { status: 503, message: 'unavailable', id } : { message: 'failed', id };
};
