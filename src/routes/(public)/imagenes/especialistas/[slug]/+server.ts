import { error } from '@sveltejs/kit';
import { getProfile } from '#features/profiles/profile.server.ts';
import { answerPicture } from '../../../picture-answer.server.ts';
import { profilePreview } from '../../../profile-preview.server.ts';
import type { RequestHandler } from './$types';

/** The Open Graph picture of a profile (P5). */
export const GET: RequestHandler = async ({ params, locals: { world, locale }, request }) => {
  const profile = await getProfile(world, params.slug, locale);
  if (!profile) error(404, 'not-found');
  return answerPicture(world, request, profilePreview(profile, locale));
};
