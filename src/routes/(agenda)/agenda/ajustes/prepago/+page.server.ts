import { readPrepaymentPage } from '#features/schedule/pages/settings-page.server.ts';
import { prepaymentForm } from '#features/schedule/schema.ts';
import { savePrepayment } from '#features/schedule/terms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  return { settings: await readPrepaymentPage(event.locals.world, actor, practice) };
};

export const actions: Actions = {
  prepago: saving(prepaymentForm, (world, actor, practice, form) => savePrepayment(world, actor, practice.id, form)),
};
