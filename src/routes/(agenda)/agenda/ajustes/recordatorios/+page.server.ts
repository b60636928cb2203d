import { readRemindersPage } from '#features/schedule/pages/settings-page.server.ts';
import { reminderTimesForm } from '#features/schedule/schema.ts';
import { saveReminderTimes } from '#features/schedule/terms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  return { settings: await readRemindersPage(event.locals.world, actor, practice) };
};

export const actions: Actions = {
  recordatorios: saving(reminderTimesForm, (world, actor, practice, form) => saveReminderTimes(world, actor, practice.id, form), [
    'antes',
  ]),
};
