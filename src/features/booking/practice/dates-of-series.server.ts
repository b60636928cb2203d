import { sql } from 'kysely';
import { linkPath, linkToken } from '#domain/link.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { formatDayLong, formatHour } from '#domain/time.ts';
import type { World } from '#ports/world.ts';

/** Another date of the same series, for its patient: when it is, and both ways to it. */
export interface SeriesDate {
  id: string;
  day: string;
  hour: string;
  /** The patient's own link to that date (V1). */
  linkPath: string;
}

/** The other dates that were booked together with this one and stand; empty for who is neither its patient nor holds its link. */
export async function otherDatesOf(world: Pick<World, 'as' | 'vault'>, actor: Actor, appointmentId: string, locale: Locale): Promise<SeriesDate[]> {
  const { rows } = await world.as(actor, (tx) =>
    sql<{ id: string; starts_at: Date; zone: string; link_version: number }>`select * from dates_of_series(${appointmentId})`.execute(tx),
  );
  return rows.map((row) => ({
    id: row.id,
    day: formatDayLong(row.zone, row.starts_at, locale),
    hour: formatHour(row.zone, row.starts_at),
    linkPath: linkPath(linkToken((data) => world.vault.sign('link', data), row.id, 'patient', row.link_version)),
  }));
}
