import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { builtOnce } from '#db/built-once.ts';
import { formatDayLong, formatDayRelative, formatHour, sameWallTime, zoneName } from '#domain/time.ts';
import { comingBackUndoesCompletion } from '#domain/booking.ts';
import { linkPath, linkToken } from '#domain/link.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { formatPhone } from '#domain/phone.ts';
import { roomClosesAt, roomOpensAt } from '#domain/room-access.ts';
import { roomStage } from '#domain/room-view.ts';
import { may } from '#domain/permissions.ts';
import { isUuid } from '#domain/typed.ts';
import type { Tx, World } from '#ports/world.ts';
import type { LinkPage } from './link-page.ts';
import { findAppointmentOfLink } from './links.server.ts';
import type { RoomPageData, RoomScript } from './room-page.ts';
import { byVideo, roomRows, seatOf, viewOf, type Claim } from './rooms.server.ts';
import { readSeatCookie } from './seat-cookie.server.ts';

type Reader = Pick<World, 'as' | 'last' | 'clock'>;
type Signer = Pick<World, 'vault'>;

/** Reads a link page; null for an unknown link. Changes nothing. */
export async function readLinkPage(world: Reader, token: string, locale: Locale): Promise<LinkPage | null> {
  const link = await findAppointmentOfLink(world, token);
  if (!link) return null;
  const now = world.clock.now();
  const row = await world.as({ kind: 'guest', appointmentId: link.appointmentId }, (tx) =>
    tx
      .selectFrom('appointments')
      .select(['modality', 'status', 'starts_at', 'ends_at', 'zone', 'patient_zone', 'duration_minutes', 'cancelled_at', 'completed_at', 'last_hangup_at', 'admitted_at'])
      .where('id', '=', link.appointmentId)
      .executeTakeFirst(),
  );
  if (!row || row.status === 'held' || row.status === 'expired') return null;
  const zone = link.role === 'patient' ? row.patient_zone : row.zone;
  const opensAt = roomOpensAt(row.starts_at);
  const facts = { status: row.status, admittedAt: row.admitted_at, lastHangupAt: row.last_hangup_at, opensAt, closesAt: roomClosesAt(row.ends_at) };
  const reopens = comingBackUndoesCompletion({
    status: row.status,
    modality: row.modality,
    completedAt: row.completed_at,
    lastHangupAt: row.last_hangup_at,
    endsAt: row.ends_at,
    now,
  });
  return {
    role: link.role,
    modality: row.modality,
    stage: reopens ? 'open' : roomStage(facts, now),
    startsAt: row.starts_at.toISOString(),
    day: formatDayRelative(zone, row.starts_at, now, locale),
    dayLong: formatDayLong(zone, row.starts_at, locale),
    hour: formatHour(zone, row.starts_at),
    zone,
    zoneName: zoneName(zone, locale),
    opensAt: opensAt.toISOString(),
    opensHour: formatHour(zone, opensAt),
    durationMinutes: row.duration_minutes,
    cancelledOn: row.cancelled_at ? formatDayLong(zone, row.cancelled_at, locale) : null,
    now: now.toISOString(),
  };
}

/**
 * Whether this browser's cookie opens the very room that this link leads to: then a press has nothing to exchange, and goes
 * there at once (S2).
 */
export async function opensByItself(
  world: Pick<World, 'as' | 'last' | 'vault'>,
  input: { token: string; cookie: string | null | undefined; browserHash: Uint8Array },
): Promise<boolean> {
  const [link, claim] = await Promise.all([findAppointmentOfLink(world, input.token), patientClaim(world, input.cookie, input.browserHash)]);
  return link?.role === 'patient' && claim?.appointmentId === link.appointmentId;
}

/** The patient's own room, from the cookie that the press on the link left; null where there is none (any more). */
export async function readPatientRoom(
  world: Reader & Signer,
  input: { cookie: string | null | undefined; browserHash: Uint8Array; locale: Locale },
): Promise<RoomPageData | null> {
  const told = claimIn(world, input.cookie, input.browserHash);
  return told && readRoomPage(world, told.claim, input.locale, told.linkVersion);
}

