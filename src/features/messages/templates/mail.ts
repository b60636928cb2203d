import { formatMoney } from '#domain/money.ts';
import { reminderMinutesOf } from '#domain/reminders.ts';
import { formatDayLong } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { AppointmentFacts, CodeFacts } from './facts.ts';
import { html } from './html.ts';
import { mailPage } from './mail-layout.ts';
import { button, factsTable, furtherLinks, paragraph, quote, smallPrint, underButton, type Row } from './mail-parts.ts';
import { headingOf, subjectOf } from './mail-headings.ts';
import { spaced } from './sms.ts';
import {
  cancellationLine,
  capital,
  changeTerms,
  fullTitle,
  hourOf,
  priceLine,
  quoteHeading,
  whenLines,
  whereLine,
} from './wording.ts';

export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

/** A mail about an appointment with every field of M4, as HTML and as the same in plain text. */
export function renderMail(facts: AppointmentFacts): RenderedMail {
  const { locale, audience } = facts;
  const heading = headingOf(facts);
  const intro = introOf(facts);
  const rows = rowsOf(facts);
  const press = buttonOf(facts);
  const notes = press.private ? [m.mail_link_is_yours({}, { locale })] : [];
  const copy = m.mail_link_copy({}, { locale });
  const message = facts.videoMessage;
  const quoted = message === null ? null : m.mail_quote({ words: message }, { locale });
  const further = furtherOf(facts);
  const terms = termsOf(facts);
  // Read in one line.
  const { phone } = facts.specialist;
  const foot = audience === 'patient' ? m.mail_foot_patient({}, { locale }) : m.mail_foot_specialist({}, { locale });

  const page = mailPage({
    locale,
    preview: rows
      .map((row) => row.main)
      .slice(0, 2)
      .join(' · '),
    heading,
    body: [
      intro === null ? html`` : paragraph(intro),
      factsTable(rows),
      button(press.words, press.href),
      underButton([...notes, html`${copy} <span class="ink" style="color:#1A2233">${bare(press.href)}</span>`]),
      quoted === null ? html`` : quote(quoteHeading(facts), quoted),
      further.length === 0 ? html`` : furtherLinks(further),
      terms === null ? html`` : smallPrint(terms.replace(phone, phone.replaceAll(' ', '\u00a0'))),
    ],
    foot,
  });
  const text = [
    heading,
    intro,
    rows.map((row) => [`${row.label}: ${row.main}`, ...row.more].join('\n')).join('\n'),
    [`${press.words}:\n${press.href}`, ...notes].join('\n'),
    quoted === null ? null : `${quoteHeading(facts)}\n${quoted}`,
    further.length === 0 ? null : further.map(({ words, href }) => `${words}: ${href}`).join('\n'),
    terms,
    foot,
  ];
  return { subject: subjectOf(facts), html: page, text: `${text.filter((part) => part !== null).join('\n\n')}\n` };
}

/** The code by mail; nothing to press (quality 12). */
export function renderCodeMail({ digits, minutes, locale }: CodeFacts): RenderedMail {
  const code = spaced(digits);
  const heading = m.mail_heading_code({ code }, { locale });
  const intro = m.mail_intro_code({ minutes }, { locale });
  const foot = m.mail_foot_code({}, { locale });
  return {
    subject: m.mail_subject_code({ code }, { locale }),
    html: mailPage({ locale, preview: intro, heading, body: [paragraph(intro)], foot }),
    text: `${heading}\n\n${intro}\n\n${foot}\n`,
  };
}

function introOf(facts: AppointmentFacts): string | null {
  const { kind, locale, price } = facts;
  if (kind === 'rescheduled' && facts.modality === 'video') return m.mail_intro_same_link({}, { locale });
  if (kind === 'cancelled') return cancellationLine(facts);
  if (kind === 'document') return m.mail_intro_document({}, { locale });
  if (kind === 'document_notice') return m.mail_intro_document_notice({}, { locale });
  if (kind === 'your_turn') return m.mail_intro_your_turn({}, { locale });
  if (kind === 'review_invitation') return m.mail_intro_review({}, { locale });
  if (kind === 'unsuitable') return m.mail_intro_unsuitable({}, { locale });
  const moved = { amount: formatMoney(price.movedCents, price.currency, locale) };
  if (kind === 'charged') return m.mail_intro_charged(moved, { locale });
  if (kind === 'given_back') return m.mail_intro_given_back(moved, { locale });
  if (kind === 'card_problem')
    return isOver(facts) ? m.mail_intro_card_problem_over(moved, { locale }) : m.mail_intro_card_problem(moved, { locale });
  if (kind !== 'card_request') return null;
  const amount = { price: formatMoney(price.cents, price.currency, locale) };
  return price.chargeWhen === 'after' ? m.mail_intro_card_after(amount, { locale }) : m.mail_intro_card_now(amount, { locale });
}

