import { error, redirect } from '@sveltejs/kit';
import { readSpecialistRoom } from '#features/room/pages.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import type { PageServerLoad } from './$types';

/** The specialist's side of the room: after sign-in, for nobody else, an assistant included (V4, V5). */
export const load: PageServerLoad = async ({ params, locals, url }) => {
  const { world, actor, browserHash, locale } = locals;
  if (actor.kind === 'visitor') redirect(303, localizeHref(`/entrar?volver=${encodeURIComponent(url.pathname)}`, { locale }));
  if (actor.kind !== 'specialist') error(403, 'not-allowed');
  const page = await readSpecialistRoom(world, actor, { appointmentId: params.id, browserHash, locale });
  if (!page) error(404, 'not-found');
  return { page, agendaUrl: localizeHref('/agenda', { locale }) };
};
