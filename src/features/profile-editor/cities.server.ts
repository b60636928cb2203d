import { sql } from 'kysely';
import { normalise } from '#domain/profile.ts';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { cityToKeep } from '#domain/specialist-facts.ts';
import type { Tx, World } from '#ports/world.ts';

const suggested = 300;

/** The largest cities of a specialist's country, by name: suggested while a city is typed. */
export async function suggestCities(world: Pick<World, 'as'>, actor: Actor, specialistId: string): Promise<string[]> {
  const rows = await world.as(actor, (tx) =>
    tx
      .selectFrom('cities as c')
      .innerJoin('specialists as s', 's.country', 'c.country')
      .select('c.name')
      .where('s.id', '=', specialistId)
      .where('c.latitude', 'is not', null)
      .orderBy('c.population', 'desc')
      .limit(suggested)
      .execute(),
  );
  return rows.map((row) => row.name).sort((a, b) => a.localeCompare(b, 'es'));
}

/**
 * A city as the shipped list writes it ('cdmx' is Ciudad de México, 'malaga' Málaga). One that is not there is nowhere on
 * the map and not found near anybody: it is refused as `city-unknown` until the press says that it is meant so
 * (docs/decisions/0060); what is stored already stays.
 */
export async function cityMeant(tx: Tx, specialistId: string, form: { ciudad: string; ciudad_igual?: 'si' | undefined }, stored: string | null): Promise<Result<string, 'invalid-input'>> {
  const row = await tx
    .selectFrom('specialists')
    .select(sql<string | null>`city_as_known(country, ${normalise(form.ciudad)})`.as('name'))
    .where('id', '=', specialistId)
    .executeTakeFirst();
  const city = cityToKeep(form, row?.name ?? null, stored);
  return city === null ? refuse('invalid-input', { ciudad: 'city-unknown' }) : success(city);
}
