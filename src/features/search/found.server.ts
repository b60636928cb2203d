import { sql, type RawBuilder } from 'kysely';
import type { Currency, Modality } from '#domain/appointment.ts';
import type { Tx } from '#ports/world.ts';
import type { FoundService } from './search.server.ts';

/** Whom a search lets through, as conditions over a listing and its opening under any names. */
export interface Filter {
  modality: Modality | null;
  conditions(listing: RawBuilder<unknown>, opening: RawBuilder<unknown>): RawBuilder<unknown>;
  /** The hour that "soonest" goes by where it is not the first free one; computed for each, so for a bounded number. */
  firstAt: ((listing: RawBuilder<unknown>, opening: RawBuilder<unknown>) => RawBuilder<unknown>) | null;
}
export interface FoundRow {
  service_id: string;
  specialist_id: string;
  modality: Modality;
  slug: string;
  name: string;
  headline: string;
  portrait: string;
  languages: string[];
  zone: string;
  cities: string[];
  place_city: string | null;
  duration_minutes: number;
  price_cents: number;
  currency: Currency;
  rating_count: number;
  rating_sum: number;
  minimum_notice_minutes: number;
  free_at: Date[];
  other: FoundService | null;
}

/** So many of whoever is free on a date are put in the order of their hours on it. */
const orderedOnDate = 2000;
const [l, o] = [sql`l`, sql`o`];

/**
 * One page in a stable order and how many there are, counted up to the limit and one, in one round trip. A specialist
 * with several fitting listings stands there once, with the best of them. How it finds its way: docs/queries/search.md.
 */
export async function readPage(
  tx: Tx,
  filter: Filter,
  page: { order: 'soonest' | 'relevance'; limit: number; offset: number; countLimit: number },
): Promise<{ total: number; rows: FoundRow[] }> {
  const base = sql`from listings l join openings o using (service_id) where ${filter.conditions(l, o)} and ${bestOfSpecialist(filter, page.order)}`;
  const { limit, offset, countLimit } = page;
  // Of few, which are found once and then counted and put in order; of more than anybody counts, along an index that has the order.
  const fewInOrder = sql`select service_id, row_number() over (order by ${orderOf(page.order, sql`fit`, sql`fit`)}) as nth from fit where counted.total <= ${countLimit} order by nth limit ${limit} offset ${offset}`;
  const manyInOrder =
    filter.firstAt && page.order === 'soonest'
      ? sql`select service_id, row_number() over (order by first_at, service_id) as nth from (
          select service_id, ${filter.firstAt(l, o)} as first_at ${base} limit ${orderedOnDate}
        ) as ordered order by nth limit ${limit} offset ${offset}`
      : sql`select service_id, row_number() over () as nth from (
          select service_id ${base} order by ${orderOf(page.order, l, o)} limit ${limit} offset ${offset}
        ) as ordered where counted.total > ${countLimit}`;
  const pageOf = filter.firstAt && page.order === 'soonest' ? manyInOrder : sql`(${fewInOrder}) union all (${manyInOrder})`;
  const { rows } = await sql<{ total: number } & { [Name in keyof FoundRow]: FoundRow[Name] | null }>`
    with fit as materialized (select service_id, o.first_free_at, l.score ${base} limit ${countLimit + 1}),
      counted as materialized (select count(*) as total from fit)
    select counted.total, found.* from counted left join lateral (
      select l.service_id, l.specialist_id, l.modality, l.slug, l.name, l.headline, l.portrait, l.languages, l.zone, l.cities, l.place_city,
        l.duration_minutes, l.price_cents, l.currency, l.rating_count, l.rating_sum, o.minimum_notice_minutes, o.free_at, p.nth,
        (select json_build_object('id', x.service_id, 'modality', x.modality, 'durationMinutes', x.duration_minutes, 'priceCents', x.price_cents,
            'currency', x.currency, 'city', x.place_city)
          from listings x where x.specialist_id = l.specialist_id and x.modality <> l.modality order by x.price_cents, x.service_id limit 1) as other
      from (${pageOf}) as p join listings l using (service_id) join openings o using (service_id)
    ) as found on true
    order by found.nth
  `.execute(tx);
  return { total: rows[0]?.total ?? 0, rows: rows.filter((row): row is FoundRow & { total: number } => row.service_id !== null) };
}

/** How many specialists it lets through, up to `most`. */
export async function countFound(tx: Tx, filter: Filter, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select distinct l.specialist_id from listings l join openings o using (service_id) where ${filter.conditions(l, o)} limit ${most}
    ) as every_one
  `.execute(tx);
  return rows[0]?.count ?? 0;
}

function orderOf(order: 'soonest' | 'relevance', listing: RawBuilder<unknown>, opening: RawBuilder<unknown>): RawBuilder<unknown> {
  if (order === 'relevance') return sql`${listing}.score desc, ${listing}.service_id`;
  return sql`${opening}.first_free_at, ${opening}.service_id`;
}

/** No other listing of the specialist that fits comes before this one; of two alike the video. One by video is always the only one. */
function bestOfSpecialist(filter: Filter, order: 'soonest' | 'relevance'): RawBuilder<unknown> {
  if (filter.modality === 'video') return sql`true`;
  const [l2, o2] = [sql`l2`, sql`o2`];
  const first = (listing: RawBuilder<unknown>, opening: RawBuilder<unknown>) => filter.firstAt?.(listing, opening) ?? sql`${opening}.first_free_at`;
  const before =
    order === 'soonest'
      ? sql`(${first(l2, o2)}, l2.modality = 'in_person', l2.service_id) < (${first(l, o)}, l.modality = 'in_person', l.service_id)`
      : sql`(-l2.score, l2.modality = 'in_person', l2.service_id) < (-l.score, l.modality = 'in_person', l.service_id)`;
  const other = sql`not exists (
    select 1 from listings l2 join openings o2 using (service_id)
    where l2.specialist_id = l.specialist_id and l2.service_id <> l.service_id and ${filter.conditions(l2, o2)} and ${before}
  )`;
  return filter.modality === 'in_person' ? sql`(l.alone or ${other})` : other;
}
