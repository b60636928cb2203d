import type { Clock } from '#ports/clock.ts';
import type { CalendarReader } from '#ports/calendars.ts';
import type { CardProvider } from '#ports/cards.ts';
import type { MailSender } from '#ports/mail.ts';
import type { TextSender } from '#ports/texts.ts';
import { icsCalendars } from '#adapters/calendars/ics.ts';
import { publicWay } from '#adapters/calendars/ways.ts';
import { smtpMail } from '#adapters/mail/smtp.ts';
import { stripeCards } from '#adapters/cards/stripe.ts';
import type { Config } from '#server/config.ts';
import { smtpSettings, textsOf } from '#server/production.ts';
import type { Rehearsal } from './start.ts';

/**
 * Real providers in a rehearsal, where configured: mail and SMS reach only the addresses of `REHEARSAL_ALLOW`, all
 * others go to the mailbox; cards only with test-mode keys (refused otherwise by the configuration). Calendars are read
 * from the stand-in and from hosts named there.
 */
export function allowedOnly(config: Config, rehearsal: Rehearsal, clock: Clock): { mail: MailSender; texts: TextSender; cards: CardProvider; calendars: CalendarReader } {
  const allowed = new Set(config.rehearsalAllow.map((address) => address.toLowerCase()));
  const mail = config.smtp ? smtpMail(smtpSettings(config.smtp.url, config.smtp.from)) : null;
  const texts = textsOf(config, clock);
  const textsFor = (to: string) => (texts && allowed.has(to) ? texts : rehearsal.texts);
  return {
    mail: { send: (one) => (mail && allowed.has(one.to.toLowerCase()) ? mail : rehearsal.mail).send(one) },
    texts: {
      once: rehearsal.texts.once,
      send: (one) => textsFor(one.to).send(one),
      find: (one, since) => textsFor(one.to).find(one, since),
      readStatus: (request) => rehearsal.texts.readStatus(request) ?? texts?.readStatus(request) ?? null,
      readReply: (request) => rehearsal.texts.readReply(request) ?? texts?.readReply(request) ?? null,
    },
    cards: config.stripe ? stripeCards({ ...config.stripe, api: null }, clock) : rehearsal.cards,
    calendars: icsCalendars((url) => rehearsal.calendarServer.way(url) ?? (allowed.has(url.hostname) ? publicWay()(url) : null)),
  };
}
