import { daysAhead } from '#domain/external-calendar.ts';
import { dayOfInstant, wallToInstant } from '#domain/time.ts';
import type { CalendarAnswer, CalendarVersion } from '#ports/calendars.ts';
import type { World } from '#ports/world.ts';

const place = (calendarId: string) => `external_calendars.${calendarId}.address`;

/** How an address is kept: sealed, with a mark that tells whether it is there already. */
export function sealAddress(world: Pick<World, 'vault'>, calendarId: string, address: string) {
  const key = world.vault.newDataKey();
  return {
    host: new URL(address).hostname,
    data_key: Buffer.from(key),
    address_sealed: Buffer.from(world.vault.seal(key, place(calendarId), address)),
    address_hmac: Buffer.from(world.vault.sign('link', `calendar|${address}`)),
  };
}

export function addressOf(
  world: Pick<World, 'vault'>,
  row: { id: string; data_key: Uint8Array; address_sealed: Uint8Array },
): string {
  return world.vault.open(row.data_key, place(row.id), row.address_sealed);
}

/** Asks for busy times from today on; the range moves on at midnight alone, so that one day's answers can be compared. */
export function askCalendar(
  world: Pick<World, 'calendars' | 'clock' | 'settings'>,
  { address, zone, seen }: { address: string; zone: string; seen: CalendarVersion | null },
): Promise<CalendarAnswer> {
  const from = wallToInstant(zone, dayOfInstant(zone, world.clock.now()), 0);
  const until = new Date(from.getTime() + daysAhead * 86_400_000);
  const known = seen && (seen.etag !== null || seen.lastModified !== null) ? seen : null;
  return world.calendars.read({
    address,
    zone,
    from,
    until,
    ownHost: new URL(world.settings.publicOrigin).hostname,
    seen: known,
  });
}
