import { error } from '@sveltejs/kit';
import { findLinkCalendar } from '#features/messages/queries.server.ts';
import type { Place } from './place.server.ts';

/** The appointment as a calendar file: the same event as in the mails, without a name (B7, V2). */
export async function calendarAnswer(place: Place, { world }: App.Locals): Promise<Response> {
  const content = await findLinkCalendar(world, place.actor, place.appointment.id);
  if (!content) error(404);
  const headers = { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'attachment; filename="cita.ics"' };
  return new Response(content, { headers });
}
