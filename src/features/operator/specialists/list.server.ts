import { sql } from 'kysely';
import { csvOf } from '#domain/csv.ts';
import { pageOf, wholeTable, type PageAsked } from '#domain/paging.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { normalise } from '#domain/profile.ts';
import { dayOfInstant } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { World } from '#ports/world.ts';
import { operatorZone } from '../operator-zone.ts';
import { specialistStates, specialistStateWords, type SpecialistLine, type SpecialistState } from './specialist-line.ts';

export interface SpecialistsAsked {
  words: string;
  state: string;
}
type Operator = Extract<Actor, { kind: 'operator' }>;
type Read = Pick<World, 'as' | 'note'>;

/** The specialists of this installation, newest first, narrowed by name, city, licence number or address of the profile. One row of the log. */
export async function listSpecialists(world: Read, actor: Operator, asked: SpecialistsAsked, page: PageAsked) {
  return pageOf(await read(world, actor, asked, page), page);
}

/** The same for a spreadsheet. */
export async function specialistsCsv(world: Read, actor: Operator, asked: SpecialistsAsked, locale: Locale): Promise<string> {
  const lines = await read(world, actor, asked, wholeTable);
  const words = [m.op_csv_since, m.op_csv_name, m.op_csv_licence, m.op_csv_city, m.op_csv_country, m.op_csv_state, m.op_csv_profile];
  const rows = lines.map((line) => [
    dayOfInstant(operatorZone, line.since),
    line.name,
    line.licence,
    line.city,
    line.country,
    specialistStateWords[line.state]({}, { locale }),
    line.slug,
  ]);
  return csvOf([words.map((word) => word({}, { locale })), ...rows]);
}

const stateOf = sql<SpecialistState>`case when admitted_at is not null then 'admitted' when paused_at is not null then 'paused' else 'hidden' end`;

async function read(world: Read, actor: Operator, asked: SpecialistsAsked, page: PageAsked): Promise<SpecialistLine[]> {
  const looked = normalise(asked.words.slice(0, 80));
  const state = specialistStates.find((one) => one === asked.state);
  return world.as(actor, async (tx) => {
    await world.note(tx, actor, { action: 'specialists-read', objectKind: 'account', objectId: actor.accountId });
    const rows = await tx
      .selectFrom('specialists')
      .select(['id', 'slug', 'title', 'full_name', 'city', 'country', 'licence_kind', 'licence_number', 'created_at', stateOf.as('state')])
      .$if(looked !== '', (query) =>
        query.where((eb) => eb.or([sql<boolean>`lower(unaccent(full_name || ' ' || city)) like ${`%${looked}%`}`, eb('slug', 'like', `%${looked.replaceAll(' ', '-')}%`), eb('licence_number', '=', asked.words.trim())])),
      )
      .$if(state !== undefined, (query) => query.where(sql<boolean>`${stateOf} = ${state}`))
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .offset(page.offset)
      .limit(page.length + 1)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      slug: row.slug,
      name: `${row.title} ${row.full_name}`.trim(),
      licence: row.licence_number,
      city: row.city,
      country: row.country,
      since: row.created_at,
      state: row.state,
    }));
  });
}
