import { redirect } from '@sveltejs/kit';
import { may } from '#domain/permissions.ts';
import { listOwnAppointments } from '#features/booking/own-appointment.server.ts';
import { listOpenWishes } from '#features/booking/waiting/open-wishes.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import type { PageServerLoad } from './$types';

/** Coming and past appointments of whoever is signed in (A2, F3). */
export const load: PageServerLoad = async ({ locals }) => {
  const { world, actor, locale } = locals;
  if (!may(actor, 'see-own-appointments'))
    redirect(303, `${localizeHref('/entrar', { locale })}?volver=${localizeHref('/citas', { locale })}`);
  return { ...(await listOwnAppointments(world, actor, locale)), wishes: await listOpenWishes(world, actor.accountId, locale) };
};
