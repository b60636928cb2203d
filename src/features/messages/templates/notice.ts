import type { SignInChange } from '#domain/changes.ts';
import type { Locale } from '#domain/people.ts';
import { toGsm7 } from '#domain/sms.ts';
import { m } from '#texts/compiled/messages.js';
import { mailPage } from './mail-layout.ts';
import { button, paragraph } from './mail-parts.ts';

export interface NoticeFacts {
  what: SignInChange;
  locale: Locale;
  /** Where sessions and contacts can be looked at. */
  link: string;
}

type Words = (inputs: Record<string, never>, options: { locale: Locale }) => string;

const words: Record<SignInChange, Words> = {
  'factor-added': m.notice_factor_added,
  'factor-removed': m.notice_factor_removed,
  'recovery-codes-renewed': m.notice_recovery_renewed,
  'recovery-code-used': m.notice_recovery_used,
  'contact-added': m.notice_contact_added,
  'contact-removed': m.notice_contact_removed,
  'factors-reset': m.notice_factors_reset,
  'data-requested': m.notice_data_requested,
  admitted: m.notice_admitted,
};

/** What is said below and on the button where it is not what is said of every other change. */
const bodies: Partial<Record<SignInChange, [intro: Words, look: Words]>> = {
  'data-requested': [m.notice_data_requested_intro, m.notice_data_requested_look],
  admitted: [m.notice_admitted_intro, m.notice_admitted_look],
};

/** One sentence of what changed, what to do now or if it was somebody else, and where to look (quality 18). */
export function renderNoticeMail({ what, locale, link }: NoticeFacts): { subject: string; text: string; html: string } {
  const heading = words[what]({}, { locale });
  const [introOf, lookOf] = bodies[what] ?? [m.notice_not_you, m.notice_look];
  const [intro, look] = [introOf({}, { locale }), lookOf({}, { locale })];
  const foot = m.notice_foot({}, { locale });
  return {
    subject: heading,
    html: mailPage({ locale, preview: intro, heading, body: [paragraph(intro), button(look, link)], foot }),
    text: `${heading}\n\n${intro}\n\n${look}:\n${link}\n\n${foot}\n`,
  };
}

/** The same in one SMS. No link: nobody learns to follow one in a message about signing in. */
export function renderNoticeSms({ what, locale }: NoticeFacts): string {
  return toGsm7(m.notice_sms({ what: words[what]({}, { locale }) }, { locale }));
}
