import { error } from '@sveltejs/kit';
import { pathOfLink } from '#features/booking/links.server.ts';
import { findBooked } from '#features/booking/queries.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { ServerOnly } from '../../../../server-only.ts';
import { goToStep } from '../../../held.server.ts';
import type { PageServerLoad } from './$types';

/** Booked: what, when, and what comes next, for the browser that booked it. */
export const load: PageServerLoad = async (event) => {
  const { locals } = event;
  const { id } = event.params;
  const { world, locale } = locals;
  const booked = await findBooked(world, locals.browserHash, id, locale);
  if (!booked) error(404, 'not-found');
  const { held, appointment } = booked;
  if (held.step !== 'booked') goToStep(id, locale);
  if (!appointment) error(404, 'not-found');
  const shown = {
    appointment,
    firstName: appointment.forSomebodyElse ? null : (appointment.patientName.split(' ')[0] ?? null),
    messageFrom: held.summary.videoMessageFrom,
    paying: held.summary.paying,
    calendar: localizeHref(`/reservar/${id}/cita.ics`, { locale }),
    own: localizeHref(`/citas/${id}`, { locale }),
    link: localizeHref(pathOfLink(world, id, held.linkVersion), { locale }),
  };
  return { page: new ServerOnly(shown, event) };
};
