import { suggestCities } from '#features/profile-editor/cities.server.ts';
import { getOwnProfile, saveProfile } from '#features/profile-editor/profile.server.ts';
import { titles } from '#domain/profile.ts';
import { languageCodes, limits, profileForm } from '#features/profile-editor/schema.ts';
import { languageName } from '#domain/language-names.ts';
import { getProfile } from '#features/profiles/profile.server.ts';
import { ratingFigure } from '#domain/reviews.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  const { world, locale } = event.locals;
  const profile = await getOwnProfile(world, actor, practice.id, locale);
  const shown = await getProfile(world, profile.slug, locale);
  return {
    profile,
    cities: await suggestCities(world, actor, practice.id),
    rating: shown?.rating ? { value: shown.rating, figure: ratingFigure(shown.rating, locale), count: shown.ratingCount } : null,
    limits,
    titles,
    languages: [...new Set([...languageCodes, ...profile.languages])].map((code) => ({ value: code, label: languageName(code, locale) })),
  };
};

export const actions: Actions = {
  default: saving(profileForm, (world, actor, practice, form) => saveProfile(world, actor, practice, form), ['idiomas', 'especialidades']),
};
