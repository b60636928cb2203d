import { error, fail, redirect } from '@sveltejs/kit';
import { chooseNotices, noticesForm, noticesOf } from '#features/messages/wishes/choice.server.ts';
import { shown } from './change.server.ts';
import type { Place, PlaceEvent } from './place.server.ts';

type PlaceOf = (event: PlaceEvent) => Promise<Place>;

/** By what and in which language the patient is told of one appointment. */
export async function loadNotices(place: Place, { locals, url }: { locals: App.Locals; url: URL }) {
  const choice = await noticesOf(locals.world, place.actor, place.appointment.id);
  if (!choice) error(404);
  return { place: shown(place), choice, saved: url.searchParams.has('hecho') };
}

export function noticesActions(placeOf: PlaceOf) {
  return {
    avisos: async (event: PlaceEvent & { request: Request }) => {
      const place = await placeOf(event);
      const parsed = noticesForm.safeParse(Object.fromEntries(await event.request.formData()));
      if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const });
      const answer = await chooseNotices(event.locals.world, place.actor, place.appointment.id, parsed.data);
      if (!answer.ok) return fail(404, { refusal: answer.kind });
      redirect(303, '?hecho=1');
    },
  };
}
