import { sql } from 'kysely';
import type { Tx, World } from '#ports/world.ts';
import { computeListings, type ListingRows } from './listing-rows.server.ts';

type Refresher = Pick<World, 'as' | 'clock' | 'log'>;

const system = { kind: 'system', job: 'refresh-listings' } as const;
/** So many specialists in one transaction. */
const batch = 100;
/** While the database answers one of them the other is computed; a specialist belongs to one, so that they never meet. */
const lanes = [0, 1];
const advanceBatch = 5000;
/** One look at it takes no longer: whatever else is due has its turn in between. */
const patienceMs = 1500;
/** With fewer hours left than this the next ones are computed. */
const fewHours = 12;
const hour = 3_600_000;

/**
 * Brings what search reads up to date (P4, S8): hours that can no longer be booked go, and whoever changed anything, or
 * whose row is due, is computed anew. Several processes share the work; what one is busy with another leaves alone.
 */
export async function refreshListings(world: Refresher): Promise<void> {
  const until = world.clock.machineNow().getTime() + patienceMs;
  while ((await advanceOpenings(world)) === advanceBatch);
  await Promise.all(
    lanes.map(async (lane) => {
      while ((await refreshSome(world, lane)) > 0 && world.clock.machineNow().getTime() <= until);
    }),
  );
}

/** First hours that have come too near to be booked go, without computing anything; returns of how many rows. */
async function advanceOpenings(world: Refresher): Promise<number> {
  const now = world.clock.now();
  return world.as(system, async (tx) => {
    const { numAffectedRows } = await sql`
      update openings o set
        free_at = n.rest,
        first_free_at = coalesce(n.rest[1], 'infinity'),
        advance_at = coalesce(n.rest[1] - make_interval(mins => o.minimum_notice_minutes), 'infinity'),
        refresh_at = case
          when o.dense_until <> 'infinity' and coalesce(n.rest[${fewHours}] > o.dense_until, true) then least(o.refresh_at, ${now})
          else o.refresh_at end
      from (
        select service_id, array(
          select f from unnest(free_at) as f where f >= ${now}::timestamptz + make_interval(mins => minimum_notice_minutes) order by f
        ) as rest
        from openings where advance_at < ${now} limit ${advanceBatch} for update skip locked
      ) as n
      where o.service_id = n.service_id
    `.execute(tx);
    return Number(numAffectedRows ?? 0);
  });
}

/**
 * Computes a batch; returns of how many specialists. Where a batch fails its specialists are computed one by one, and
 * whoever cannot be computed is set aside for an hour: nobody else, and no other due work, waits for them.
 */
async function refreshSome(world: Refresher, lane: number, size = batch): Promise<number> {
  const now = world.clock.now();
  try {
    return await world.as(system, async (tx) => {
      const specialists = await claim(tx, now, lane, size);
      if (specialists.length > 0) await write(tx, specialists, await computeListings(tx, specialists, now), now);
      return specialists.length;
    });
  } catch (error) {
    if (size > 1) return refreshSome(world, lane, 1);
    world.log.error({ specialist: await setAside(world, now, lane), error: error instanceof Error ? error.message : 'unknown' }, 'listings not computed');
    return 1;
  }
}

/** Forgets the changes of the first in line; what is kept of them stays as it is for an hour. */
async function setAside(world: Refresher, now: Date, lane: number): Promise<string | null> {
  return world.as(system, async (tx) => {
    const [specialist] = await claim(tx, now, lane, 1);
    if (!specialist) return null;
    const later = new Date(now.getTime() + hour);
    await tx.updateTable('openings').set({ refresh_at: later }).where('specialist_id', '=', specialist).where('refresh_at', '<', later).execute();
    return specialist;
  });
}

/**
 * Locks, then forgets the changes, then (the caller) reads: a change that commits later leaves a line of its own, and
 * two processes never write one specialist's rows in the wrong order.
 */
