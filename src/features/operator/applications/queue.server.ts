import { sql } from 'kysely';
import { csvOf } from '#domain/csv.ts';
import { pageOf, wholeTable, type PageAsked } from '#domain/paging.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { normalise } from '#domain/profile.ts';
import { dayOfInstant } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { World } from '#ports/world.ts';
import { operatorZone } from '../operator-zone.ts';
import { seenStates, seenStateWords, type ApplicationLine, type SeenState } from './application-line.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;
type Read = Pick<World, 'as' | 'note'>;

export interface ApplicationsAsked {
  words: string;
  /** One of the states; '' for those that wait for an operator, 'todas' for all. */
  state: string;
}

/** Who asks to be admitted: those that wait longest first; all of them newest first. One row of the log. */
export async function listApplications(world: Read, actor: Operator, asked: ApplicationsAsked, locale: Locale, page: PageAsked) {
  return pageOf(await read(world, actor, asked, locale, page), page);
}

/** The same for a spreadsheet. */
export async function applicationsCsv(world: Read, actor: Operator, asked: ApplicationsAsked, locale: Locale): Promise<string> {
  const lines = await read(world, actor, asked, locale, wholeTable);
  const head = [m.apply_sent, m.op_csv_name, m.op_admit_specialty, m.op_csv_licence, m.op_csv_city, m.op_csv_state];
  return csvOf([
    head.map((word) => word({}, { locale })),
    ...lines.map((line) => [dayOfInstant(operatorZone, line.sentAt), line.name, line.specialty, line.licence, line.city, seenStateWords[line.state]({}, { locale })]),
  ]);
}

/** How many lie before the operators, not decided and not given back. */
export async function countApplications(world: Pick<World, 'as'>, actor: Operator): Promise<number> {
  const { count } = await world.as(actor, (tx) =>
    tx.selectFrom('applications').select(({ fn }) => fn.countAll<number>().as('count')).where('state', 'in', ['received', 'in_review']).executeTakeFirstOrThrow(),
  );
  return Number(count);
}

async function read(world: Read, actor: Operator, asked: ApplicationsAsked, locale: Locale, page: PageAsked): Promise<ApplicationLine[]> {
  const looked = normalise(asked.words.slice(0, 80));
  const state = seenStates.find((one) => one === asked.state);
  return world.as(actor, async (tx) => {
    await world.note(tx, actor, { action: 'applications-read', objectKind: 'account', objectId: actor.accountId });
    const rows = await tx
      .selectFrom('applications as a')
      .innerJoin('specialties as s', 's.code', 'a.specialty_code')
      .select(['a.id', 'a.title', 'a.full_name', 'a.licence_number', 'a.city', 'a.state', 'a.sent_at', locale === 'es' ? 's.name_es as specialty' : 's.name_en as specialty'])
      .$if(looked !== '', (query) => query.where((eb) => eb.or([sql<boolean>`lower(unaccent(a.full_name || ' ' || a.city)) like ${`%${looked}%`}`, eb('a.licence_number', '=', asked.words.trim())])))
      .$if(state !== undefined, (query) => query.where('a.state', '=', state ?? 'received'))
      .$if(state === undefined && asked.state !== 'todas', (query) => query.where('a.state', 'in', ['received', 'in_review']))
      .orderBy('a.sent_at', asked.state === '' ? 'asc' : 'desc')
      .orderBy('a.id')
      .offset(page.offset)
      .limit(page.length + 1)
      .execute();
    return rows.flatMap((row) =>
      row.sent_at
        ? [{ id: row.id, name: `${row.title} ${row.full_name}`.trim(), specialty: row.specialty, licence: row.licence_number, city: row.city, state: row.state as SeenState, sentAt: row.sent_at }]
        : [],
    );
  });
}
