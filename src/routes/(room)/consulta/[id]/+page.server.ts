import { error, redirect } from '@sveltejs/kit';
import { may } from '#domain/permissions.ts';
import { isWhole } from '#features/accounts/sessions.server.ts';
import { readSpecialistRoom } from '#features/room/pages.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import type { PageServerLoad } from './$types';

/** The specialist's side of the room: after sign-in, for nobody else, an assistant included (V4, V5). */
export const load: PageServerLoad = async ({ params, locals, url }) => {
  const { world, actor, browserHash, locale } = locals;
  // Somebody who has not shown their second factor is nobody here yet (V1, A1).
  if (actor.kind === 'visitor' || !(await isWhole(world, actor))) redirect(303, localizeHref(`/entrar?volver=${encodeURIComponent(url.pathname)}`, { locale }));
  if (!may(actor, 'attend')) error(403, actor.kind === 'assistant' ? 'staff' : 'not-allowed');
  const page = await readSpecialistRoom(world, actor, { appointmentId: params.id, browserHash, locale });
  if (!page) error(404, 'not-found');
  return { page, agendaUrl: localizeHref('/agenda', { locale }) };
};
