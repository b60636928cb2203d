import { readServicesPage } from '#features/schedule/pages/settings-page.server.ts';
import { serviceForm } from '#features/schedule/schema.ts';
import { saveService } from '#features/schedule/terms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  return { settings: await readServicesPage(event.locals.world, actor, practice, event.locals.locale) };
};

export const actions: Actions = {
  servicio: saving(serviceForm, (world, actor, practice, form) => saveService(world, actor, practice.id, form)),
};
