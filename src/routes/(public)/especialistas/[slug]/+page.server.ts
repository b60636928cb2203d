import { error } from '@sveltejs/kit';
import type { Modality } from '#domain/appointment.ts';
import { languageList } from '#domain/language-names.ts';
import { formatMoney } from '#domain/money.ts';
import { ratingFigure } from '#domain/reviews.ts';
import { dayOfInstant, formatDayLong, isDay, isZone } from '#domain/time.ts';
import { dayBoard } from '#features/profiles/day-board.server.ts';
import { slotsOfService, type ServiceSlots } from '#features/profiles/free-slots.server.ts';
import { isMonth, monthRange } from '#features/profiles/month-grid.server.ts';
import { getProfile, type Profile } from '#features/profiles/profile.server.ts';
import { zoneChoices } from '#features/profiles/zone-choices.server.ts';
import { pictureVersion } from '#features/previews/preview.server.ts';
import { listReviews } from '#features/reviews/queries.server.ts';
import { m } from '#texts/compiled/messages.js';
import { profilePreview } from '../../profile-preview.server.ts';
import type { PageServerLoad } from './$types';

/** Links, forms and the small script of the page (docs/decisions/0013). */
export const csr = false;

const reviewsPerPage = 10;
const daysShown = 21;

export const load: PageServerLoad = async ({ params, locals, url, request }) => {
  const { world, locale } = locals;
  const profile = await getProfile(world, params.slug, locale);
  if (!profile) error(404, 'not-found');
  const ask = url.searchParams;
  const now = world.clock.now();
  const service = chosenService(profile, ask.get('servicio'), ask.get('modalidad'));
  const zona = ask.get('zona');
  const zone = zona && isZone(zona) ? zona : null;
  const date = chosenDay(ask.get('dia'));
  const month = chosenMonth(ask.get('mes'), date, zone ?? profile.zone, now);
  const reviewPages = Math.max(1, Math.ceil(profile.ratingCount / reviewsPerPage));
  const reviewPage = Math.min(Math.max(Math.trunc(Number(ask.get('resenas'))) || 1, 1), reviewPages);
  const [slots, reviews] = await Promise.all([
    service ? slotsOfService(world, service.id, month ? monthRange(month, zone ?? profile.zone, now) : { days: daysShown + 1 }) : null,
    listReviews(world, { specialistId: profile.id, limit: reviewsPerPage, offset: (reviewPage - 1) * reviewsPerPage }),
  ]);
  const board = slots && dayBoard(slots, { zone, date, month, now, days: daysShown, locale });
  const { id: _id, services, lateFeeCents, rating, ...shown } = profile;
  return {
    closed: !(await world.switches.isOn('bookings')),
    profile: shown,
    pictureVersion: pictureVersion(profilePreview(profile, locale)),
    rating: rating === null ? null : { value: rating, figure: ratingFigure(rating, locale), count: profile.ratingCount },
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
    board,
    later: service && board && board.date === null && !board.grid ? await firstFree(world, service.id, slots, zone ?? profile.zone, locale) : null,
    /** As an address says it; null while only the specialist's zone is known. */
    zone,
    zones: board ? zoneChoices([board.zone, profile.zone], locale) : [],
    preset: ask.get('hora'),
    hourMissing: ask.get('aviso') === 'hora',
    cancelling:
      service && lateFeeCents > 0
        ? m.profile_cancel_fee({ hours: profile.cutoffHours, fee: formatMoney(Math.min(lateFeeCents, service.priceCents), service.currency, locale) }, { locale })
        : m.profile_cancel_free({}, { locale }),
    reviews: reviews.map((review) => ({ ...review, month: monthOf(review.tookPlaceOn, locale) })),
    reviewPage,
    reviewPages,
    cameFrom: resultsBefore(request.headers.get('referer'), world.settings.publicOrigin),
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

function chosenDay(asked: string | null): string | null {
  return asked && /^20\d\d-\d\d-\d\d$/.test(asked) && isDay(asked) ? asked : null;
}

/** The month to show: as asked for, or that of a day which the row of days does not reach; null for the row. */
function chosenMonth(asked: string | null, date: string | null, zone: string, now: Date): string | null {
  const today = dayOfInstant(zone, now);
  const last = dayOfInstant(zone, new Date(now.getTime() + 366 * 86_400_000));
  const reachable = (month: string) => month >= today.slice(0, 7) && month <= last.slice(0, 7);
  if (asked && isMonth(asked) && reachable(asked)) return asked;
  const inRow = date === null || date < today || date <= dayOfInstant(zone, new Date(now.getTime() + (daysShown - 1) * 86_400_000));
  return !inRow && reachable(date.slice(0, 7)) ? date.slice(0, 7) : null;
}

async function firstFree(world: App.Locals['world'], serviceId: string, slots: ServiceSlots | null, zone: string, locale: App.Locals['locale']) {
  const now = world.clock.now();
  const days = slots ? Math.ceil((slots.bookableUntil.getTime() - now.getTime()) / 86_400_000) : 0;
  const first = days > daysShown ? (await slotsOfService(world, serviceId, { days }))?.free[0] : undefined;
  return first ? { date: dayOfInstant(zone, first), words: formatDayLong(zone, first, locale) } : null;
}

/** The results that somebody came from, with all they had asked for. */
function resultsBefore(referer: string | null, origin: string): string | null {
  const from = referer && URL.canParse(referer) ? new URL(referer) : null;
  return from?.origin === origin && /^(\/en)?\/(buscar|especialidades)(\/|$)/.test(from.pathname) ? from.pathname + from.search : null;
}

function monthOf(date: string, locale: App.Locals['locale']): string {
  return new Intl.DateTimeFormat(locale === 'es' ? 'es-ES' : 'en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`));
}
