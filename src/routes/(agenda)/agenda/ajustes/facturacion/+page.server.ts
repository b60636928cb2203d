import { readRecordYears, recordYearsForm, saveRecordYears } from '#features/privacy/record-years.server.ts';
import { billingForm, readBilling, saveBilling } from '#features/payments/receipts/billing.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  const { world } = event.locals;
  return { billing: await readBilling(world, actor, practice), country: practice.country, recordYears: await readRecordYears(world, actor, practice.id) };
};

export const actions: Actions = {
  facturacion: saving(billingForm, (world, actor, practice, form) => saveBilling(world, actor, practice, form)),
  conservar: saving(recordYearsForm, (world, actor, practice, form) => saveRecordYears(world, actor, practice.id, form)),
};
