import { readCalendarsPage } from '#features/calendars/calendars-page.server.ts';
import { addCalendar, refreshCalendar, removeCalendar, switchCalendar } from '#features/calendars/external.server.ts';
import { closeFeed, openFeed, setFeedContents } from '#features/calendars/feeds.server.ts';
import { addCalendarForm, calendarForm, emptyForm, feedForm, switchCalendarForm } from '#features/calendars/schema.ts';
import { doing, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends('agenda:live');
  const { actor, practice } = await settingsDoor(event);
  const { world, locale, desk } = event.locals;
  return { page: await readCalendarsPage(world, actor, practice, locale), rehearsalCalendar: desk?.demoCalendar ?? null };
};

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
