import { timingSafeEqual } from 'node:crypto';
import type { World } from '#ports/world.ts';

/**
 * What a press on the link leaves in the browser: the appointment, signed together with this browser's own secret and
 * the link's version. It opens nothing in another browser, and nothing any more once the version is raised (V1, V2).
 */
export function sealSeatCookie(world: Pick<World, 'vault'>, appointmentId: string, version: number, browserHash: Uint8Array): string {
  return `${appointmentId}.${version}.${macOf(world, appointmentId, version, browserHash)}`;
}

/** Reads the cookie back; null for anything that we did not sign for this browser. */
export function readSeatCookie(
  world: Pick<World, 'vault'>,
  cookie: string | null | undefined,
  browserHash: Uint8Array,
): { appointmentId: string; version: number } | null {
  const [, appointmentId, digits, mac] = /^([0-9a-f-]{36})\.(\d{1,6})\.([A-Za-z0-9_-]{43})$/.exec(cookie ?? '') ?? [];
  if (!appointmentId || !digits || !mac) return null;
  const version = Number(digits);
  const expected = Buffer.from(macOf(world, appointmentId, version, browserHash));
  return timingSafeEqual(expected, Buffer.from(mac)) ? { appointmentId, version } : null;
}

function macOf(world: Pick<World, 'vault'>, appointmentId: string, version: number, browserHash: Uint8Array): string {
  const signed = world.vault.sign('cookie', `seat|${appointmentId}|${version}|${Buffer.from(browserHash).toString('base64url')}`);
  return Buffer.from(signed).toString('base64url');
}
