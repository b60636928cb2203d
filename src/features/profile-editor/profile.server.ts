import { parsePhone, formatPhone } from '#domain/phone.ts';
import { may } from '#domain/permissions.ts';
import { profileCompleteness } from '#domain/profile-completeness.ts';
import { refuse, refuseFields, success, type RefusalKind, type Result } from '#domain/result.ts';
import type { Actor, Locale } from '#domain/people.ts';
import type { World } from '#ports/world.ts';
import { cityMeant } from './cities.server.ts';
import { textFault } from './field-faults.ts';
import { languageCodes, limits, type ProfileForm, type VideoOfferForm } from './schema.ts';

/** The profile as its specialist edits it, with what it still lacks (P1); throws where it is not this actor's. */
export async function getOwnProfile(world: Pick<World, 'as'>, actor: Actor, specialistId: string, locale: Locale) {
  return world.as(actor, async (tx) => {
    const row = await tx
      .selectFrom('specialists as s')
      .innerJoin('specialist_settings as t', 't.specialist_id', 's.id')
      .where('s.id', '=', specialistId)
      .select([
        's.slug', 's.title', 's.full_name', 's.headline', 's.biography', 's.licence_kind', 's.licence_number', 's.languages', 's.portrait', 's.country',
        's.city', 's.phone', 's.video_enabled', 't.video_message',
      ]) // prettier-ignore
      .executeTakeFirstOrThrow();
    const specialties = await tx.selectFrom('specialist_specialties').select('specialty_code').where('specialist_id', '=', specialistId).orderBy('position').execute();
    const offered = await tx
      .selectFrom('specialties')
      .select(['code', locale === 'es' ? 'name_es as name' : 'name_en as name'])
      .orderBy('name')
      .execute();
    const places = await tx.selectFrom('places').select(['name', 'address', 'city']).where('specialist_id', '=', specialistId).where('archived_at', 'is', null).orderBy('name').execute();
    const services = await tx.selectFrom('services').select('modality').where('specialist_id', '=', specialistId).where('active', '=', true).execute();
    const hours = await tx.selectFrom('weekly_hours').select('id').where('specialist_id', '=', specialistId).execute();
    const hasPhoto = row.portrait.includes('/');
    return {
      slug: row.slug,
      title: row.title,
      fullName: row.full_name,
      headline: row.headline,
      biography: row.biography,
      licence: { kind: row.licence_kind, number: row.licence_number },
      languages: row.languages,
      portrait: row.portrait,
      hasPhoto,
      city: row.city,
      country: row.country,
      phone: formatPhone(row.phone, row.country),
      videoEnabled: row.video_enabled,
      specialties: specialties.map((one) => one.specialty_code),
      offeredSpecialties: offered,
      places,
      completeness: profileCompleteness({
        hasPhoto,
        biography: row.biography.length,
        headline: row.headline,
        languages: row.languages.length,
        services: services.filter((one) => one.modality === 'in_person' || row.video_enabled).length,
        hours: hours.length,
        videoEnabled: row.video_enabled,
        videoMessage: row.video_message.length,
        phone: row.phone,
      }),
    };
  });
}
export type OwnProfile = Awaited<ReturnType<typeof getOwnProfile>>;

/**
 * Words, languages, specialties, city and telephone of the profile; name, licence and address stay as they were admitted
 * (docs/decisions/0014). Refuses `not-allowed`, `invalid-input` by field.
 */
export async function saveProfile(world: Pick<World, 'as'>, actor: Actor, practice: { id: string; country: 'ES' | 'MX' }, form: ProfileForm): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId: practice.id })) return refuse('not-allowed');
  const phone = parsePhone(form.telefono, practice.country);
  const wanted = [...new Set(form.especialidades.filter((code) => code !== ''))];
  const languages = languageCodes.filter((code) => form.idiomas.includes(code));
  const refusal = refuseFields({
    titular: textFault(form.titular, limits.headline),
    biografia: textFault(form.biografia, limits.biography),
    ciudad: textFault(form.ciudad, limits.city),
    telefono: phone === null ? 'phone-invalid' : null,
    idiomas: countFault(languages.length, limits.languages),
    especialidades: countFault(wanted.length, limits.specialties),
  });
  if (refusal || phone === null) return refusal ?? refuse('invalid-input');
  return world.as(actor, async (tx) => {
    const specialties = await tx.selectFrom('specialties').select('code').where('code', 'in', wanted).execute();
    const codes = wanted.filter((code) => specialties.some((one) => one.code === code));
    if (codes.length === 0) return refuse('invalid-input', { especialidades: 'choice-missing' });
    const stored = await tx.selectFrom('specialists').select('city').where('id', '=', practice.id).executeTakeFirst();
    const city = await cityMeant(tx, practice.id, form, stored?.city ?? null);
    if (!city.ok) return city;
    await tx
      .updateTable('specialists')
      .set({ title: form.titulo, headline: form.titular, biography: form.biografia, city: city.value, phone, languages })
      .where('id', '=', practice.id)
      .execute();
    await tx.deleteFrom('specialist_specialties').where('specialist_id', '=', practice.id).execute();
    await tx
      .insertInto('specialist_specialties')
      .values(codes.map((code, position) => ({ specialist_id: practice.id, specialty_code: code, position })))
      .execute();
    return success(null);
  });
}

/** Whether video consultations can be booked at all (P2); what is booked already stays. Refuses `not-allowed`. */
export async function offerVideo(world: Pick<World, 'as'>, actor: Actor, specialistId: string, form: VideoOfferForm): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  return world.as(actor, async (tx) => {
    await tx.updateTable('specialists').set({ video_enabled: form.video === 'si' }).where('id', '=', specialistId).execute();
    return success(null);
  });
}

function countFault(count: number, most: number): RefusalKind | null {
  if (count === 0) return 'choice-missing';
  return count > most ? 'too-many-chosen' : null;
}
