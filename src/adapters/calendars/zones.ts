import ICAL from 'ical.js';
import { isZone } from '#domain/time.ts';
import { windowsZones } from './windows-zones.ts';

/** Milliseconds on the clock of the wall, counted as if it hung in UTC. */
export type WallMs = number;

/** How a zone's wall and the world's time are told from each other. */
export interface WallClock {
  toInstant(wall: WallMs): number;
  toWall(instant: number): WallMs;
}

/** A zone that this machine knows; of a repeated hour the earlier, an absent one is moved on (quality 58). */
export function ianaClock(zone: string): WallClock {
  return {
    toInstant: (wall) =>
      Temporal.Instant.fromEpochMilliseconds(wall)
        .toZonedDateTimeISO('UTC')
        .toPlainDateTime()
        .toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds,
    toWall: (instant) =>
      instant + Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6,
  };
}

function offsetClock(offset: number): WallClock {
  return { toInstant: (wall) => wall - offset, toWall: (instant) => instant + offset };
}

export const utcClock = offsetClock(0);

/**
 * The zone that a file means by a TZID (RFC 5545 §3.2.19): IANA names, plain or behind a vendor's path, Windows names,
 * fixed offsets, and last what the file's own VTIMEZONE describes. What nobody can tell is read in `fallback`: better an
 * hour too many blocked than none.
 */
export function clockOf(tzid: string, described: Map<string, string>, fallback: WallClock): WallClock {
  const bare = tzid.replace(/^"|"$/g, '').trim();
  for (const name of [bare, bare.split('/').slice(-2).join('/'), windowsZones[bare] ?? ''])
    if (name && isZone(name)) return ianaClock(name);
  const [, sign, hours = '', minutes = '0'] = /^(?:GMT|UTC)([+-])(\d{1,2}):?(\d{2})?$/i.exec(bare) ?? [];
  if (sign) return offsetClock((sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000);
  const own = described.get(bare);
  return (own && describedClock(own)) || fallback;
}

/** A VTIMEZONE in words of its own. Its rules change over nights: the hour between them is read as the earlier side. */
function describedClock(source: string): WallClock | null {
  const location = /^X-LIC-LOCATION:(.+)$/im.exec(source)?.[1]?.trim();
  if (location && isZone(location)) return ianaClock(location);
  try {
    const component = new ICAL.Component(
      ICAL.parse(`BEGIN:VCALENDAR\n${source}\nEND:VCALENDAR`) as unknown[],
    ).getFirstSubcomponent('vtimezone');
    if (!component) return null;
    const zone = new ICAL.Timezone(component);
    const offsetAt = (wall: WallMs) => zone.utcOffset(ICAL.Time.fromJSDate(new Date(wall), true)) * 1000;
    return { toInstant: (wall) => wall - offsetAt(wall), toWall: (instant) => instant + offsetAt(instant + offsetAt(instant)) };
  } catch {
    return null;
  }
}
