import { sql } from 'kysely';
import type { World } from '#ports/world.ts';

type Reader = Pick<World, 'as'>;
const visitor = { kind: 'visitor' } as const;

/** A path without its language and when what it shows last changed. */
export interface SitemapEntry {
  path: string;
  changedAt: Date | null;
}

/** Profiles in one file: two languages each, 50,000 addresses at most (sitemaps.org). */
export const profilesPerFile = 20_000;
const batch = 2000;

/** How many files the profiles fill, one at least. */
export async function countProfileFiles(world: Reader): Promise<number> {
  const { rows } = await world.as(visitor, (tx) => sql<{ count: number }>`select count(*) as count from specialists where admitted_at is not null`.execute(tx));
  return Math.max(1, Math.ceil((rows[0]?.count ?? 0) / profilesPerFile));
}

/** The landings where there is somebody: of each specialty, and of each with each city (P5). */
export async function listLandings(world: Reader): Promise<SitemapEntry[]> {
  const { rows } = await world.as(visitor, (tx) =>
    sql<{ path: string; changedAt: Date }>`
      select '/especialidades/' || k.code || coalesce('/' || c.slug, '') as path, max(l.updated_at) as "changedAt"
      from listings l cross join unnest(l.specialties) as k(code) join cities c on c.key = any(l.cities)
      group by grouping sets ((k.code), (k.code, c.slug)) order by 1 limit ${profilesPerFile}
    `.execute(tx),
  );
  return rows;
}

/** The profiles of one file, batch by batch and never all at once, by the order of their addresses. */
export async function* listProfiles(world: Reader, file: number): AsyncGenerator<SitemapEntry[]> {
  const { rows: starts } = await world.as(visitor, (tx) =>
    sql<{ slug: string }>`select slug from specialists where admitted_at is not null order by slug offset ${(file - 1) * profilesPerFile} limit 1`.execute(tx),
  );
  let from = starts[0]?.slug;
  for (let left = profilesPerFile; from !== undefined && left > 0; left -= batch) {
    const start: string = from;
    const { rows } = await world.as(visitor, (tx) =>
      sql<{ slug: string; changedAt: Date | null }>`
        select s.slug, (select max(l.updated_at) from listings l where l.specialist_id = s.id) as "changedAt"
        from specialists s where s.admitted_at is not null and s.slug >= ${start} order by s.slug limit ${batch + 1}
      `.execute(tx),
    );
    from = rows[batch]?.slug;
    yield rows.slice(0, batch).map(({ slug, changedAt }) => ({ path: `/especialistas/${slug}`, changedAt }));
  }
}