async function claim(tx: Tx, now: Date, lane: number, size: number): Promise<string[]> {
  const own = sql`hashtextextended(specialist_id::text, 22) & 1 = ${lane}`;
  const { rows } = await sql<{ specialist_id: string }>`
    with changed as materialized (
      select distinct specialist_id from (select specialist_id from listing_changes where ${own} order by id limit ${size * 5}) as oldest limit ${size}
    ), due as materialized (
      select distinct specialist_id from (select specialist_id from openings where refresh_at <= ${now} and ${own} order by refresh_at limit ${size}) as oldest
    ), wanted as materialized (
      (select specialist_id, 1 as rank from changed union all select specialist_id, 2 from due) order by rank, specialist_id limit ${size}
    )
    select distinct specialist_id from wanted where pg_try_advisory_xact_lock(hashtextextended(specialist_id::text, 22))
  `.execute(tx);
  const claimed = rows.map((row) => row.specialist_id);
  if (claimed.length > 0) await sql`delete from listing_changes where specialist_id = any(${claimed}::uuid[])`.execute(tx);
  return claimed;
}

async function write(tx: Tx, specialists: string[], { listings, openings, words, cities }: ListingRows, now: Date): Promise<void> {
  const kept = listings.map((listing) => listing.service_id);
  if (cities.length > 0) {
    await sql`
      insert into cities (country, name, plain_name, slug)
      select country, name, plain_name, slug from jsonb_to_recordset(${JSON.stringify(cities)}::jsonb) as x(country text, name text, plain_name text, slug text)
      on conflict do nothing
    `.execute(tx);
  }
  await sql`delete from listings where specialist_id = any(${specialists}::uuid[]) and service_id <> all(${kept}::uuid[])`.execute(tx);
  if (listings.length === 0) return;
  // A listing that says what it said is left alone: its indexes are dear, and its date is told to search engines.
  await sql`
    insert into listings as l select x.*, ${now}::timestamptz from jsonb_to_recordset(${JSON.stringify(listings)}::jsonb) as x(
      service_id uuid, specialist_id uuid, modality text, alone boolean, slug text, name text, headline text, portrait text, languages text[],
      country text, zone text, place_city text, specialties text[], cities text[], duration_minutes integer, price_cents integer, currency text,
      rating_count integer, rating_sum integer, score real, search_text text)
    on conflict (service_id) do update set
      modality = excluded.modality, alone = excluded.alone, slug = excluded.slug, name = excluded.name, headline = excluded.headline,
      portrait = excluded.portrait, languages = excluded.languages, country = excluded.country, zone = excluded.zone,
      place_city = excluded.place_city, specialties = excluded.specialties, cities = excluded.cities,
      duration_minutes = excluded.duration_minutes, price_cents = excluded.price_cents, currency = excluded.currency,
      rating_count = excluded.rating_count, rating_sum = excluded.rating_sum, score = excluded.score,
      search_text = excluded.search_text, updated_at = excluded.updated_at
    where (l.modality, l.alone, l.slug, l.name, l.headline, l.portrait, l.languages, l.country, l.zone, l.place_city, l.specialties, l.cities,
        l.duration_minutes, l.price_cents, l.currency, l.rating_count, l.rating_sum, l.search_text)
      is distinct from (excluded.modality, excluded.alone, excluded.slug, excluded.name, excluded.headline, excluded.portrait, excluded.languages,
        excluded.country, excluded.zone, excluded.place_city, excluded.specialties, excluded.cities, excluded.duration_minutes,
        excluded.price_cents, excluded.currency, excluded.rating_count, excluded.rating_sum, excluded.search_text)
  `.execute(tx);
  await sql`
    insert into openings select x.* from jsonb_to_recordset(${JSON.stringify(openings)}::jsonb) as x(
      service_id uuid, specialist_id uuid, modality text, first_free_at timestamptz, free_at timestamptz[], dense_until timestamptz, days date[],
      day_firsts_at timestamptz[], minimum_notice_minutes integer, horizon_days integer, advance_at timestamptz, refresh_at timestamptz)
    on conflict (service_id) do update set
      modality = excluded.modality, first_free_at = excluded.first_free_at, free_at = excluded.free_at, dense_until = excluded.dense_until,
      days = excluded.days, day_firsts_at = excluded.day_firsts_at, minimum_notice_minutes = excluded.minimum_notice_minutes,
      horizon_days = excluded.horizon_days, advance_at = excluded.advance_at, refresh_at = excluded.refresh_at
  `.execute(tx);
  await sql`insert into search_words select unnest(${words}::text[]) on conflict do nothing`.execute(tx);
}

/** Forgets words that nobody's name holds any more (G3). */
export async function forgetSearchWords(world: Refresher): Promise<void> {
  await world.as(system, (tx) =>
    sql`delete from search_words as w where not exists (select 1 from listings where search_text like '% ' || w.word || ' %')`.execute(tx),
  );
}
