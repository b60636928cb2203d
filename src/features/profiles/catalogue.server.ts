import { sql } from 'kysely';
import { normalise } from '#domain/profile.ts';
import type { Locale } from '#domain/people.ts';
import type { Tx, World } from '#ports/world.ts';

type Reader = Pick<World, 'as'>;
const visitor = { kind: 'visitor' } as const;

export interface SpecialtyCount {
  code: string;
  name: string;
  specialists: number;
  /** How many of them by video. */
  video: number;
}

/** The specialties that somebody here practises, those that people come for most first (P4). */
export async function listSpecialties(world: Reader, locale: Locale): Promise<SpecialtyCount[]> {
  return world.as(visitor, (tx) =>
    tx
      .selectFrom('specialties as y')
      .innerJoin('specialist_specialties as x', 'x.specialty_code', 'y.code')
      .innerJoin('specialists as s', 's.id', 'x.specialist_id')
      .where('s.admitted_at', 'is not', null)
      .groupBy(['y.code', 'y.name_es', 'y.name_en'])
      .select(['y.code', locale === 'es' ? 'y.name_es as name' : 'y.name_en as name'])
      .select(({ fn }) => [fn.countAll<number>().as('specialists'), fn.count<number>('s.id').filterWhere('s.video_enabled', '=', true).as('video')])
      .orderBy(({ fn }) => fn.sum('s.rating_count'), 'desc')
      .orderBy('specialists', 'desc')
      .orderBy('name')
      .execute(),
  );
}

/** The cities in which somebody here works. */
export async function listCities(world: Reader): Promise<string[]> {
  const rows = await world.as(visitor, (tx) => tx.selectFrom('specialists').select('city').distinct().where('admitted_at', 'is not', null).orderBy('city').execute());
  return rows.map((row) => row.city);
}

/** The languages that somebody here speaks, by their codes (P4). */
export async function listLanguages(world: Reader): Promise<string[]> {
  const { rows } = await world.as(visitor, (tx) =>
    sql<{ language: string }>`
      select language from specialists, unnest(languages) as language where admitted_at is not null group by language order by count(*) desc, language
    `.execute(tx),
  );
  return rows.map((row) => row.language);
}

/** Every public profile by its address, for the sitemap (P5). */
export async function listProfiles(world: Reader): Promise<string[]> {
  const rows = await world.as(visitor, (tx) => tx.selectFrom('specialists').select('slug').where('admitted_at', 'is not', null).orderBy('slug').execute());
  return rows.map((row) => row.slug);
}

/** The specialty that a text names, by name, practitioner or synonym, a typo allowed; null where it names none (P4). */
export async function findSpecialty(tx: Tx, text: string): Promise<{ code: string; nameEs: string; nameEn: string } | null> {
  const wanted = normalise(text);
  if (wanted.length < 3) return null;
  const { rows } = await sql<{ code: string; nameEs: string; nameEn: string }>`
    select y.code, y.name_es as "nameEs", y.name_en as "nameEn"
    from specialties as y, lateral (
      select max(similarity(lower(unaccent(word)), ${wanted})) as likeness
      from unnest(array[y.code, y.name_es, y.name_en, y.practitioner_es, y.practitioner_en] || y.synonyms) as word
    ) as w
    where w.likeness >= 0.55 order by w.likeness desc, y.code limit 1
  `.execute(tx);
  return rows[0] ?? null;
}

const nicknames: Record<string, string> = { cdmx: 'ciudad de mexico', df: 'ciudad de mexico', 'mexico df': 'ciudad de mexico', coruna: 'a coruna', bcn: 'barcelona' };

/** The cities that a text means, accents and a typo forgiven; none where nobody works in one like it (P4). */
export async function findCities(tx: Tx, text: string): Promise<string[]> {
  const typed = normalise(text);
  const wanted = nicknames[typed] ?? typed;
  const { rows } = await sql<{ city: string; likeness: number }>`
    select city, max(case when lower(unaccent(city)) = ${wanted} then 2 else similarity(lower(unaccent(city)), ${wanted}) end) as likeness
    from specialists where admitted_at is not null
      and (lower(unaccent(city)) like ${`%${wanted}%`} or similarity(lower(unaccent(city)), ${wanted}) >= 0.4)
    group by city order by likeness desc
  `.execute(tx);
  const exact = rows.filter((row) => row.likeness === 2);
  return (exact.length > 0 ? exact : rows).map((row) => row.city);
}
