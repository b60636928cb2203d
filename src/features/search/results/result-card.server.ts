import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { ratingFigure } from '#domain/reviews.ts';
import { addDays, dayOfInstant, daysBetween, formatDayRelative, formatDayShort, formatHour, sameWallTime, wallToInstant, zoneName } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import { languageNames } from '#domain/language-names.ts';
import type { CardDay, ResultCard } from './result-card.ts';
import type { FoundService, Hit } from '../search.server.ts';

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
/** As many as stand side by side on a phone. */
const narrow = 3;

/** The hits of a page in words, and the one zone of all their hours where there is one (B1). */
export function resultCards(hits: Hit[], view: View): { cards: ResultCard[]; zoneName: string | null } {
  const zones = hits.map((hit) => view.zone ?? hit.zone);
  const first = zones[0];
  const one = first !== undefined && zones.every((zone) => sameWallTime(zone, first, view.now)) ? first : null;
  const dates = datesIn(view);
  return { cards: hits.map((hit) => card(hit, one, view, dates)), zoneName: one ? zoneName(one, view.locale) : null };
}

function card(hit: Hit, one: string | null, view: View, dates: Dates): ResultCard {
  const { locale } = view;
  const { service } = hit;
  const zone = view.zone ?? hit.zone;
  const price = (of: FoundService) => formatMoney(of.priceCents, of.currency, locale);
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
    ...daysOf(hit.slots, zone, view, dates),
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

/** Which hours are drawn, each once: two of each column, and the first three wherever they are. */
function daysOf(slots: readonly Date[], zone: string, { locale }: View, dates: Dates): Pick<ResultCard, 'days' | 'columns'> {
  const columnDates = dates.columns(zone);
  const last = columnDates.at(-1) ?? '';
  const days = new Map<string, CardDay>(columnDates.map((date) => [date, { date, ...dates.head(zone, date), slots: [] }]));
  let drawn = 0;
  for (const [nth, slot] of slots.entries()) {
    const date = dayOfInstant(zone, slot);
    if (nth >= narrow && date > last) break;
    const known = days.get(date);
    const inColumn = columnDates.includes(date) && (known?.slots.length ?? 0) < perDay;
    if (!inColumn && nth >= narrow) continue;
    const day = known ?? { date, ...dates.head(zone, date), slots: [] };
    if (!known) days.set(date, day);
    if (inColumn) drawn += 1;
    const hour = formatHour(zone, slot);
    const { short, long } = dates.words(zone, date, slot);
    const only = !inColumn ? 'narrow' : nth >= narrow ? 'wide' : undefined;
    day.slots.push({ startsAt: slot.toISOString(), hour, day: short, words: m.profile_day_and_hour({ day: long, hour }, { locale }), only });
  }
  const all = [...days.values()];
  if (drawn > 0) return { days: all, columns: true };
  const next = all.filter((day) => day.slots.length > 0);
  for (const slot of next.flatMap((day) => day.slots)) slot.only = undefined;
  return { days: next, columns: false };
}

/** What a page says of dates, each found once: its cards share them. */
interface Dates {
  /** The four dates from the one asked for, or from today in that zone. */
  columns(zone: string): readonly string[];
  head(zone: string, date: string): { label: string; number: string };
  words(zone: string, date: string, slot: Date): { short: string; long: string };
}

function datesIn({ now, locale, from }: View): Dates {
  const memo = <T>(find: (zone: string, date: string, slot: Date) => T) => {
    const known = new Map<string, T>();
    return (zone: string, date: string, slot: Date): T => {
      const key = `${zone} ${date}`;
      let value = known.get(key);
      if (value === undefined) known.set(key, (value = find(zone, date, slot)));
      return value;
    };
  };
  const columnsOf = memo((zone) => Array.from({ length: columns }, (_, index) => addDays(from ?? dayOfInstant(zone, now), index)));
  const head = memo((zone, date) => {
    const [weekday = ''] = formatDayShort(zone, wallToInstant(zone, date, 720), locale).split(' ');
    return { label: date === dayOfInstant(zone, now) ? m.profile_today({}, { locale }) : capital(weekday), number: String(Number(date.slice(8))) };
  });
  const words = memo((zone, date, slot) => {
    const near = daysBetween(dayOfInstant(zone, now), date) < 2;
    const long = capital(formatDayRelative(zone, slot, now, locale));
    return { short: near ? long : capital(formatDayShort(zone, slot, locale)), long };
  });
  return { columns: (zone) => columnsOf(zone, '', now), head: (zone, date) => head(zone, date, now), words };
}

function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase('es') + text.slice(1);
}
