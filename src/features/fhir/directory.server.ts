import { sql, type RawBuilder } from 'kysely';
import { normalise } from '#domain/profile.ts';
import type { Tx } from '#ports/world.ts';

/** What FHIR tells of admitted specialists: the public profile, without a word of the video message (P1, P3). */

export interface KnownSpecialist {
  id: string;
  slug: string;
  title: string;
  fullName: string;
  licenceKind: 'colegiado' | 'cedula';
  licenceNumber: string;
  languages: string[];
  phone: string;
  city: string;
  country: 'ES' | 'MX';
  zone: string;
  horizonDays: number;
  specialties: { code: string; name: string }[];
}
export interface KnownService {
  id: string;
  modality: 'in_person' | 'video';
  name: string;
  durationMinutes: number;
  placeId: string | null;
  specialist: KnownSpecialist;
}
export interface KnownPlace {
  id: string;
  name: string;
  address: string;
  city: string;
  /** Nobody is seen there any more; appointments of before still name it. */
  closed: boolean;
  specialist: KnownSpecialist;
}
/** A page in the order of ids: those after `after`, at most `limit` and one more. */
export interface Paging {
  after: string | null;
  limit: number;
}
export interface SpecialistQuestion {
  id?: string | undefined;
  name?: string | undefined;
  licence?: string | undefined;
  specialty?: string | undefined;
}
export interface ServiceQuestion {
  id?: string | undefined;
  specialist?: string | undefined;
  place?: string | undefined;
  specialty?: string | undefined;
}

const specialist = sql`json_build_object(
  'id', s.id, 'slug', s.slug, 'title', s.title, 'fullName', s.full_name, 'licenceKind', s.licence_kind, 'licenceNumber', s.licence_number,
  'languages', s.languages, 'phone', s.phone, 'city', s.city, 'country', s.country, 'zone', s.zone, 'horizonDays', t.horizon_days,
  'specialties', (select coalesce(json_agg(json_build_object('code', y.code, 'name', y.name_es) order by x.position), '[]')
    from specialist_specialties x join specialties y on y.code = x.specialty_code where x.specialist_id = s.id))`;

const practises = (code: string) => sql`exists (select 1 from specialist_specialties x where x.specialist_id = s.id and x.specialty_code = ${code})`;

export async function findSpecialists(tx: Tx, question: SpecialistQuestion, paging: Paging): Promise<KnownSpecialist[]> {
  const conditions = [sql`s.admitted_at is not null`];
  if (question.id !== undefined) conditions.push(sql`s.id = ${question.id}`);
  if (question.licence !== undefined) conditions.push(sql`s.licence_number = ${question.licence}`);
  if (question.specialty !== undefined) conditions.push(practises(question.specialty));
  for (const word of normalise(question.name ?? '').split(' ').filter(Boolean).slice(0, 6)) {
    conditions.push(sql`lower(unaccent(s.title || ' ' || s.full_name)) like ${`%${word}%`}`);
  }
  if (paging.after) conditions.push(sql`s.id > ${paging.after}`);
  const { rows } = await sql<{ specialist: KnownSpecialist }>`
    select ${specialist} as specialist from specialists s join specialist_settings t on t.specialist_id = s.id
    where ${all(conditions)} order by s.id limit ${paging.limit + 1}
  `.execute(tx);
  return rows.map((row) => row.specialist);
}

export async function findServices(tx: Tx, question: ServiceQuestion, paging: Paging): Promise<KnownService[]> {
  const conditions = [sql`s.admitted_at is not null`, sql`v.active`, sql`(v.modality = 'in_person' or s.video_enabled)`];
  if (question.id !== undefined) conditions.push(sql`v.id = ${question.id}`);
  if (question.specialist !== undefined) conditions.push(sql`s.id = ${question.specialist}`);
  if (question.place !== undefined) conditions.push(sql`v.place_id = ${question.place}`);
  if (question.specialty !== undefined) conditions.push(practises(question.specialty));
  if (paging.after) conditions.push(sql`v.id > ${paging.after}`);
  const { rows } = await sql<KnownService>`
    select v.id, v.modality, v.name, v.duration_minutes as "durationMinutes", v.place_id as "placeId", ${specialist} as specialist
    from services v join specialists s on s.id = v.specialist_id join specialist_settings t on t.specialist_id = s.id
    where ${all(conditions)} order by v.id limit ${paging.limit + 1}
  `.execute(tx);
  return rows;
}

export async function findPlaces(tx: Tx, question: { id?: string | undefined; city?: string | undefined; name?: string | undefined }, paging: Paging): Promise<KnownPlace[]> {
  const conditions = [sql`s.admitted_at is not null`];
  if (question.id !== undefined) conditions.push(sql`p.id = ${question.id}`);
  if (question.city !== undefined) conditions.push(sql`lower(unaccent(p.city)) like ${`${normalise(question.city)}%`}`);
  if (question.name !== undefined) conditions.push(sql`lower(unaccent(p.name)) like ${`${normalise(question.name)}%`}`);
  if (paging.after) conditions.push(sql`p.id > ${paging.after}`);
  const { rows } = await sql<KnownPlace>`
    select p.id, p.name, p.address, p.city, p.archived_at is not null as closed, ${specialist} as specialist
    from places p join specialists s on s.id = p.specialist_id join specialist_settings t on t.specialist_id = s.id
    where ${all(conditions)} order by p.id limit ${paging.limit + 1}
  `.execute(tx);
  return rows;
}

/** Services and places of those who opted into the publication and whose id ends so (issue 3). */
export async function findPublished(tx: Tx, ending: string): Promise<{ services: KnownService[]; places: KnownPlace[] }> {
  const mine = sql`s.admitted_at is not null and t.publish_slots and right(s.id::text, ${ending.length}) = ${ending}`;
  const from = sql`join specialists s on s.id = o.specialist_id join specialist_settings t on t.specialist_id = s.id where ${mine}`;
  const services = await sql<KnownService>`
    select o.id, o.modality, o.name, o.duration_minutes as "durationMinutes", o.place_id as "placeId", ${specialist} as specialist
    from services o ${from} and o.active and (o.modality = 'in_person' or s.video_enabled) order by o.id
  `.execute(tx);
  const places = await sql<KnownPlace>`select o.id, o.name, o.address, o.city, false as closed, ${specialist} as specialist from places o ${from} and o.archived_at is null order by o.id`.execute(tx);
  return { services: services.rows, places: places.rows };
}

function all(conditions: RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql.join(conditions, sql` and `);
}
