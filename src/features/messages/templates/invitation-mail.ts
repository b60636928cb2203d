import type { Locale } from '#domain/people.ts';
import { m } from '#texts/compiled/messages.js';
import { mailPage } from './mail-layout.ts';
import { button, paragraph, smallPrint, underButton } from './mail-parts.ts';
import { html } from './html.ts';

export interface InvitationFacts {
  locale: Locale;
  /** Whom it greets; may be empty. */
  name: string;
  practice: string;
  link: string;
  /** The day on which it ends, in words. */
  expires: string;
}

export interface RenderedInvitation {
  subject: string;
  text: string;
  html: string;
}

/** Invites somebody to keep an agenda: what they will do, what they never do, one link (B6). */
export function renderInvitationMail({ locale, name, practice, link, expires }: InvitationFacts): RenderedInvitation {
  const heading = m.mail_heading_invitation({}, { locale });
  const greeting = name === '' ? m.mail_invitation_hello({}, { locale }) : m.mail_invitation_hello_name({ name }, { locale });
  const intro = m.mail_intro_invitation({ practice }, { locale });
  const limits = m.mail_invitation_limits({}, { locale });
  const words = m.mail_button_invitation({}, { locale });
  const until = m.mail_invitation_until({ day: expires }, { locale });
  const copy = m.mail_link_copy({}, { locale });
  const foot = m.mail_foot_invitation({}, { locale });
  const page = mailPage({
    locale,
    preview: intro,
    heading,
    body: [
      paragraph(greeting),
      paragraph(intro),
      paragraph(limits),
      button(words, link),
      underButton([until, html`${copy} <span class="ink" style="color:#1A2233">${link.replace(/^https?:\/\//, '')}</span>`]),
      smallPrint(m.mail_invitation_code({}, { locale })),
    ],
    foot,
  });
  const text = [heading, greeting, intro, limits, `${words}:\n${link}`, until, m.mail_invitation_code({}, { locale }), foot];
  return { subject: m.mail_subject_invitation({ practice }, { locale }), html: page, text: `${text.join('\n\n')}\n` };
}
