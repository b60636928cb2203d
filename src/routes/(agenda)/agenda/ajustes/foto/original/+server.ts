import { error } from '@sveltejs/kit';
import { may } from '#domain/permissions.ts';
import { findPhotoSource } from '#features/profile-editor/photo.server.ts';
import { practiceDoor } from '../../../../practice.server.ts';
import type { RequestHandler } from './$types';

/** What the crop is taken from, for its specialist alone. */
export const GET: RequestHandler = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const source = may(actor, 'run-practice') ? await findPhotoSource(event.locals.world, actor, practice.id) : null;
  if (!source) error(404, 'not-found');
  return new Response(new Uint8Array(source.bytes), {
    headers: { 'content-type': 'image/jpeg', 'content-disposition': 'inline; filename="foto.jpg"', 'content-security-policy': "default-src 'none'; sandbox" },
  });
};
