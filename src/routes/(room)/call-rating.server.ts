import { error, fail, redirect } from '@sveltejs/kit';
import { refuse, type Refusal } from '#domain/result.ts';
import { callTroubles } from '#domain/reviews.ts';
import { mayRateCallNow, rateCall } from '#features/reviews/call-rating.server.ts';
import { callTroubleWords } from '#features/reviews/reason-words.ts';
import { callRatingForm } from '#features/reviews/schema.ts';
import { readRoom } from '#features/room/rooms.server.ts';
import { refusalText } from '#texts/refusals.ts';
import type { ClaimOf, DoorEvent } from './go-on.server.ts';

/** How the call went, said by one of its sides and apart from every star (R2). */
export async function loadCallRating(event: Omit<DoorEvent, 'request'>, claimOf: ClaimOf) {
  const { world, locale } = event.locals;
  const door = await claimOf(event);
  if (!door || !(await readRoom(world, door.claim))) error(404, 'not-found');
  const open = await mayRateCallNow(world, door.claim.actor, door.claim.appointmentId);
  return {
    room: door.room,
    standing: event.url.searchParams.has('hecho') ? ('thanks' as const) : open ? ('open' as const) : ('over' as const),
    troubles: callTroubles.map((code) => ({ code, words: callTroubleWords(code, locale) })),
  };
}
export type CallRatingView = Awaited<ReturnType<typeof loadCallRating>>;

export function callRatingActions(claimOf: ClaimOf) {
  return {
    default: async (event: DoorEvent) => {
      const door = await claimOf(event);
      if (!door) error(404, 'not-found');
      const typed = await event.request.formData();
      const text = (name: string) => String(typed.get(name) ?? '');
      const que = typed.getAll('que').map(String);
      const refused = (refusal: Refusal) => {
        const fields = Object.fromEntries(Object.entries(refusal.fields ?? {}).map(([name, kind]) => [name, refusalText(kind)]));
        return fail(refusal.kind === 'invalid-input' ? 400 : 409, { problem: refusalText(refusal.kind), fields, values: { estrellas: text('estrellas').slice(0, 1), texto: text('texto'), que } });
      };
      const others = Object.fromEntries([...typed.keys()].filter((name) => name !== 'que').map((name) => [name, text(name)]));
      const parsed = callRatingForm.safeParse({ ...others, ...(que.length > 0 ? { que } : {}) });
      if (!parsed.success) return refused(refuse('invalid-input', parsed.error.issues.some(({ code, path }) => code === 'too_big' && path[0] === 'texto') ? { texto: 'text-too-long' } : {}));
      const { estrellas, texto, que: troubles } = parsed.data;
      const answer = await rateCall(event.locals.world, door.claim.actor, {
        appointmentId: door.claim.appointmentId,
        rating: /^[1-5]$/.test(estrellas) ? Number(estrellas) : Number.NaN,
        troubles,
        trouble: texto,
      });
      if (!answer.ok) return refused(answer);
      redirect(303, `${event.url.pathname}?hecho=1`);
    },
  };
}
