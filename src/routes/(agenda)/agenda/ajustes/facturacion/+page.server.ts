import { billingForm, readBilling, saveBilling } from '#features/payments/receipts/billing.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  return { billing: await readBilling(event.locals.world, actor, practice), country: practice.country };
};

export const actions: Actions = {
  facturacion: saving(billingForm, (world, actor, practice, form) => saveBilling(world, actor, practice, form)),
};
