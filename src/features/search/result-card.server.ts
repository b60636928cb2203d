import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { ratingFigure } from '#domain/reviews.ts';
import { addDays, dayOfInstant, daysBetween, formatDayRelative, formatDayShort, formatHour, sameWallTime, wallToInstant, zoneName } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import { languageNames } from '#domain/language-names.ts';
import type { CardSlot, ResultCard } from './result-card.ts';
import type { FoundService, Hit } from './search.server.ts';

interface View {
  /** The viewer's zone where the browser told it; otherwise each specialist's own. */
  zone: string | null;
  now: Date;
  locale: Locale;
  /** The date searched for; today by itself. */
  from: string | null;
}
const columns = 4;
const perDay = 2;

/** The hits of a page in words, and the one zone of all their hours where there is one (B1). */
export function resultCards(hits: Hit[], view: View): { cards: ResultCard[]; zoneName: string | null } {
  const zones = hits.map((hit) => view.zone ?? hit.zone);
  const first = zones[0];
  const one = first !== undefined && zones.every((zone) => sameWallTime(zone, first, view.now)) ? first : null;
  return { cards: hits.map((hit) => card(hit, one, view)), zoneName: one ? zoneName(one, view.locale) : null };
}

function card(hit: Hit, one: string | null, view: View): ResultCard {
  const { locale } = view;
  const { service } = hit;
  const zone = view.zone ?? hit.zone;
  const price = (of: FoundService) => formatMoney(of.priceCents, of.currency, locale);
  const slots = hit.slots.map((slot) => cardSlot(slot, zone, view));
  const today = view.from ?? dayOfInstant(zone, view.now);
  const badges = [service, ...(hit.other ? [hit.other] : [])].map((of) => badge(of, price(of), locale)).sort((a, b) => b.kind.localeCompare(a.kind));
  return {
    slug: hit.slug,
    name: hit.name,
    headline: hit.headline,
    portrait: hit.portrait,
    rating: hit.rating === null ? null : { value: hit.rating, figure: ratingFigure(hit.rating, locale), count: hit.ratingCount },
    languages: languageNames(hit.languages, locale).join(', '),
    modality: service.modality,
    minutes: service.durationMinutes,
    price: price(service),
    distance: hit.distanceKm === null ? null : m.search_distance({ km: hit.distanceKm }, { locale }),
    badges,
    serviceId: service.id,
    zone,
    days: Array.from({ length: columns }, (_, index) => addDays(today, index)).map((date) => ({
      date,
      ...columnHead(date, zone, view),
      slots: slots.filter((slot) => slot.date === date).slice(0, perDay),
    })),
    next: slots.slice(0, 3),
    zoneName: one ? null : zoneName(zone, locale),
  };
}

function badge(of: FoundService, price: string, locale: Locale): ResultCard['badges'][number] {
  const minutes = of.durationMinutes;
  if (of.modality === 'video') {
    return { kind: 'video', short: m.search_badge_video({ minutes }, { locale }), long: m.search_badge_video_price({ minutes, price }, { locale }) };
  }
  const words = m.search_badge_in_person({ city: of.city ?? '' }, { locale });
  return { kind: 'in_person', short: words, long: words };
}

function cardSlot(slot: Date, zone: string, { now, locale }: View): CardSlot & { date: string } {
  const hour = formatHour(zone, slot);
  const date = dayOfInstant(zone, slot);
  const near = daysBetween(dayOfInstant(zone, now), date) < 2;
  const day = capital(near ? formatDayRelative(zone, slot, now, locale) : formatDayShort(zone, slot, locale));
  return { startsAt: slot.toISOString(), hour, day, date, words: m.profile_day_and_hour({ day: capital(formatDayRelative(zone, slot, now, locale)), hour }, { locale }) };
}

function columnHead(date: string, zone: string, { now, locale }: View): { label: string; number: string } {
  const [weekday = ''] = formatDayShort(zone, wallToInstant(zone, date, 720), locale).split(' ');
  const label = date === dayOfInstant(zone, now) ? m.profile_today({}, { locale }) : capital(weekday);
  return { label, number: String(Number(date.slice(8))) };
}

function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase('es') + text.slice(1);
}
