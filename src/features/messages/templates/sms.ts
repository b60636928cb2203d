import { formatMoneySms } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { fitSms, nameVariants, toGsm7, type SmsParts } from '#domain/sms.ts';
import { dayOfInstant, formatDayShort, zoneCity } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import { reminderMinutesOf } from '#domain/reminders.ts';
import type { AppointmentFacts, CodeFacts } from './facts.ts';
import { firstName, hourOf } from './wording.ts';

/** The words of an SMS: one segment of GSM-7, no health data, no specialty, one link (M4, M8, quality 9). */
export function renderSms(facts: AppointmentFacts): string {
  const place = facts.place?.shortName ?? '';
  const choices = {
    names: smsNames(facts.specialist),
    zones: smsZones(facts.zone, facts.locale),
    places: [place, place.slice(0, 16).trim(), place.slice(0, 8).trim()],
  };
  return firstThatFits(wordings(facts), choices);
}

/** A specialist's name for an SMS, longest first. Throws where no letter of it can be sent. */
export function smsNames(specialist: { title: string; fullName: string }): string[] {
  const names = nameVariants(specialist.title, specialist.fullName).filter((name) => name !== '');
  if (names.length === 0) throw new RangeError('a name without a letter that an SMS could carry');
  return names;
}

/** The city of a zone for an SMS, longest first. */
export function smsZones(zone: string, locale: Locale): string[] {
  const short = zoneCity(zone, locale, 'short');
  return [...new Set([zoneCity(zone, locale), short, short.slice(0, 10).trim()])];
}

/** The code first, so that it shows on a locked screen; no link, so that nobody learns to follow one (quality 12). */
export function renderCodeSms({ digits, minutes, locale }: CodeFacts): string {
  return toGsm7(m.sms_code({ code: spaced(digits), minutes }, { locale }));
}

/** '481 920'. */
export function spaced(digits: string): string {
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}

type Wording = (parts: SmsParts) => string;
type Words = typeof m.sms_reminder_video;

/** The full wording, then one that leaves to the link what it can. */
function wordings(facts: AppointmentFacts): Wording[] {
  const { kind, locale, links, modality } = facts;
  const video = modality === 'video';
  const said = (parts: SmsParts) => ({
    name: parts.name,
    when: `${shortDay(facts)} ${hourOf(facts.zone, facts.startsAt)} (${parts.zone})`,
    detail: video ? m.sms_minutes({ minutes: facts.minutes }, { locale }) : parts.place,
    price: price(facts),
    link: links.own,
  });
  const with2 = (inVideo: Words, inPerson: Words, short: Words): Wording[] => {
    const full = video ? inVideo : inPerson;
    return [(parts) => full(said(parts), { locale }), (parts) => short(said(parts), { locale })];
  };

  if (reminderMinutesOf(kind) !== null)
    return with2(m.sms_reminder_video, m.sms_reminder_in_person, video ? m.sms_short_video : m.sms_short_in_person);
  switch (kind) {
    case 'confirmation':
      if (facts.alsoOn.length > 0) return series(facts, said);
      return with2(m.sms_confirmation_video, m.sms_confirmation_in_person, m.sms_short_confirmation);
    case 'rescheduled':
      return with2(m.sms_rescheduled_video, m.sms_rescheduled_in_person, m.sms_short_rescheduled);
    case 'card_settled':
      return with2(m.sms_card_settled_video, m.sms_card_settled_in_person, m.sms_short_settled);
    case 'cancelled': {
      const words = video ? m.sms_cancelled_video : m.sms_cancelled_in_person;
      return [
        (parts) => words({ ...said(parts), cost: cancellationCost(facts) }, { locale }),
        (parts) => m.sms_cancelled_short({ ...said(parts), cost: cancellationCost(facts) }, { locale }),
      ];
    }
    case 'card_request':
      return [
        (parts) => m.sms_card_request({ ...said(parts), link: links.card }, { locale }),
        (parts) => m.sms_card_request_short({ ...said(parts), link: links.card }, { locale }),
      ];
    case 'your_turn':
      return [(parts) => m.sms_your_turn({ name: parts.name, link: links.own }, { locale })];
    case 'document':
      return [(parts) => m.sms_document({ name: parts.name, link: links.documents }, { locale })];
    case 'card_problem': {
      const words = facts.now >= facts.endsAt ? m.sms_card_problem_over : m.sms_card_problem;
      const short = facts.now >= facts.endsAt ? m.sms_card_problem_over_short : m.sms_card_problem_short;
      return [
        (parts) => words({ ...said(parts), day: shortDay(facts), link: links.card }, { locale }),
        (parts) => short({ ...said(parts), day: shortDay(facts), link: links.card }, { locale }),
      ];
    }
    case 'unsuitable':
      return [(parts) => m.sms_unsuitable({ name: parts.name, day: shortDay(facts), link: links.own }, { locale })];
    case 'review_invitation':
      return [(parts) => m.sms_review({ name: parts.name, day: shortDay(facts), link: links.review }, { locale })];
    default:
      return toSpecialist(facts);
  }
}

