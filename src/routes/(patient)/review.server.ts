import { fail, redirect } from '@sveltejs/kit';
import { refuse, type Refusal } from '#domain/result.ts';
import { rateCall } from '#features/reviews/call-rating.server.ts';
import { submitReview } from '#features/reviews/commands.server.ts';
import { findOwnReview } from '#features/reviews/queries.server.ts';
import { reasonWords } from '#features/reviews/reason-words.ts';
import { reviewForm } from '#features/reviews/schema.ts';
import { mayReviewNow } from '#features/reviews/standing.server.ts';
import { refusalText } from '#texts/refusals.ts';
import { shown } from './change.server.ts';
import type { Place, PlaceEvent } from './place.server.ts';

type PlaceOf = (event: PlaceEvent) => Promise<Place>;

/** What can be said about the appointment now, and what was said (R1, R2). */
export async function loadReview(place: Place, { world, locale }: App.Locals) {
  const { appointment, actor } = place;
  const reviewable = await mayReviewNow(world, actor, appointment.id);
  const own = await findOwnReview(world, actor, appointment.id);
  return {
    place: shown(place),
    standing: reviewable?.standing ?? 'did-not-take-place',
    withdrawn: own?.withdrawn ?? false,
    own: own && !own.withdrawn ? { stars: own.stars, body: own.body, answer: own.answer, hidden: own.hidden && { why: reasonWords(own.hidden.reason, locale), note: own.hidden.note } } : null,
  };
}

export function reviewActions(placeOf: PlaceOf) {
  async function read(event: PlaceEvent & { request: Request }) {
    const place = await placeOf(event);
    const typed = Object.fromEntries(await event.request.formData());
    const parsed = reviewForm.safeParse(typed);
    const text = (name: string) => (typeof typed[name] === 'string' ? typed[name] : '');
    const values = parsed.success ? parsed.data : { estrellas: text('estrellas').slice(0, 1), texto: text('texto') };
    const long = parsed.error?.issues.some((issue) => issue.code === 'too_big' && issue.path[0] === 'texto');
    const refusal = parsed.success ? null : refuse('invalid-input', long ? { texto: 'text-too-long' } : {});
    return { place, values, refusal, stars: /^[1-5]$/.test(values.estrellas) ? Number(values.estrellas) : Number.NaN };
  }
  function refused(refusal: Refusal, values: { estrellas: string; texto: string }) {
    const fields = Object.fromEntries(Object.entries(refusal.fields ?? {}).map(([name, kind]) => [name, refusalText(kind)]));
    return fail(refusal.kind === 'invalid-input' ? 400 : 409, { problem: refusalText(refusal.kind), fields, values });
  }

  return {
    opinar: async (event: PlaceEvent & { request: Request }) => {
      const { place, values, stars, refusal } = await read(event);
      if (refusal) return refused(refusal, values);
      const answer = await submitReview(event.locals.world, place.actor, {
        appointmentId: place.appointment.id,
        stars,
        body: values.texto,
        locale: event.locals.locale,
      });
      if (!answer.ok) return refused(answer, values);
      redirect(303, `${place.review}?hecho=1`);
    },
    tecnica: async (event: PlaceEvent & { request: Request }) => {
      const { place, values, stars, refusal } = await read(event);
      if (refusal) return refused(refusal, values);
      const answer = await rateCall(event.locals.world, place.actor, {
        appointmentId: place.appointment.id,
        rating: stars,
        trouble: values.texto,
      });
      if (!answer.ok) return refused(answer, values);
      redirect(303, `${place.review}?hecho=1`);
    },
  };
}
