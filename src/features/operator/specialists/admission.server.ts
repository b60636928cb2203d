import { regionOfCity } from '#domain/privacy/region.ts';
import { firstRecordYears } from '#domain/privacy/retention.ts';
import type { ChargeWhen, Currency, Modality, Prepayment } from '#domain/appointment.ts';
import type { Contact } from '#domain/phone.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';

const system = { kind: 'system', job: 'admission' } as const;

/** Everything a practice starts with. Minutes are of the wall clock in its zone; weekday 1 = Monday. */
export interface Admission {
  slug: string;
  title: string;
  fullName: string;
  headline: string;
  biography: string;
  licence: { kind: 'colegiado' | 'cedula'; number: string };
  languages: string[];
  portrait: string;
  country: 'ES' | 'MX';
  city: string;
  zone: string;
  phone: string;
  currency: Currency;
  contacts: Contact[];
  specialties: string[];
  /** Null where it is entered later, like services and hours that are not given. */
  place: { name: string; shortName: string; address: string } | null;
  services: { modality: Modality; name: string; durationMinutes: number; priceCents: number }[];
  hours: { modality: Modality; weekday: number; startsMinute: number; endsMinute: number }[];
  video: { enabled: boolean; message: string };
  prepayment: { mode: Prepayment; chargeWhen: ChargeWhen; lateFeeCents: number; instructions: string };
  packageUnits: number;
  stepMinutes: number;
}

/**
 * Admits a specialist whose licence was checked: account with proved contacts, profile, place, services, hours and
 * settings (P1, O1). Throws where the slug or a contact belongs to somebody already.
 */
export async function admitSpecialist(world: Pick<World, 'as' | 'clock' | 'ids'>, admission: Admission): Promise<{ specialistId: string; accountId: string }> {
  return world.as(system, (tx) => writeAdmission(world, tx, admission));
}

/** The same inside a transaction of `system`. */
export async function writeAdmission(world: Pick<World, 'clock' | 'ids'>, tx: Tx, admission: Admission): Promise<{ specialistId: string; accountId: string }> {
  const now = world.clock.now();
  const accountId = world.ids.uuid();
  await tx.insertInto('accounts').values({ id: accountId, locale: 'es', created_at: now }).execute();
  await tx
    .insertInto('contacts')
    .values(admission.contacts.map((contact) => ({ id: world.ids.uuid(), account_id: accountId, ...contact, proved_at: now, created_at: now })))
    .execute();
  return { accountId, specialistId: await writePractice(world, tx, accountId, admission) };
}

/** Profile, settings and whatever else a practice starts with, for an account that there is; its specialist's id. */
export async function writePractice(world: Pick<World, 'clock' | 'ids'>, tx: Tx, accountId: string, admission: Omit<Admission, 'contacts'>): Promise<string> {
  const now = world.clock.now();
  const specialistId = world.ids.uuid();
  const placeId = world.ids.uuid();
  await tx
    .insertInto('specialists')
    .values({
      id: specialistId,
      account_id: accountId,
      slug: admission.slug,
      title: admission.title,
      full_name: admission.fullName,
      headline: admission.headline,
      biography: admission.biography,
      licence_kind: admission.licence.kind,
      licence_number: admission.licence.number,
      languages: admission.languages,
      portrait: admission.portrait,
      country: admission.country,
      city: admission.city,
      zone: admission.zone,
      phone: admission.phone,
      currency: admission.currency,
      video_enabled: admission.video.enabled,
      admitted_at: now,
      created_at: now,
    })
    .execute();
  await tx
    .insertInto('specialist_specialties')
    .values(admission.specialties.map((code, position) => ({ specialist_id: specialistId, specialty_code: code, position })))
    .execute();
  await tx
    .insertInto('specialist_settings')
    .values({
      specialist_id: specialistId,
      video_message: admission.video.message,
      prepayment: admission.prepayment.mode,
      charge_when: admission.prepayment.chargeWhen,
      late_fee_cents: admission.prepayment.lateFeeCents,
      other_payment_instructions: admission.prepayment.instructions,
      message_package_units: admission.packageUnits,
      slot_step_minutes: admission.stepMinutes,
      record_years: firstRecordYears(admission.country, regionOfCity(admission.country, admission.city, admission.zone)),
    })
    .execute();
  if (admission.place) {
    await tx
      .insertInto('places')
      .values({
        id: placeId,
        specialist_id: specialistId,
        name: admission.place.name,
        short_name: admission.place.shortName,
        address: admission.place.address,
        city: admission.city,
      })
      .execute();
  }
  if (admission.services.length > 0) {
    await tx
      .insertInto('services')
      .values(
        admission.services.map((service) => ({
          id: world.ids.uuid(),
          specialist_id: specialistId,
          modality: service.modality,
          name: service.name,
          duration_minutes: service.durationMinutes,
          price_cents: service.priceCents,
          currency: admission.currency,
          place_id: service.modality === 'in_person' ? placeId : null,
        })),
      )
      .execute();
  }
  if (admission.hours.length > 0) {
    await tx
      .insertInto('weekly_hours')
      .values(
        admission.hours.map((hours) => ({
          id: world.ids.uuid(),
          specialist_id: specialistId,
          modality: hours.modality,
          weekday: hours.weekday,
          starts_minute: hours.startsMinute,
          ends_minute: hours.endsMinute,
        })),
      )
      .execute();
  }
  return specialistId;
}

/** An assistant signs in with this mail address and serves these specialists (B6). */
export async function admitAssistant(world: Pick<World, 'as' | 'clock' | 'ids'>, input: { email: string; specialistIds: string[] }): Promise<void> {
  const now = world.clock.now();
  await world.as(system, async (tx) => {
    const accountId = await newStaffAccount(world, tx, input.email, now);
    await tx
      .insertInto('assistants')
      .values(input.specialistIds.map((specialistId) => ({ account_id: accountId, specialist_id: specialistId, created_at: now })))
      .execute();
  });
}

/** An operator signs in with this mail address (O1). Refuses `contact-taken` where it is an account's already. */
export async function admitOperator(world: Pick<World, 'as' | 'clock' | 'ids'>, input: { email: string }): Promise<Result<null>> {
  return world.as(system, async (tx) => {
    const taken = await tx.selectFrom('contacts').select('id').where('address', '=', input.email).executeTakeFirst();
    if (taken) return refuse('contact-taken');
    const accountId = await newStaffAccount(world, tx, input.email, world.clock.now());
    await tx.insertInto('operators').values({ account_id: accountId }).execute();
    return success(null);
  });
}

async function newStaffAccount(world: Pick<World, 'ids'>, tx: Tx, email: string, now: Date): Promise<string> {
  const accountId = world.ids.uuid();
  await tx.insertInto('accounts').values({ id: accountId, locale: 'es', created_at: now }).execute();
  await tx
    .insertInto('contacts')
    .values({ id: world.ids.uuid(), account_id: accountId, channel: 'email', address: email, proved_at: now, created_at: now })
    .execute();
  return accountId;
}
