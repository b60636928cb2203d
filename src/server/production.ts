import { icsCalendars } from '#adapters/calendars/ics.ts';
import { publicWay } from '#adapters/calendars/ways.ts';
import { stripeCards } from '#adapters/cards/stripe.ts';
import { smtpMail } from '#adapters/mail/smtp.ts';
import { twilioTexts } from '#adapters/texts/twilio.ts';
import type { Clock } from '#ports/clock.ts';
import { systemClock } from '#adapters/clock/system.ts';
import { ConfigurationRefused, type Config } from './config.ts';
import type { Parts } from './compose.ts';

/** The real providers, as configured. `readConfig` has refused whatever is missing. */
export function productionParts(config: Config, clock: Clock = systemClock()): Pick<Parts, 'mail' | 'texts' | 'cards' | 'calendars'> {
  if (!config.smtp || !config.twilio || !config.stripe) throw new ConfigurationRefused(['SMTP_URL, TWILIO_*, STRIPE_*: missing']);
  return {
    mail: smtpMail(smtpSettings(config.smtp.url, config.smtp.from)),
    texts: twilioTexts({
      baseUrl: config.twilio.apiUrl,
      accountSid: config.twilio.accountSid,
      authToken: config.twilio.authToken,
      from: config.twilio.from,
      statusCallbackUrl: `${config.publicOrigin}/hooks/sms`,
    }),
    cards: stripeCards({ secretKey: config.stripe.secretKey, webhookSecret: config.stripe.webhookSecret, api: null }, clock),
    calendars: icsCalendars(publicWay()),
  };
}

/** `smtps://user:password@host:465` (TLS from the first byte) or `smtp://…:587` (STARTTLS demanded). */
export function smtpSettings(url: string, from: string): Parameters<typeof smtpMail>[0] {
  const parsed = new URL(url);
  const named = /^(.*)<(.+)>$/.exec(from);
  const local = ['localhost', '127.0.0.1'].includes(parsed.hostname);
  return {
    host: parsed.hostname,
    port: Number(parsed.port || (parsed.protocol === 'smtps:' ? 465 : 587)),
    security: parsed.protocol === 'smtps:' ? 'tls' : local ? 'none' : 'starttls',
    login: parsed.username ? { user: decodeURIComponent(parsed.username), password: decodeURIComponent(parsed.password) } : null,
    from: { name: named?.[1]?.trim() ?? 'Videoconsulta', address: (named?.[2] ?? from).trim() },
  };
}
