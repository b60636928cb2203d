import { fail, type RequestEvent } from '@sveltejs/kit';
import type { ZodType } from 'zod';
import type { Result } from '#domain/result.ts';
import { readCalendarsPage } from '#features/calendars/calendars-page.server.ts';
import { addCalendar, refreshCalendar, removeCalendar, switchCalendar } from '#features/calendars/external.server.ts';
import { closeFeed, openFeed, setFeedContents } from '#features/calendars/feeds.server.ts';
import { addCalendarForm, calendarForm, emptyForm, feedForm, switchCalendarForm } from '#features/calendars/schema.ts';
import type { PracticeActor } from '#features/schedule/queries.server.ts';
import type { World } from '#ports/world.ts';
import { readForm, statusOf } from '../../../practice.server.ts';
import { settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends('agenda:live');
  const { actor, practice } = await settingsDoor(event);
  const { world, locale, desk } = event.locals;
  return { page: await readCalendarsPage(world, actor, practice, locale), rehearsalCalendar: desk?.demoCalendar ?? null };
};

/** What a press did, for the words of its banner; a refusal brings back what was typed. */
function doing<Form, Done extends string>(
  schema: ZodType<Form>,
  done: Done | ((form: Form) => Done),
  command: (world: World, actor: PracticeActor, specialistId: string, form: Form) => Promise<Result<unknown>>,
) {
  return async (event: RequestEvent) => {
    const { actor, practice } = await settingsDoor(event);
    const values = await readForm(event.request);
    const parsed = schema.safeParse(values);
    if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const, fields: {}, values });
    const answer = await command(event.locals.world, actor, practice.id, parsed.data);
    if (!answer.ok) return fail(statusOf(answer.kind), { refusal: answer.kind, fields: answer.fields ?? {}, values });
    return { done: typeof done === 'function' ? done(parsed.data) : done };
  };
}

export const actions: Actions = {
  anadir: doing(addCalendarForm, 'added', addCalendar),
  actualizar: doing(calendarForm, 'refreshed', refreshCalendar),
  encender: doing(switchCalendarForm, (form) => (form.activo === 'si' ? 'switched_on' : 'switched_off'), switchCalendar),
  quitar: doing(calendarForm, 'removed', removeCalendar),
  abrir: doing(emptyForm, 'created', openFeed),
  renovar: doing(emptyForm, 'renewed', openFeed),
  cerrar: doing(emptyForm, 'closed', closeFeed),
  contenido: doing(feedForm, 'feed_saved', (world, actor, specialistId, form) =>
    setFeedContents(world, actor, specialistId, form.contenido),
  ),
};
