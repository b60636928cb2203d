import type { RequestEvent } from '@sveltejs/kit';
import { formatDayAndYear } from '#domain/time.ts';
import { previewRecordYears, readRecordYears, recordYearsForm, saveRecordYears } from '#features/privacy/record-years.server.ts';
import { billingForm, readBilling, saveBilling } from '#features/payments/receipts/billing.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  const { world } = event.locals;
  return { billing: await readBilling(world, actor, practice), country: practice.country, recordYears: await readRecordYears(world, actor, practice.id) };
};

const saveYears = saving(recordYearsForm, (world, actor, practice, form) => saveRecordYears(world, actor, practice, form));

/** Fewer years are asked about first, with what would go (G3). */
async function conservar(event: RequestEvent) {
  const answer = await saveYears(event);
  if (!('data' in answer) || answer.data.refusal !== 'fewer-years') return answer;
  const { actor, practice } = await settingsDoor(event);
  const { world, locale } = event.locals;
  const years = Number(answer.data.values['anos']);
  const { consultations, until } = await previewRecordYears(world, actor, practice, years);
  return { fewer: { years, consultations, until: formatDayAndYear(practice.zone, until, locale) }, values: answer.data.values };
}

export const actions: Actions = {
  facturacion: saving(billingForm, (world, actor, practice, form) => saveBilling(world, actor, practice, form)),
  conservar,
};
