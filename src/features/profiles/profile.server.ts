import { sql } from 'kysely';
import type { Currency, Modality } from '#domain/appointment.ts';
import { ratingOf } from '#domain/reviews.ts';
import type { Locale } from '#domain/people.ts';
import { normalise } from '#domain/profile.ts';
import type { Tx, World } from '#ports/world.ts';

export interface ProfileService {
  id: string;
  modality: Modality;
  name: string;
  durationMinutes: number;
  priceCents: number;
  currency: Currency;
  place: { name: string; address: string; city: string } | null;
}
export interface Profile {
  id: string;
  slug: string;
  name: string;
  headline: string;
  biography: string;
  licence: { kind: 'colegiado' | 'cedula'; number: string };
  languages: string[];
  portrait: string;
  country: 'ES' | 'MX';
  city: string;
  zone: string;
  rating: number | null;
  ratingCount: number;
  specialties: { code: string; name: string }[];
  /** `geo` is the middle of its city; null where nobody knows that city. */
  places: { name: string; address: string; city: string; geo: { latitude: number; longitude: number } | null }[];
  /** Video ones only where video is enabled (P2). */
  services: ProfileService[];
  /** In person, on the wall of the practice; weekday 1 = Monday. */
  hours: { weekday: number; startsMinute: number; endsMinute: number }[];
  cutoffHours: number;
  /** What a late cancellation costs; 0 where nothing is charged by card. */
  lateFeeCents: number;
}

/**
 * A public profile by its address; null where there is none or it is not admitted (P1). What the specialist says
 * about video consultations is not read here, so that no page of the profile can hold it (P3, F5).
 */
export async function getProfile(world: Pick<World, 'as'>, slug: string, locale: Locale): Promise<Profile | null> {
  return world.as({ kind: 'visitor' }, async (tx) => {
    const row = await tx
      .selectFrom('specialists as s')
      .innerJoin('specialist_settings as t', 't.specialist_id', 's.id')
      .where('s.slug', '=', slug)
      .where('s.admitted_at', 'is not', null)
      .select([
        's.id', 's.slug', 's.title', 's.full_name', 's.headline', 's.biography', 's.licence_kind', 's.licence_number', 's.languages', 's.portrait',
        's.country', 's.city', 's.zone', 's.rating_count', 's.rating_sum', 's.video_enabled', 't.cutoff_hours', 't.late_fee_cents', 't.prepayment',
      ]) // prettier-ignore
      .executeTakeFirst();
    if (!row) return null;
    const specialties = await tx
      .selectFrom('specialist_specialties as x')
      .innerJoin('specialties as y', 'y.code', 'x.specialty_code')
      .where('x.specialist_id', '=', row.id)
      .orderBy('x.position')
      .select(['y.code', locale === 'es' ? 'y.name_es as name' : 'y.name_en as name'])
      .execute();
    const places = await tx.selectFrom('places').select(['id', 'name', 'address', 'city', 'archived_at']).where('specialist_id', '=', row.id).orderBy('name').execute();
    const middles = await middlesOf(tx, row.country, places.map((place) => normalise(place.city)));
    const hours = await tx
      .selectFrom('weekly_hours')
      .select(['weekday', 'starts_minute as startsMinute', 'ends_minute as endsMinute'])
      .distinct()
      .where('specialist_id', '=', row.id)
      .where('modality', '=', 'in_person')
      .orderBy('weekday')
      .orderBy('starts_minute')
      .execute();
    const services = await tx
      .selectFrom('services')
      .selectAll()
      .where('specialist_id', '=', row.id)
      .where('active', '=', true)
      .orderBy('position')
      .orderBy('price_cents')
      .orderBy('id')
      .execute();
    return {
      id: row.id,
      slug: row.slug,
      name: `${row.title} ${row.full_name}`.trim(),
      headline: row.headline,
      biography: row.biography,
      licence: { kind: row.licence_kind, number: row.licence_number },
      languages: row.languages,
      portrait: row.portrait,
      country: row.country,
      city: row.city,
      zone: row.zone,
      rating: ratingOf({ count: row.rating_count, sum: row.rating_sum }),
      ratingCount: row.rating_count,
      specialties,
      places: places.filter((place) => place.archived_at === null).map(({ name, address, city }) => ({ name, address, city, geo: middles.get(normalise(city)) ?? null })),
      services: services
        .filter((service) => service.modality === 'in_person' || row.video_enabled)
        .map((service) => {
          const place = places.find((one) => one.id === service.place_id);
          return {
            id: service.id,
            modality: service.modality,
            name: service.name,
            durationMinutes: service.duration_minutes,
            priceCents: service.price_cents,
            currency: service.currency,
            place: place ? { name: place.name, address: place.address, city: place.city } : null,
          };
        }),
      hours,
      cutoffHours: row.cutoff_hours,
      lateFeeCents: row.prepayment === 'stripe' ? row.late_fee_cents : 0,
    };
  });
}

/** Where those cities of a country are, by their plain names. */
async function middlesOf(tx: Tx, country: string, plainNames: string[]): Promise<Map<string, { latitude: number; longitude: number }>> {
  if (plainNames.length === 0) return new Map();
  const { rows } = await sql<{ plain: string; latitude: number; longitude: number }>`
    select x.plain, c.latitude, c.longitude from unnest(${plainNames}::text[]) as x(plain)
    join cities c on c.country = ${country} and (c.plain_name = x.plain or c.aliases @> array[x.plain])
    where c.latitude is not null
  `.execute(tx);
  return new Map(rows.map(({ plain, latitude, longitude }) => [plain, { latitude, longitude }]));
}

/** The sites that may frame this specialist's page; none named means any. */
export async function findFramingSites(world: Pick<World, 'as'>, specialistId: string): Promise<string[]> {
  const row = await world.as({ kind: 'visitor' }, (tx) =>
    tx.selectFrom('specialist_settings').select('embed_origins').where('specialist_id', '=', specialistId).executeTakeFirst(),
  );
  return row?.embed_origins ?? [];
}
