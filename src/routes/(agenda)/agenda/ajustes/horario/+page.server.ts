import { fail } from '@sveltejs/kit';
import { previewSlots } from '#features/schedule/hours/preview.server.ts';
import { weekForm } from '#features/schedule/hours/schema.ts';
import { parseWeek, readWeek, saveWeek } from '#features/schedule/hours/week.server.ts';
import { readHoursPage } from '#features/schedule/pages/hours-page.server.ts';
import { readForm, statusOf } from '../../../../forms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  return { settings: await readHoursPage(event.locals.world, actor, practice, event.locals.locale) };
};

export const actions: Actions = {
  horario: saving(weekForm, saveWeek),
  /** What patients would see with these hours; nothing is kept. */
  ver: async (event) => {
    const { actor, practice } = await settingsDoor(event);
    const { world } = event.locals;
    const values = await readForm(event.request);
    const form = weekForm.safeParse(values);
    if (!form.success) return fail(400, { refusal: 'invalid-input' as const, fields: {}, values });
    const hours = parseWeek(form.data, (await readWeek(world, actor, practice)).layers);
    if (!hours.ok) return fail(statusOf(hours.kind), { refusal: hours.kind, fields: hours.fields ?? {}, values });
    const serviceId = form.data['servicio'];
    return { preview: await previewSlots(world, actor, practice, { serviceId, unsaved: { hours: hours.value } }), values };
  },
};
