import { previewKinds, previewMessage, type PreviewKind } from '#features/messages/preview.server.ts';
import { readRemindersPage } from '#features/schedule/pages/settings-page.server.ts';
import { reminderTimesForm, serviceRemindersForm } from '#features/schedule/schema.ts';
import { saveReminderTimes, saveServiceReminders } from '#features/schedule/terms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  const { world } = event.locals;
  const asked = event.url.searchParams;
  const settings = await readRemindersPage(world, actor, practice);
  const shown = {
    kind: previewKinds.find((kind) => kind === asked.get('ver')) ?? ('reminder_1440' satisfies PreviewKind),
    modality: asked.get('cita') === 'presencial' || !settings.videoEnabled ? ('in_person' as const) : ('video' as const),
    locale: asked.get('idioma') === 'en' ? ('en' as const) : ('es' as const),
  };
  return { settings, shown, kinds: previewKinds, preview: await previewMessage(world, actor, practice.id, shown) };
};

export const actions: Actions = {
  recordatorios: saving(reminderTimesForm, (world, actor, practice, form) => saveReminderTimes(world, actor, practice.id, form), [
    'antes',
  ]),
  servicio: saving(
    serviceRemindersForm,
    (world, actor, practice, form) => saveServiceReminders(world, actor, practice.id, form),
    ['antes'],
  ),
};
