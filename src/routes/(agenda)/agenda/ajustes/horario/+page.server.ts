import { saveWeeklyHours } from '#features/schedule/commands.server.ts';
import { readHoursPage } from '#features/schedule/pages/settings-page.server.ts';
import { weeklyHoursForm } from '#features/schedule/schema.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  return { settings: await readHoursPage(event.locals.world, actor, practice, event.locals.locale) };
};

export const actions: Actions = {
  horario: saving(weeklyHoursForm, (world, actor, practice, form) => saveWeeklyHours(world, actor, practice.id, form)),
};
