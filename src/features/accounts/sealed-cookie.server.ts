import { timingSafeEqual } from 'node:crypto';
import type { World } from '#ports/world.ts';

/** What a browser may do for one appointment for a while: `change` after a code, `card` on the way to the card page and back. */
export type Errand = 'change' | 'card';

const minutes: Record<Errand, number> = { change: 15, card: 120 };

export interface ErrandCookie {
  value: string;
  maxAgeSeconds: number;
}

/** Signed together with this browser's own secret: it opens nothing in another browser, and nothing later (quality 12). */
export function sealErrand(
  world: Pick<World, 'vault' | 'clock'>,
  errand: Errand,
  appointmentId: string,
  browserHash: Uint8Array,
): ErrandCookie {
  const until = Math.floor(world.clock.now().getTime() / 1000) + minutes[errand] * 60;
  return {
    value: `${appointmentId}.${until}.${macOf(world, errand, appointmentId, until, browserHash)}`,
    maxAgeSeconds: minutes[errand] * 60,
  };
}

/** Whether this browser holds the errand for this appointment. */
export function holdsErrand(
  world: Pick<World, 'vault' | 'clock'>,
  errand: Errand,
  cookie: string | null | undefined,
  appointmentId: string,
  browserHash: Uint8Array,
): boolean {
  const [, id, digits, mac] = /^([0-9a-f-]{36})\.(\d{9,11})\.([A-Za-z0-9_-]{43})$/.exec(cookie ?? '') ?? [];
  if (id !== appointmentId || !digits || !mac) return false;
  const until = Number(digits);
  if (world.clock.now().getTime() / 1000 >= until) return false;
  return timingSafeEqual(Buffer.from(macOf(world, errand, appointmentId, until, browserHash)), Buffer.from(mac));
}

function macOf(
  world: Pick<World, 'vault'>,
  errand: Errand,
  appointmentId: string,
  until: number,
  browserHash: Uint8Array,
): string {
  const signed = world.vault.sign(
    'cookie',
    `errand|${errand}|${appointmentId}|${until}|${Buffer.from(browserHash).toString('base64url')}`,
  );
  return Buffer.from(signed).toString('base64url');
}
