import { addTimeOff, removeTimeOff } from '#features/schedule/commands.server.ts';
import { readTimeOffPage } from '#features/schedule/pages/settings-page.server.ts';
import { removeTimeOffForm, timeOffForm } from '#features/schedule/schema.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  return { settings: await readTimeOffPage(event.locals.world, actor, practice, event.locals.locale) };
};

export const actions: Actions = {
  libre: saving(timeOffForm, (world, actor, practice, form) =>
    addTimeOff(world, actor, { specialistId: practice.id, zone: practice.zone }, form),
  ),
  trabajar: saving(removeTimeOffForm, (world, actor, practice, form) => removeTimeOff(world, actor, practice.id, form.libre)),
};
