import { fail, redirect } from '@sveltejs/kit';
import { listExceptions } from '#features/schedule/hours/exception-list.server.ts';
import { addExtraHours, addTimeOff, removeException } from '#features/schedule/hours/exceptions.server.ts';
import { takeHolidays } from '#features/schedule/hours/holidays.server.ts';
import {
  exceptionForm,
  holidaysForm,
  seenExtraHoursForm,
  seenTimeOffForm,
  sentExtraHoursForm,
  sentTimeOffForm,
  timeOffForm,
} from '#features/schedule/hours/schema.ts';
import { formOf, previewException, readTimeOffPage } from '#features/schedule/pages/hours-page.server.ts';
import { dayOfInstant } from '#domain/time.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { readForm, statusOf } from '../../../../forms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import { askNext } from '../../../settings/time-off-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  return { settings: await readTimeOffPage(event.locals.world, actor, practice, event.locals.locale) };
};

export const actions: Actions = {
  libre: async (event) => {
    const { actor, practice, practices } = await settingsDoor(event);
    const values = await readForm(event.request);
    const form = sentTimeOffForm.safeParse(values);
    if (!form.success) return fail(400, { refusal: 'invalid-input' as const, fields: {}, values });
    const added = await addTimeOff(event.locals.world, actor, practice, form.data, 'ask');
    if (added.ok) return { saved: true };
    if (added.kind === 'try-again-later') {
      const asked = new URLSearchParams({ ...form.data, ...(practices.length > 1 ? { de: practice.id } : {}) });
      redirect(303, localizeHref(`/agenda/ajustes/libres/citas?${asked}`));
    }
    return fail(statusOf(added.kind), { refusal: added.kind, fields: added.fields ?? {}, values });
  },
  extra: saving(sentExtraHoursForm, addExtraHours),
  /** What patients would see with this time off or these hours; nothing is kept. */
  ver: async (event) => {
    const { actor, practice } = await settingsDoor(event);
    const values = await readForm(event.request);
    const form = ('horas' in values ? seenExtraHoursForm : seenTimeOffForm).safeParse(values);
    if (!form.success) return fail(400, { refusal: 'invalid-input' as const, fields: {}, values });
    const preview = await previewException(event.locals.world, actor, practice, form.data);
    if (!preview.ok) return fail(statusOf(preview.kind), { refusal: preview.kind, fields: preview.fields ?? {}, values });
    return { preview: preview.value, values };
  },
  festivos: async (event) => {
    const { actor, practice, practices } = await settingsDoor(event);
    const form = holidaysForm.safeParse(await readForm(event.request, ['festivo']));
    if (!form.success) return fail(400, { refusal: 'invalid-input' as const, fields: {}, values: {} });
    const taken = await takeHolidays(event.locals.world, actor, practice, form.data.festivo);
    if (!taken.ok) return fail(statusOf(taken.kind), { refusal: taken.kind, fields: {}, values: {} });
    const next = askNext(taken.value.toAsk);
    if (!next) return { saved: true };
    redirect(303, localizeHref(`/agenda/ajustes/libres/citas?${next}${practices.length > 1 ? `&de=${practice.id}` : ''}`));
  },
  quitar: async (event) => {
    const { actor, practice } = await settingsDoor(event);
    const { world } = event.locals;
    const form = exceptionForm.safeParse(await readForm(event.request));
    if (!form.success) return fail(400, { refusal: 'invalid-input' as const, fields: {}, values: {} });
    const today = dayOfInstant(practice.zone, world.clock.now());
    const group = (await listExceptions(world, actor, practice, today)).find((one) => one.groupId === form.data.grupo);
    const removed = await removeException(world, actor, practice.id, form.data.grupo);
    if (!removed.ok) return fail(statusOf(removed.kind), { refusal: removed.kind, fields: {}, values: {} });
    return { removed: group ? { kind: group.kind, again: formOf(group) } : null };
  },
  /** Takes back what was just undone: as it was, over appointments too. */
  deshacer: saving(timeOffForm, (world, actor, practice, form) => addTimeOff(world, actor, practice, form, 'keep')),
};
