import { error } from '@sveltejs/kit';
import type { Modality } from '#domain/appointment.ts';
import { formatMoney } from '#domain/money.ts';
import { isZone } from '#domain/time.ts';
import { dayBoard } from '#features/profiles/day-board.server.ts';
import { slotsOfService } from '#features/profiles/free-slots.server.ts';
import { getProfile, type Profile } from '#features/profiles/profile.server.ts';
import { languageList } from '#features/profiles/language-names.ts';
import { figure } from '#features/profiles/result-card.server.ts';
import { listReviews } from '#features/reviews/queries.server.ts';
import { m } from '#texts/compiled/messages.js';
import type { PageServerLoad } from './$types';

const reviewsPerPage = 10;
const daysShown = 21;

export const load: PageServerLoad = async ({ params, locals, url }) => {
  const { world, locale } = locals;
  const profile = await getProfile(world, params.slug, locale);
  if (!profile) error(404, 'not-found');
  const ask = url.searchParams;
  const service = chosenService(profile, ask.get('servicio'), ask.get('modalidad'));
  const zona = ask.get('zona');
  const zone = zona && isZone(zona) ? zona : null;
  const pages = Math.min(Math.max(Math.trunc(Number(ask.get('resenas'))) || 1, 1), 20);
  const [slots, reviews] = await Promise.all([
    service ? slotsOfService(world, service.id, { days: daysShown + 1 }) : null,
    listReviews(world, { specialistId: profile.id, limit: pages * reviewsPerPage + 1 }),
  ]);
  const now = world.clock.now();
  const { id: _id, services, lateFeeCents, rating, ...shown } = profile;
  return {
    profile: shown,
    rating: rating === null ? null : { value: rating, figure: figure(rating, locale), count: profile.ratingCount },
    languages: languageList(profile.languages, locale),
    services: services.map((one) => ({
      id: one.id,
      modality: one.modality,
      name: one.name,
      minutes: one.durationMinutes,
      price: formatMoney(one.priceCents, one.currency, locale),
      priceCents: one.priceCents,
      currency: one.currency,
      place: one.place,
    })),
    chosen: service?.id ?? null,
    board: slots && dayBoard(slots, { zone, date: ask.get('dia'), now, days: daysShown, locale }),
    /** As an address says it; null while only the specialist's zone is known. */
    zone,
    preset: ask.get('hora'),
    hourMissing: ask.get('aviso') === 'hora',
    cancelling:
      service && lateFeeCents > 0
        ? m.profile_cancel_fee({ hours: profile.cutoffHours, fee: formatMoney(Math.min(lateFeeCents, service.priceCents), service.currency, locale) }, { locale })
        : m.profile_cancel_free({}, { locale }),
    reviews: reviews.slice(0, pages * reviewsPerPage).map((review) => ({ ...review, month: monthOf(review.tookPlaceOn, locale) })),
    moreReviews: reviews.length > pages * reviewsPerPage ? pages + 1 : null,
  };
};

/** The service of the address; otherwise video first, where there is any (P2). */
function chosenService(profile: Profile, id: string | null, modality: string | null) {
  const of = (wanted: Modality) => profile.services.find((service) => service.modality === wanted);
  const named = profile.services.find((service) => service.id === id);
  if (named) return named;
  if (modality === 'presencial') return of('in_person') ?? of('video') ?? null;
  return of('video') ?? of('in_person') ?? null;
}

function monthOf(date: string, locale: App.Locals['locale']): string {
  return new Intl.DateTimeFormat(locale === 'es' ? 'es-ES' : 'en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`));
}