/** Who a patient's cookies say they are in the room; null where the cookie is not ours or its link was revoked (V1). */
export async function patientClaim(
  world: Pick<World, 'as' | 'last' | 'vault'>,
  cookie: string | null | undefined,
  browserHash: Uint8Array,
): Promise<Claim | null> {
  const told = claimIn(world, cookie, browserHash);
  if (!told) return null;
  const [row] = await world.as(told.claim.actor, (tx) => world.last(tx, versionAsked(tx, told.claim.appointmentId)));
  return row?.link_version === told.linkVersion ? told.claim : null;
}

const versionAsked = builtOnce((tx: Tx, appointmentId: string) => tx.selectFrom('appointments').select('link_version').where('id', '=', appointmentId));

/** What a patient's cookie says, ours for certain; whether its link still holds is to be looked at (V1). */
export function claimIn(world: Signer, cookie: string | null | undefined, browserHash: Uint8Array): { claim: Claim; linkVersion: number } | null {
  const seat = readSeatCookie(world, cookie, browserHash);
  if (!seat) return null;
  const { appointmentId, version } = seat;
  return { claim: { appointmentId, role: 'patient', browserHash, actor: { kind: 'guest', appointmentId } }, linkVersion: version };
}

/** The specialist's room; null for anybody but the specialist of this appointment (V4, V5). */
export async function readSpecialistRoom(
  world: Reader & Signer,
  actor: Actor,
  input: { appointmentId: string; browserHash: Uint8Array; locale: Locale },
): Promise<RoomPageData | null> {
  if (!may(actor, 'attend') || !isUuid(input.appointmentId)) return null;
  return readRoomPage(world, { appointmentId: input.appointmentId, role: 'specialist', browserHash: input.browserHash, actor }, input.locale);
}

const pageAsked = builtOnce((tx: Tx, appointmentId: string) =>
  roomRows(tx, appointmentId)
    .innerJoin('specialist_settings as t', 't.specialist_id', 'a.specialist_id')
    .select(['a.zone', 'a.patient_zone', 'a.duration_minutes', 'a.payment', 's.portrait', 's.phone', 's.country', 't.video_message']),
);

/** `linkVersion`: of a cookie that nobody has looked at yet (V1). Asked in one go, for who comes back waits for it (S2). */
async function readRoomPage(world: Reader & Signer, claim: Claim, locale: Locale, linkVersion: number | null = null): Promise<RoomPageData | null> {
  const now = world.clock.now();
  const [asked] = await world.as(claim.actor, (tx) => world.last(tx, pageAsked(tx, claim.appointmentId)));
  const row = byVideo(asked);
  if (!row || (linkVersion !== null && row.link_version !== linkVersion)) return null;
  const room = viewOf(row, claim.role, seatOf(row, claim), now);
  const zone = claim.role === 'patient' ? row.patient_zone : row.zone;
  const outside = claim.role === 'patient' && room.seat === 'taken';
  const day = formatDayRelative(zone, row.starts_at, now, locale);
  return {
    room,
    specialist: outside ? { name: '', portrait: '', phone: '', phoneHref: '' } : { name: `${row.title} ${row.full_name}`.trim(), portrait: row.portrait, phone: formatPhone(row.phone, row.country).replaceAll(' ', '\u00a0'), phoneHref: `tel:${row.phone}` },
    patientName: outside ? '' : row.patient_name,
    takesAmount: claim.role === 'specialist' && row.payment === 'guaranteed',
    videoMessage: outside ? '' : row.video_message,
    reviewPath: claim.role === 'patient' && !outside ? `${linkPath(tokenOf(world, claim.appointmentId, row.link_version))}/opinion` : null,
    durationMinutes: row.duration_minutes,
    zone,
    dayWords: day.charAt(0).toUpperCase() + day.slice(1),
    hour: formatHour(zone, row.starts_at),
    zoneName: sameWallTime(row.zone, row.patient_zone, row.starts_at) ? null : zoneName(zone, locale),
  };
}

function tokenOf(world: Signer, appointmentId: string, version: number): string {
  return linkToken((data) => world.vault.sign('link', data), appointmentId, 'patient', version);
}

// Written by the build (vite.config.ts).
const writtenScript = resolve(import.meta.dirname, '../../../build/client/_app/room.json');

let read: RoomScript | null = null;

/** Where the room's own script lies in this build; the dev server, which has no platform, has it at its source. */
export async function readRoomScript(platform: object | undefined): Promise<RoomScript> {
  if (!platform) return { entry: '/src/features/room/components/host/room-entry.ts', imports: [], styles: [] };
  return (read ??= JSON.parse(await readFile(writtenScript, 'utf8')) as RoomScript);
}
