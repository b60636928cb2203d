import { fail } from '@sveltejs/kit';
import { previewSlots } from '#features/schedule/hours/preview.server.ts';
import { readRulesPage } from '#features/schedule/pages/settings-page.server.ts';
import { bookingRulesForm } from '#features/schedule/schema.ts';
import { readBookingRules, saveBookingRules } from '#features/schedule/terms.server.ts';
import { readForm, statusOf } from '../../../../forms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  return { settings: await readRulesPage(event.locals.world, actor, practice) };
};

export const actions: Actions = {
  reservas: saving(bookingRulesForm, (world, actor, practice, form) => saveBookingRules(world, actor, practice.id, form)),
  /** What patients would see by these rules; nothing is kept. */
  ver: async (event) => {
    const { actor, practice } = await settingsDoor(event);
    const values = await readForm(event.request);
    const form = bookingRulesForm.safeParse(values);
    if (!form.success) return fail(400, { refusal: 'invalid-input' as const, fields: {}, values });
    const rules = readBookingRules(form.data);
    if (!rules.ok) return fail(statusOf(rules.kind), { refusal: rules.kind, fields: rules.fields ?? {}, values });
    const { buffer_minutes, minimum_notice_minutes, horizon_days, slot_step_minutes } = rules.value;
    const unsaved = {
      rules: {
        bufferMinutes: buffer_minutes,
        minimumNoticeMinutes: minimum_notice_minutes,
        horizonDays: horizon_days,
        stepMinutes: slot_step_minutes,
      },
    };
    const preview = await previewSlots(event.locals.world, actor, practice, { serviceId: form.data.servicio, unsaved });
    return { preview, values };
  },
};