/** A series is confirmed once: how many, the first of them, and the link behind which the rest is (B6). */
function series(
  facts: AppointmentFacts,
  said: (parts: SmsParts) => { name: string; when: string; detail: string; price: string; link: string },
): Wording[] {
  const count = facts.alsoOn.length + 1;
  return [
    (parts) => m.sms_confirmation_series({ ...said(parts), count }, { locale: facts.locale }),
    (parts) => m.sms_confirmation_series_short({ ...said(parts), count }, { locale: facts.locale }),
  ];
}

/** Notices to the specialist: the patient by first name alone, for the screen of a phone may lie about. */
function toSpecialist(facts: AppointmentFacts): Wording[] {
  const { kind, locale, links } = facts;
  const name = toGsm7(firstName(facts.patient.fullName)).slice(0, 20) || m.sms_a_patient({}, { locale });
  const said = (parts: SmsParts) => ({
    name,
    when: `${shortDay(facts)} ${hourOf(facts.zone, facts.startsAt)} (${parts.zone})`,
    minutes: facts.minutes,
  });
  switch (kind) {
    case 'specialist_link':
      return [(parts) => m.sms_specialist_link({ ...said(parts), link: links.own }, { locale })];
    case 'document_notice':
      return [() => m.sms_document_notice({ name, link: links.agenda }, { locale })];
    case 'booked_notice':
      return [(parts) => m.sms_booked_notice({ ...said(parts), link: links.agenda }, { locale })];
    case 'rescheduled_notice':
      return [(parts) => m.sms_rescheduled_notice({ ...said(parts), link: links.agenda }, { locale })];
    case 'cancelled_notice':
      return [(parts) => m.sms_cancelled_notice({ ...said(parts), link: links.agenda }, { locale })];
    default:
      throw new RangeError(`no SMS of kind ${kind}`);
  }
}

/** The first wording that can be made to fit; throws where not even the last can. */
export function firstThatFits(renders: Wording[], choices: Parameters<typeof fitSms>[1]): string {
  for (const render of renders.slice(0, -1)) {
    try {
      // A place cut to eight letters is worse than fewer words around a whole one.
      return fitSms(render, { ...choices, places: choices.places.slice(0, 2) });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return fitSms(renders.at(-1) as Wording, choices);
}

function price({ price: { cents, currency, payment }, locale }: AppointmentFacts): string {
  if (cents === 0) return m.sms_price_free({}, { locale });
  const amount = { price: formatMoneySms(cents, currency) };
  if (payment === 'paid') return m.sms_price_paid(amount, { locale });
  return payment === 'guaranteed' ? m.sms_price_after(amount, { locale }) : amount.price;
}

function cancellationCost({ cancellation, price: { currency }, locale }: AppointmentFacts): string {
  const keep = cancellation?.keepCents ?? 0;
  const back = cancellation?.giveBackCents ?? 0;
  const words = { keep: formatMoneySms(keep, currency), back: formatMoneySms(back, currency) };
  if (keep > 0) return m.sms_cancelled_costs(words, { locale });
  return back > 0 ? m.sms_cancelled_back(words, { locale }) : m.sms_cancelled_free({}, { locale });
}

const months: Record<Locale, string[]> = {
  es: ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'],
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
};

/** 'jue 26 nov'. */
export function shortDay({ zone, startsAt, locale }: Pick<AppointmentFacts, 'zone' | 'startsAt' | 'locale'>): string {
  const month = Number(dayOfInstant(zone, startsAt).slice(5, 7));
  return `${formatDayShort(zone, startsAt, locale)} ${months[locale][month - 1] ?? ''}`;
}
