import { sql } from 'kysely';
import { normalise } from '#domain/profile.ts';
import type { Actor } from '#domain/people.ts';
import type { Tx, World } from '#ports/world.ts';

const suggested = 300;

/** The largest cities of a specialist's country, by name: suggested while a city is typed; any other may be written too. */
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

/** A city as the shipped list writes it ('cdmx' is Ciudad de México, 'malaga' Málaga); as it was typed where it is not there. */
export async function cityAsKnown(tx: Tx, specialistId: string, typed: string): Promise<string> {
  const plain = normalise(typed);
  const row = await tx
    .selectFrom('cities as c')
    .innerJoin('specialists as s', 's.country', 'c.country')
    .select('c.name')
    .where('s.id', '=', specialistId)
    .where('c.latitude', 'is not', null)
    .where((eb) => eb.or([eb('c.plain_name', '=', plain), sql<boolean>`c.aliases @> array[${plain}]`]))
    .orderBy(sql`c.plain_name = ${plain}`, 'desc')
    .executeTakeFirst();
  return row?.name ?? typed;
}