function rowsOf(facts: AppointmentFacts): Row[] {
  const { locale, audience } = facts;
  const when = whenLines(facts);
  const who = audience === 'patient' ? fullTitle(facts.specialist) : facts.patient.fullName;
  const rows: Row[] = [
    {
      label: audience === 'patient' ? m.mail_row_with({}, { locale }) : m.mail_row_patient({}, { locale }),
      main: who,
      strong: false,
      more: [facts.serviceName],
    },
    {
      label: m.mail_row_when({}, { locale }),
      main: when.main,
      strong: true,
      more: [when.zone, ...(when.other ? [when.other] : [])],
    },
    ...alsoOn(facts),
    { label: m.mail_row_where({}, { locale }), main: whereLine(facts), strong: false, more: [] },
  ];
  const priced = !['cancelled', 'cancelled_notice', 'review_invitation', 'unsuitable', 'charged', 'given_back', 'card_problem', 'document', 'document_notice'].includes(
    facts.kind,
  );
  const price: Row = {
    label: m.mail_row_price({}, { locale }),
    main: facts.kind === 'card_request' ? formatMoney(facts.price.cents, facts.price.currency, locale) : priceLine(facts),
    strong: false,
    more: [],
  };
  return priced ? [...rows, price] : rows;
}

/** The dates that were booked with it; each one's link comes with its own reminder (B6). */
function alsoOn(facts: AppointmentFacts): Row[] {
  const { locale, zone } = facts;
  const [first, ...more] = facts.alsoOn.map(
    ({ startsAt }) => `${capital(formatDayLong(zone, startsAt, locale))}, ${hourOf(zone, startsAt)}`,
  );
  if (first === undefined) return [];
  const note = facts.audience === 'patient' ? [m.mail_series_links({}, { locale })] : [];
  return [{ label: m.mail_row_also({}, { locale }), main: first, strong: false, more: [...more, ...note] }];
}

function buttonOf(facts: AppointmentFacts): { words: string; href: string; private: boolean } {
  const { kind, locale, links } = facts;
  if (kind === 'specialist_link') return { words: m.mail_button_join({}, { locale }), href: links.own, private: true };
  if (kind === 'document_notice') return { words: m.mail_button_document({}, { locale }), href: links.record, private: false };
  if (kind === 'document') return { words: m.mail_button_document({}, { locale }), href: links.documents, private: false };
  if (facts.audience === 'specialist') return { words: m.mail_button_agenda({}, { locale }), href: links.agenda, private: false };
  if (kind === 'unsuitable') return { words: m.mail_button_unsuitable({}, { locale }), href: links.profile, private: false };
  if (kind === 'cancelled') return { words: m.mail_button_again({}, { locale }), href: links.profile, private: false };
  if (kind === 'card_request') return { words: m.mail_button_card({}, { locale }), href: links.card, private: true };
  if (kind === 'card_problem') return { words: m.mail_button_card_problem({}, { locale }), href: links.card, private: true };
  if (kind === 'charged' || kind === 'given_back')
    return { words: m.mail_button_receipts({}, { locale }), href: links.receipts, private: true };
  if (kind === 'review_invitation') return { words: m.mail_button_review({}, { locale }), href: links.review, private: true };
  const words = facts.modality === 'video' ? m.mail_button_enter({}, { locale }) : m.mail_button_see({}, { locale });
  return { words, href: links.own, private: true };
}

/** The consultation is behind: nothing any more that a card could confirm. */
function isOver({ now, endsAt }: AppointmentFacts): boolean {
  return now >= endsAt;
}

/** Whether the appointment is still ahead, for a message to its patient. */
function isAhead({ kind, audience }: AppointmentFacts): boolean {
  return (
    audience === 'patient' &&
    (['confirmation', 'rescheduled', 'card_request', 'card_settled'].includes(kind) || reminderMinutesOf(kind) !== null)
  );
}

function furtherOf(facts: AppointmentFacts): { words: string; href: string }[] {
  const { locale, links } = facts;
  if (!isAhead(facts)) return [];
  const enter = facts.modality === 'video' ? m.mail_button_enter({}, { locale }) : m.mail_button_see({}, { locale });
  return [
    ...(facts.kind === 'card_request' ? [{ words: enter, href: links.own }] : []),
    ...(facts.modality === 'video' && reminderMinutesOf(facts.kind) !== null
      ? [{ words: m.mail_link_test({}, { locale }), href: `${links.own}/prueba` }]
      : []),
    { words: m.mail_link_change({}, { locale }), href: links.change },
    // Of a series the attached file has every date, the link would add the first alone.
    ...(facts.alsoOn.length > 0
      ? [{ words: m.mail_link_all({}, { locale }), href: links.all }]
      : [{ words: m.mail_link_calendar({}, { locale }), href: links.calendar }]),
  ];
}

function termsOf(facts: AppointmentFacts): string | null {
  if (facts.audience === 'specialist' || facts.kind === 'review_invitation') return null;
  const call = m.mail_call({ phone: facts.specialist.phone }, { locale: facts.locale });
  return isAhead(facts) ? `${changeTerms(facts)} ${call}` : call;
}

/** An address as one would type it. */
function bare(href: string): string {
  return href.replace(/^https?:\/\//, '');
}
