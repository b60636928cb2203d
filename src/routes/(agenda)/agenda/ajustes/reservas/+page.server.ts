import { readRulesPage } from '#features/schedule/pages/settings-page.server.ts';
import { bookingRulesForm } from '#features/schedule/schema.ts';
import { saveBookingRules } from '#features/schedule/terms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  return { settings: await readRulesPage(event.locals.world, actor, practice) };
};

export const actions: Actions = {
  reservas: saving(bookingRulesForm, (world, actor, practice, form) => saveBookingRules(world, actor, practice.id, form)),
};
