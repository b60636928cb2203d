import { instantToWall, wallToInstant } from './time.ts';

/** What a machine knows of the clocks of the world; a new release of tzdata may know otherwise. */
export interface ZoneRules {
  toInstant: (zone: string, isoDate: string, minuteOfDay: number) => Date;
  /** `YYYY-MM-DDTHH:MM` on the wall of the zone. */
  toWall: (zone: string, instant: Date) => string;
  /** Every change of the clock in the years that are served: the same text, the same rules. */
  fingerprint: (zone: string) => string;
}

const years = { from: 2020, until: 2040 };

/** The rules of this machine's own Temporal. */
export const ownRules: ZoneRules = {
  toInstant: wallToInstant,
  toWall: (zone, instant) => instantToWall(zone, instant).text,
  fingerprint: (zone) => changesOf(zone, years.from, years.until).map(({ at, offsetMinutes }) => `${at.getTime() / 1000}${offsetMinutes < 0 ? '' : '+'}${offsetMinutes}`).join(' '),
};

/** The changes of a zone's clock between two years, the first entry being the offset that they begin with. */
export function changesOf(zone: string, fromYear: number, untilYear: number): { at: Date; offsetMinutes: number }[] {
  const changes: { at: Date; offsetMinutes: number }[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.ZonedDateTime.from(`${fromYear}-01-01T00:00[${zone}]`);
  for (; at && at.year <= untilYear; at = at.getTimeZoneTransition('next')) {
    changes.push({ at: new Date(at.epochMilliseconds), offsetMinutes: at.offsetNanoseconds / 60e9 });
  }
  return changes;
}

/**
 * Where an appointment stands once the rules of its zone have changed: the wall time is kept, the instant follows
 * (quality 60). Null while the wall still shows what was agreed, be it the first or the second of a repeated hour.
 */
export function instantAfterNewRules(rules: ZoneRules, zone: string, wallStart: string, startsAt: Date): Date | null {
  if (rules.toWall(zone, startsAt) === wallStart) return null;
  const [date = '', hour = ''] = wallStart.split('T');
  const instant = rules.toInstant(zone, date, Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3, 5)));
  return instant.getTime() === startsAt.getTime() ? null : instant;
}
