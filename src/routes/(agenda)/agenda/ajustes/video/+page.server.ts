import { offerVideo } from '#features/profile-editor/profile.server.ts';
import { videoOfferForm } from '#features/profile-editor/schema.ts';
import { readVideoMessagePage } from '#features/schedule/pages/settings-page.server.ts';
import { videoMessageForm } from '#features/schedule/schema.ts';
import { saveVideoMessage } from '#features/schedule/terms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  return { settings: await readVideoMessagePage(event.locals.world, actor, practice) };
};

export const actions: Actions = {
  ofrecer: saving(videoOfferForm, (world, actor, practice, form) => offerVideo(world, actor, practice.id, form)),
  video: saving(videoMessageForm, (world, actor, practice, form) => saveVideoMessage(world, actor, practice.id, form)),
};
