import { icsCalendars } from '#adapters/calendars/ics.ts';
import { pausedMail } from '#adapters/mail/paused.ts';
import { smtpMail } from '#adapters/mail/smtp.ts';
import { stripeCards } from '#adapters/cards/stripe.ts';
import { failoverTexts } from '#adapters/texts/failover.ts';
import { twilioTexts } from '#adapters/texts/twilio.ts';
import type { CalendarReader } from '#ports/calendars.ts';
import type { CardProvider } from '#ports/cards.ts';
import type { MovableClock } from '#ports/clock.ts';
import type { MailSender } from '#ports/mail.ts';
import type { TextSender } from '#ports/texts.ts';
import { startCalendarServer, type CalendarStandIn } from './calendar-server.ts';
import { openMailbox, type Mailbox } from './mailbox.ts';
import { startSmtpServer, type SmtpStandIn } from './smtp-server.ts';
import { startStripeServer, type StripeStandIn } from './stripe/server.ts';
import { startTwilioServer, type TwilioStandIn } from './twilio-server.ts';

const login = { accountSid: 'AC00000000000000000000000000000000', authToken: 'rehearsal-token' };
const keys = { secretKey: 'sk_test_rehearsal', webhookSecret: 'whsec_rehearsal' };

/** The outside world on this machine: stand-ins that speak the real protocols, and the real adapters that speak to them. */
export interface Rehearsal {
  mailbox: Mailbox;
  smtp: SmtpStandIn;
  twilio: TwilioStandIn;
  stripe: StripeStandIn;
  calendarServer: CalendarStandIn;
  mail: MailSender;
  texts: TextSender;
  cards: CardProvider;
  calendars: CalendarReader;
  /** Settles when every callback and webhook is delivered or given up. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the stand-ins on 127.0.0.1; `stripePort` 0 takes any free port. */
export async function startRehearsal(options: {
  clock: MovableClock;
  publicOrigin: string;
  stripePort: number;
  /** How long the card adapter waits before it asks again; its own time without it. */
  cardRetryAfterMs?: number | undefined;
}): Promise<Rehearsal> {
  const { clock, publicOrigin } = options;
  const mailbox = openMailbox(clock);
  const smtp = await startSmtpServer({ port: 0, mailbox });
  const twilio = await startTwilioServer({ port: 0, clock, mailbox, ...login });
  const stripe = await startStripeServer({
    port: options.stripePort,
    clock,
    ...keys,
    webhookUrl: `${publicOrigin}/hooks/stripe`,
  });
  const calendarServer = await startCalendarServer({ clock });
  const mail = smtpMail({
    host: smtp.host,
    port: smtp.port,
    security: 'none',
    login: null,
    from: { name: 'Videoconsulta', address: 'citas@videoconsulta.example' },
  });
  return {
    mailbox,
    smtp,
    twilio,
    stripe,
    calendarServer,
    mail: pausedMail(mail, clock),
    texts: failoverTexts(
      [twilioTexts({ baseUrl: twilio.url, ...login, from: '+34600000000', statusCallbackUrl: `${publicOrigin}/hooks/sms` })],
      clock,
    ),
    cards: stripeCards({ ...keys, api: { protocol: 'http', host: '127.0.0.1', port: stripe.port }, retryAfterMs: options.cardRetryAfterMs }, clock),
    calendars: icsCalendars(calendarServer.way),
    async flush() {
      await twilio.flush();
      await stripe.flush();
    },
    async stop() {
      mail.close();
      await Promise.all([smtp.stop(), twilio.stop(), stripe.stop(), calendarServer.stop()]);
    },
  };
}
