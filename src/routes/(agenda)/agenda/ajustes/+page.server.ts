import { fail, type RequestEvent } from '@sveltejs/kit';
import type { ZodType } from 'zod';
import { addTimeOff, removeTimeOff, saveWeeklyHours } from '#features/schedule/commands.server.ts';
import type { Practice, PracticeActor } from '#features/schedule/queries.server.ts';
import {
  bookingRulesForm,
  prepaymentForm,
  reminderTimesForm,
  removeTimeOffForm,
  serviceForm,
  timeOffForm,
  videoMessageForm,
  weeklyHoursForm,
} from '#features/schedule/schema.ts';
import { readSettingsPage, sections, sectionsOf } from '#features/schedule/pages/settings-page.server.ts';
import {
  saveBookingRules,
  savePrepayment,
  saveReminderTimes,
  saveService,
  saveVideoMessage,
} from '#features/schedule/terms.server.ts';
import type { Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import { practiceDoor, readForm, statusOf } from '../../practice.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const offered = sectionsOf(actor);
  const asked = sections.find((one) => one === event.url.searchParams.get('seccion'));
  const section = asked && offered.includes(asked) ? asked : 'horario';
  return {
    sections: offered,
    settings: await readSettingsPage(event.locals.world, actor, practice, section, event.locals.locale),
  };
};

/** One way for every form here: parse, command, and on refusal the typed values back with words by field. */
function saving<Form, Value>(
  schema: ZodType<Form>,
  command: (world: World, actor: PracticeActor, practice: Practice, form: Form) => Promise<Result<Value>>,
  lists: readonly string[] = [],
) {
  return async (event: RequestEvent) => {
    const { actor, practice } = await practiceDoor(event);
    const values = await readForm(event.request, lists);
    const parsed = schema.safeParse(values);
    if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const, fields: {}, values });
    const saved = await command(event.locals.world, actor, practice, parsed.data);
    if (!saved.ok) return fail(statusOf(saved.kind), { refusal: saved.kind, fields: saved.fields ?? {}, values });
    return { saved: saved.value ?? true, values: { modalidad: values['modalidad'] ?? '', servicio: values['servicio'] ?? '' } };
  };
}

export const actions: Actions = {
  horario: saving(weeklyHoursForm, (world, actor, practice, form) => saveWeeklyHours(world, actor, practice.id, form)),
  libre: saving(timeOffForm, (world, actor, practice, form) =>
    addTimeOff(world, actor, { specialistId: practice.id, zone: practice.zone }, form),
  ),
  trabajar: saving(removeTimeOffForm, (world, actor, practice, form) => removeTimeOff(world, actor, practice.id, form.libre)),
  servicio: saving(serviceForm, (world, actor, practice, form) => saveService(world, actor, practice.id, form)),
  reservas: saving(bookingRulesForm, (world, actor, practice, form) => saveBookingRules(world, actor, practice.id, form)),
  video: saving(videoMessageForm, (world, actor, practice, form) => saveVideoMessage(world, actor, practice.id, form)),
  prepago: saving(prepaymentForm, (world, actor, practice, form) => savePrepayment(world, actor, practice.id, form)),
  recordatorios: saving(reminderTimesForm, (world, actor, practice, form) => saveReminderTimes(world, actor, practice.id, form), [
    'antes',
  ]),
};
