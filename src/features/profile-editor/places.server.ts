import { may } from '#domain/permissions.ts';
import { shortPlaceName } from '#domain/profile.ts';
import { refuse, refuseFields, success, type Result } from '#domain/result.ts';
import type { Actor } from '#domain/people.ts';
import type { World } from '#ports/world.ts';
import { cityMeant } from './cities.server.ts';
import { textFault } from './field-faults.ts';
import { limits, type NewPlaceForm, type PlaceForm } from './schema.ts';

/** The places of a specialist that are in use, by name, with how many services are offered there. */
export async function listOwnPlaces(world: Pick<World, 'as'>, actor: Actor, specialistId: string) {
  return world.as(actor, (tx) =>
    tx
      .selectFrom('places as p')
      .select(['p.id', 'p.name', 'p.short_name as shortName', 'p.address', 'p.city'])
      .select((eb) =>
        eb
          .selectFrom('services as v')
          .select((count) => count.fn.countAll<number>().as('count'))
          .whereRef('v.place_id', '=', 'p.id')
          .where('v.active', '=', true)
          .as('services'),
      )
      .where('p.specialist_id', '=', specialistId)
      .where('p.archived_at', 'is', null)
      .orderBy('p.name')
      .execute(),
  );
}

/** Adds a place. Refuses `not-allowed`, `too-many`, `invalid-input` by field. */
export async function addPlace(world: Pick<World, 'as' | 'ids'>, actor: Actor, specialistId: string, form: NewPlaceForm): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const refusal = faults(form);
  if (refusal) return refusal;
  return world.as(actor, async (tx) => {
    const known = await tx.selectFrom('places').select('id').where('specialist_id', '=', specialistId).where('archived_at', 'is', null).execute();
    if (known.length >= limits.places) return refuse('too-many');
    const city = await cityMeant(tx, specialistId, form, null);
    if (!city.ok) return city;
    await tx.insertInto('places').values({ id: world.ids.uuid(), specialist_id: specialistId, ...columns(form), city: city.value }).execute();
    return success(null);
  });
}

/** Changes a place; appointments there follow it. Refuses `not-allowed`, `not-found`, `invalid-input` by field. */
export async function savePlace(world: Pick<World, 'as'>, actor: Actor, specialistId: string, form: PlaceForm): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const refusal = faults(form);
  if (refusal) return refusal;
  return world.as(actor, async (tx) => {
    const place = await tx
      .selectFrom('places')
      .select('city')
      .where('id', '=', form.lugar)
      .where('specialist_id', '=', specialistId)
      .where('archived_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (!place) return refuse('not-found');
    const city = await cityMeant(tx, specialistId, form, place.city);
    if (!city.ok) return city;
    await tx
      .updateTable('places')
      .set({ ...columns(form), city: city.value })
      .where('id', '=', form.lugar)
      .execute();
    return success(null);
  });
}

/**
 * Gives up a place with its hours; past appointments keep it. Refuses `place-in-use` while a service is offered there or
 * an appointment is to come, `not-allowed`, `not-found`.
 */
export async function removePlace(world: Pick<World, 'as' | 'clock'>, actor: Actor, specialistId: string, placeId: string): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const place = await tx.selectFrom('places').select('id').where('id', '=', placeId).where('specialist_id', '=', specialistId).where('archived_at', 'is', null).forUpdate().executeTakeFirst();
    if (!place) return refuse('not-found');
    const offered = await tx.selectFrom('services').select('id').where('place_id', '=', placeId).where('active', '=', true).limit(1).executeTakeFirst();
    const coming = await tx
      .selectFrom('appointments')
      .select('id')
      .where('place_id', '=', placeId)
      .where('ends_at', '>', now)
      .where('status', 'in', ['held', 'booked', 'in_progress'])
      .limit(1)
      .executeTakeFirst();
    if (offered || coming) return refuse('place-in-use');
    await tx.deleteFrom('weekly_hours').where('place_id', '=', placeId).execute();
    await tx.deleteFrom('hour_exceptions').where('place_id', '=', placeId).execute();
    await tx.updateTable('places').set({ archived_at: now }).where('id', '=', placeId).execute();
    return success(null);
  });
}

function faults(form: NewPlaceForm) {
  return refuseFields({
    nombre: textFault(form.nombre, limits.name, 'name-missing'),
    direccion: textFault(form.direccion, limits.address),
    ciudad: textFault(form.ciudad, limits.city),
  });
}

function columns(form: NewPlaceForm) {
  return { name: form.nombre, address: form.direccion, short_name: shortPlaceName(form.corto || form.direccion) };
}
