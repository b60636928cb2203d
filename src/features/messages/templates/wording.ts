import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { formatDayLong, formatDayRelative, formatHour, repeatedHourOffset, sameWallTime, zoneName } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { AppointmentFacts } from './facts.ts';

/** Sentences that several messages share. */

/** 'Dra. Lucía Ibáñez Peñalver'. */
export function fullTitle(specialist: { title: string; fullName: string }): string {
  return `${specialist.title} ${specialist.fullName}`.trim();
}

/** 'Carmen', as one speaks to her. */
export function firstName(fullName: string): string {
  return fullName.trim().split(/\s+/)[0] ?? '';
}

/** 'Dra. Ibáñez': the title with the first surname, the whole name where that cannot be told. */
export function titleAndSurname(specialist: { title: string; fullName: string }): string {
  const words = specialist.fullName.trim().split(/\s+/);
  const plain = words.length === 2 || words.length === 3 ? words[1] : undefined;
  const particle = words.slice(1, -1).some((word) => /^(de|del|la|las|los|y)$/i.test(word));
  if (!specialist.title || !plain || particle || secondNames.test(plain)) return fullTitle(specialist);
  return `${specialist.title} ${plain}`;
}
const secondNames =
  /^(luis|mar[ií]a|jos[eé]|antonio|manuel|carlos|miguel|[aá]ngel|jes[uú]s|javier|ignacio|pablo|isabel|teresa|carmen|luisa|elena|pilar)$/i;

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** '18:40', and 'UTC+2' beside it while the clocks show that hour twice (fault 7). */
export function hourOf(zone: string, instant: Date): string {
  const offset = repeatedHourOffset(zone, instant);
  return offset ? `${formatHour(zone, instant)} (${offset})` : formatHour(zone, instant);
}

/** 'mañana a las 18:40', 'el jueves 26 a la 1:00', 'on Thursday 26 at 18:40'. */
export function dayAndHour(zone: string, instant: Date, now: Date, locale: Locale): string {
  const day = formatDayRelative(zone, instant, now, locale);
  const hour = hourOf(zone, instant);
  const near = ['hoy', 'mañana', 'today', 'tomorrow'].includes(day);
  if (near) return one(hour) ? m.mail_near_day_at_one({ day, hour }, { locale }) : m.mail_near_day_at({ day, hour }, { locale });
  return one(hour) ? m.mail_day_at_one({ day, hour }, { locale }) : m.mail_day_at({ day, hour }, { locale });
}

const one = (hour: string) => hour.startsWith('1:');

/** When it is, for the receiver: day, hour, zone and length, and the other side's clock where it shows something else (B1). */
export function whenLines(facts: AppointmentFacts): { main: string; zone: string; other: string | null } {
  const { zone, otherZone, startsAt, minutes, locale } = facts;
  const main = `${capital(formatDayLong(zone, startsAt, locale))}, ${hourOf(zone, startsAt)}`;
  const zoneLine = m.mail_zone_and_minutes({ zone: capital(zoneName(zone, locale)), minutes }, { locale });
  if (sameWallTime(zone, otherZone, startsAt)) return { main, zone: zoneLine, other: null };
  const there = {
    day: formatDayLong(otherZone, startsAt, locale),
    hour: hourOf(otherZone, startsAt),
    zone: zoneName(otherZone, locale),
  };
  const other = facts.audience === 'patient' ? m.mail_their_clock(there, { locale }) : m.mail_patients_clock(there, { locale });
  return { main, zone: zoneLine, other };
}

export function whereLine(facts: AppointmentFacts): string {
  if (!facts.place)
    return facts.audience === 'patient'
      ? m.mail_where_video({}, { locale: facts.locale })
      : m.mail_where_video_specialist({}, { locale: facts.locale });
  const { name, address, city } = facts.place;
  return [...new Set([name, address, city])].join(', ');
}

/** The price and whether it is paid (M4). */
export function priceLine(facts: AppointmentFacts): string {
  const { price, locale, audience } = facts;
  const amount = { price: formatMoney(price.cents, price.currency, locale) };
  if (price.cents === 0) return m.mail_price_free({}, { locale });
  if (price.payment === 'paid') return m.mail_price_paid(amount, { locale });
  if (price.payment === 'refunded') return m.mail_price_refunded(amount, { locale });
  if (price.payment === 'guaranteed') return m.mail_price_card_saved(amount, { locale });
  if (price.prepayment === 'stripe') {
    if (audience === 'specialist') return m.mail_price_unconfirmed(amount, { locale });
    return price.payment === 'failed' ? m.mail_price_declined(amount, { locale }) : m.mail_price_confirm(amount, { locale });
  }
  if (price.prepayment === 'other' && price.howToPay.trim() && audience === 'patient')
    return `${amount.price}. ${price.howToPay.trim()}`;
  return facts.modality === 'in_person'
    ? m.mail_price_at_the_practice(amount, { locale })
    : m.mail_price_to_the_practice(amount, { locale });
}

/** Until when it may be changed or cancelled and what that costs, then whom to call (B5). */
export function changeTerms(facts: AppointmentFacts): string {
  const { locale, zone, startsAt, now, cutoffHours, price, lateFeeCents } = facts;
  const deadline = new Date(startsAt.getTime() - cutoffHours * 3_600_000);
  const until = dayAndHour(zone, deadline, now, locale);
  const fee =
    price.prepayment === 'stripe' && (price.payment === 'paid' || price.payment === 'guaranteed')
      ? Math.min(lateFeeCents, price.cents)
      : 0;
  const amount = formatMoney(fee, price.currency, locale);
  if (deadline <= now) return fee > 0 ? m.mail_terms_late_fee({ fee: amount }, { locale }) : m.mail_terms_late({}, { locale });
  return fee > 0 ? m.mail_terms_fee({ until, fee: amount }, { locale }) : m.mail_terms_free({ until }, { locale });
}

/** What a cancellation cost or gives back. */
export function cancellationLine(facts: AppointmentFacts): string {
  const { cancellation, locale, price } = facts;
  const keep = cancellation?.keepCents ?? 0;
  const back = cancellation?.giveBackCents ?? 0;
  const words = { keep: formatMoney(keep, price.currency, locale), back: formatMoney(back, price.currency, locale) };
  if (keep > 0 && back > 0) return m.mail_cancelled_part_back(words, { locale });
  if (keep > 0) return m.mail_cancelled_costs(words, { locale });
  return back > 0 ? m.mail_cancelled_back(words, { locale }) : m.mail_cancelled_free({}, { locale });
}

/** 'De la Dra. Ibáñez, para prepararte'. Spanish asks for the gender, which the title tells. */
export function quoteHeading(facts: AppointmentFacts): string {
  const name = titleAndSurname(facts.specialist);
  const { locale } = facts;
  if (/^(Dra|Lda|Lcda|Mtra|Profa|Ing?a)\.?$/i.test(facts.specialist.title)) return m.mail_quote_from_her({ name }, { locale });
  if (/^(Dr|Ldo|Lcdo|Mtro|Prof)\.?$/i.test(facts.specialist.title)) return m.mail_quote_from_him({ name }, { locale });
  return m.mail_quote_from({ name }, { locale });
}
