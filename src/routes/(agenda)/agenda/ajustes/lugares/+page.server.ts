import { suggestCities } from '#features/profile-editor/cities.server.ts';
import { addPlace, listOwnPlaces, removePlace, savePlace } from '#features/profile-editor/places.server.ts';
import { limits, newPlaceForm, placeForm, removePlaceForm } from '#features/profile-editor/schema.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  const places = await listOwnPlaces(event.locals.world, actor, practice.id);
  return {
    cities: await suggestCities(event.locals.world, actor, practice.id),
    places: places.map((place) => ({ ...place, services: place.services ?? 0 })), limits };
};

export const actions: Actions = {
  nuevo: saving(newPlaceForm, (world, actor, practice, form) => addPlace(world, actor, practice.id, form)),
  lugar: saving(placeForm, (world, actor, practice, form) => savePlace(world, actor, practice.id, form)),
  quitar: saving(removePlaceForm, (world, actor, practice, form) => removePlace(world, actor, practice.id, form.lugar)),
};
