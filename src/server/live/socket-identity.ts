import { createHash } from 'node:crypto';
import { may } from '#domain/permissions.ts';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'socket.io';
import type { Answer, ClientEvents, Entry, ServerEvents } from '#call/protocol.ts';
import { cookieNames } from '#features/accounts/cookies.ts';
import { findActor, keepAwake } from '#features/accounts/sessions.server.ts';
import { claimIn, patientClaim } from '#features/room/pages.server.ts';
import { readRoom, type Claim } from '#features/room/rooms.server.ts';
import { handshakeSchema } from '#features/room/schema.ts';
import type { Seated } from '#features/room/seats.server.ts';
import type { World } from '#ports/world.ts';

export interface SocketData {
  claim: Claim | null;
  /** Who it is, for counting how many are open: an account, or a patient's browser in one room. */
  person: string;
  /** Topics an agenda listens to. */
  topics: string[];
  session: string | null;
  /** How this page takes its seat on arrival; null where it only looks. */
  entry: Entry | null;
  /** What became of that at the door; said and forgotten as the line opens. */
  arrival: Answer<Seated> | null;
  /** Which session that is: ended, its sockets are cut (quality 21). */
  sessionId: string | null;
  mediaConnected: boolean;
  /** Machine time up to which connected seconds were counted. */
  countedUntil: number;
  tokens: number;
  refilledAt: number;
}
/** What the processes tell each other. */
export interface ProcessEvents {
  /** Whoever sits in that seat goes, except the named socket. */
  dismiss(room: string, except: string): void;
}
export type RoomSocket = Socket<ClientEvents, ServerEvents, ProcessEvents, SocketData>;

const perSecond = 50;
const burst = 100;

/** Known by its cookies; `linkVersion`: what a patient's cookie says of it, to be looked at as they sit down (V1). */
export interface Known {
  linkVersion: number | null;
}

/**
 * Who a socket is: from its cookies alone, never from what it says (quality 41); null for nobody. Whether there is such a
 * room for them is told here to who only looks, and by `enterRoom` to who sits down as they arrive (fault 63).
 */
export async function identify(world: World, socket: RoomSocket): Promise<Known | null> {
  const parsed = handshakeSchema.safeParse(socket.handshake.auth);
  if (!parsed.success) return null;
  const names = cookieNames(world.settings.publicOrigin);
  const cookies = readCookies(socket.handshake.headers.cookie ?? '');
  const browserHash = createHash('sha256').update(cookies.get(names.browser) ?? '').digest();
  const now = world.clock.machineNow().getTime();
  Object.assign(socket.data, { claim: null, person: '', topics: [], session: null, sessionId: null, entry: null, arrival: null, mediaConnected: false, countedUntil: now, tokens: burst, refilledAt: now });

  if (parsed.data.as !== 'agenda') socket.data.entry = parsed.data.enter ?? null;
  if (parsed.data.as === 'patient') {
    const told = claimIn(world, cookies.get(names.seat), browserHash);
    socket.data.claim = told && (socket.data.entry ? told.claim : await patientClaim(world, cookies.get(names.seat), browserHash));
    socket.data.person = `${socket.data.claim?.appointmentId} ${browserHash.toString('hex')}`;
    return socket.data.claim && told;
  }
  socket.data.session = cookies.get(names.session) ?? null;
  const { actor, sessionId } = await findActor(world, socket.data.session);
  socket.data.sessionId = sessionId;
  if ('accountId' in actor) socket.data.person = actor.accountId;
  if (parsed.data.as === 'agenda') {
    if (!may(actor, 'keep-agenda')) return null;
    socket.data.topics = [`account:${actor.accountId}`, ...actor.specialistIds.map((id) => `specialist:${id}`)];
    return { linkVersion: null };
  }
  if (!may(actor, 'attend') || !cookies.get(names.browser)) return null;
  socket.data.claim = { appointmentId: parsed.data.appointmentId, role: 'specialist', browserHash, actor };
  return socket.data.entry || (await readRoom(world, socket.data.claim)) ? { linkVersion: null } : null;
}

/** An agenda or a room that stands open keeps its session from lying idle (quality 20). */
export async function renewSessions(world: World, sockets: readonly RoomSocket[]): Promise<void> {
  const signedIn = sockets.flatMap(({ data }) => (data.session ? [{ token: data.session, inRoom: data.claim !== null }] : []));
  await keepAwake(world, {
    agendas: signedIn.flatMap(({ token, inRoom }) => (inRoom ? [] : [token])),
    rooms: signedIn.flatMap(({ token, inRoom }) => (inRoom ? [token] : [])),
  });
}

/** Our own pages alone. Browsers leave the origin out of a same-origin GET, which polling uses, but say so elsewhere. */
export function comesFromUs(headers: IncomingHttpHeaders, publicOrigin: string): boolean {
  return headers.origin === undefined ? headers['sec-fetch-site'] === 'same-origin' : headers.origin === publicOrigin;
}

/** 50 messages a second, 100 at once (quality 43). */
export function takeToken(data: SocketData, now: number): boolean {
  data.tokens = Math.min(burst, data.tokens + ((now - data.refilledAt) / 1000) * perSecond);
  data.refilledAt = now;
  data.tokens -= 1;
  return data.tokens >= 0;
}

function readCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0) cookies.set(part.slice(0, at).trim(), decode(part.slice(at + 1).trim()));
  }
  return cookies;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
