import { fail, type RequestEvent } from '@sveltejs/kit';
import { cropPhoto, findPhotoSource, removePhoto, takePhoto } from '#features/profile-editor/photo.server.ts';
import { cropForm } from '#features/profile-editor/schema.ts';
import { centred } from '#domain/photo-crop.ts';
import { statusOf } from '../../../../forms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  const source = await findPhotoSource(event.locals.world, actor, practice.id);
  return {
    portrait: practice.portrait,
    source: source && { width: source.width, height: source.height, crop: source.crop },
    centred,
  };
};

/** The one form here that carries a file; its limit is `bodyLimitOf` in hooks. */
async function upload(event: RequestEvent) {
  const { actor, practice } = await settingsDoor(event);
  const file = (await event.request.formData()).get('foto');
  const sent = file instanceof File ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0);
  const taken = await takePhoto(event.locals.world, actor, practice.id, sent);
  if (!taken.ok) return fail(statusOf(taken.kind), { refusal: taken.kind, fields: taken.fields ?? {}, values: {} });
  return { saved: true };
}

export const actions: Actions = {
  subir: upload,
  recorte: saving(cropForm, (world, actor, practice, form) => cropPhoto(world, actor, practice.id, form)),
  quitar: async (event) => {
    const { actor, practice } = await settingsDoor(event);
    const removed = await removePhoto(event.locals.world, actor, practice.id);
    return removed.ok ? { saved: true } : fail(statusOf(removed.kind), { refusal: removed.kind, fields: {}, values: {} });
  },
};
