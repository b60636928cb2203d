import { error } from '@sveltejs/kit';
import { findLinkCalendar } from '#features/messages/queries.server.ts';
import { heldBooking } from '../../../held.server.ts';
import type { RequestHandler } from './$types';

/** The booked appointment as a calendar file, the same event as in the mails (B7). */
export const GET: RequestHandler = async ({ params: { id }, locals }) => {
  const { step } = await heldBooking(id, locals);
  const content = step === 'booked' ? await findLinkCalendar(locals.world, { kind: 'guest', appointmentId: id }, id) : null;
  if (!content) error(404, 'not-found');
  const headers = { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'attachment; filename="cita.ics"' };
  return new Response(content, { headers });
};
