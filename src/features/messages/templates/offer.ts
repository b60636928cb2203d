import type { Currency, Modality } from '#domain/appointment.ts';
import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { formatDayLong, sameWallTime, zoneName } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import { mailPage } from './mail-layout.ts';
import { button, factsTable, paragraph, smallPrint, underButton, type Row } from './mail-parts.ts';
import type { RenderedMail } from './mail.ts';
import { shortDay, smsNames, smsZones, firstThatFits } from './sms.ts';
import { capital, dayAndHour, fullTitle, hourOf } from './wording.ts';

/** Everything the offer of a freed hour may say (B8, M4). */
export interface OfferFacts {
  locale: Locale;
  now: Date;
  modality: Modality;
  startsAt: Date;
  minutes: number;
  /** Until when it can be taken. */
  until: Date;
  /** The hour they have; null for who has none yet. */
  current: Date | null;
  zone: string;
  practiceZone: string;
  specialist: { title: string; fullName: string };
  serviceName: string;
  /** Null by video. */
  place: string | null;
  price: { cents: number; currency: Currency };
  link: string;
}

/** What, when, with whom, until when, one link: one segment (M4, M8). */
export function renderOfferSms(facts: OfferFacts): string {
  const { locale, modality, link, zone } = facts;
  const said = (parts: { name: string; zone: string }) => ({
    name: parts.name,
    when: `${shortDay(facts)} ${hourOf(zone, facts.startsAt)} (${parts.zone})`,
    until: hourOf(zone, facts.until),
    link,
  });
  const earlier = modality === 'video' ? m.sms_offer_video : m.sms_offer_in_person;
  const fresh = modality === 'video' ? m.sms_offer_new_video : m.sms_offer_new_in_person;
  const full = facts.current ? earlier : fresh;
  const renders = [full, m.sms_offer_short].map(
    (words) => (parts: { name: string; zone: string }) => words(said(parts), { locale }),
  );
  return firstThatFits(renders, { names: smsNames(facts.specialist), zones: smsZones(zone, locale), places: [''] });
}

/** Old hour and new one, until when, and that nothing changes where nobody answers. */
export function renderOfferMail(facts: OfferFacts): RenderedMail {
  const { locale, current, zone, now, startsAt } = facts;
  const when = dayAndHour(zone, startsAt, now, locale);
  const day = `${formatDayLong(zone, startsAt, locale)}, ${hourOf(zone, startsAt)}`;
  const heading = m.mail_offer_heading({ when }, { locale });
  const until = dayAndHour(zone, facts.until, now, locale);
  const intro = current
    ? m.mail_offer_intro({ until, now: dayAndHour(zone, current, now, locale) }, { locale })
    : m.mail_offer_intro_new({ until }, { locale });
  const rows = rowsOf(facts, day);
  const press = current ? m.mail_offer_button({}, { locale }) : m.mail_offer_button_new({}, { locale });
  const leave = m.mail_offer_leave({}, { locale });
  const foot = m.mail_foot_offer({}, { locale });
  return {
    subject: m.mail_offer_subject({ day }, { locale }),
    html: mailPage({
      locale,
      preview: intro,
      heading,
      body: [
        paragraph(intro),
        factsTable(rows),
        button(press, facts.link),
        underButton([m.mail_link_is_yours({}, { locale })]),
        smallPrint(leave),
      ],
      foot,
    }),
    text: `${[
      heading,
      intro,
      rows.map((row) => [`${row.label}: ${row.main}`, ...row.more].join('\n')).join('\n'),
      `${press}:\n${facts.link}`,
      leave,
      foot,
    ].join('\n\n')}\n`,
  };
}

function rowsOf(facts: OfferFacts, day: string): Row[] {
  const { locale, zone, practiceZone, startsAt, current, price } = facts;
  const row = (label: string, main: string, more: string[] = [], strong = false): Row => ({ label, main, strong, more });
  const zoneLine = m.mail_zone_and_minutes({ zone: capital(zoneName(zone, locale)), minutes: facts.minutes }, { locale });
  const there = {
    day: formatDayLong(practiceZone, startsAt, locale),
    hour: hourOf(practiceZone, startsAt),
    zone: zoneName(practiceZone, locale),
  };
  const other = sameWallTime(zone, practiceZone, startsAt) ? [] : [m.mail_their_clock(there, { locale })];
  const amount = price.cents === 0 ? m.mail_price_free({}, { locale }) : formatMoney(price.cents, price.currency, locale);
  return [
    row(m.mail_row_with({}, { locale }), fullTitle(facts.specialist), [facts.serviceName]),
    row(m.mail_offer_row_new({}, { locale }), capital(day), [zoneLine, ...other], true),
    ...(current
      ? [row(m.mail_offer_row_now({}, { locale }), capital(`${formatDayLong(zone, current, locale)}, ${hourOf(zone, current)}`))]
      : []),
    row(m.mail_row_where({}, { locale }), facts.place ?? m.mail_where_video({}, { locale })),
    row(m.mail_row_price({}, { locale }), amount),
  ];
}
