import { previewAsked, previewKinds, previewMessage, type MessagePreview } from '#features/messages/preview.server.ts';
import { readRemindersPage } from '#features/schedule/pages/settings-page.server.ts';
import { reminderTimesForm, serviceRemindersForm } from '#features/schedule/schema.ts';
import { saveReminderTimes, saveServiceReminders } from '#features/schedule/terms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  const { world } = event.locals;
  const settings = await readRemindersPage(world, actor, practice);
  const shown = previewAsked(event.url.searchParams, settings.videoEnabled);
  const preview = await previewMessage(world, actor, practice.id, shown);
  return { settings, shown, kinds: previewKinds, preview: preview && 'mail' in preview ? wordsOf(preview) : preview };
};

/** The mail's page is an address of its own. */
const wordsOf = ({ mail: { subject, text }, ...rest }: MessagePreview) => ({ ...rest, mail: { subject, text } });

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
