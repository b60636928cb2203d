import { icsCalendars } from '#adapters/calendars/ics.ts';
import { publicWay } from '#adapters/calendars/ways.ts';
import { stripeCards } from '#adapters/cards/stripe.ts';
import { pausedMail } from '#adapters/mail/paused.ts';
import { smtpMail } from '#adapters/mail/smtp.ts';
import { failoverTexts } from '#adapters/texts/failover.ts';
import { smsapiTexts } from '#adapters/texts/smsapi.ts';
import { twilioTexts } from '#adapters/texts/twilio.ts';
import type { Clock } from '#ports/clock.ts';
import type { TextSender } from '#ports/texts.ts';
import { ConfigurationRefused, type Config } from './config.ts';
import type { Parts } from './compose.ts';

/** The real providers, as configured. `readConfig` has refused whatever is missing. */
export function productionParts(config: Config, clock: Clock): Pick<Parts, 'mail' | 'texts' | 'cards' | 'calendars'> {
  const texts = textsOf(config, clock);
  if (!config.smtp || !texts || !config.stripe)
    throw new ConfigurationRefused(['SMTP_URL, TWILIO_* or SMSAPI_*, STRIPE_*: missing']);
  return {
    mail: pausedMail(smtpMail(smtpSettings(config.smtp.url, config.smtp.from)), clock),
    texts,
    cards: stripeCards({ secretKey: config.stripe.secretKey, webhookSecret: config.stripe.webhookSecret, api: null }, clock),
    calendars: icsCalendars(publicWay()),
  };
}

/** The SMS providers that are configured, in the order in which they are asked; null where there is none. */
export function textsOf(config: Config, clock: Pick<Clock, 'now'>): TextSender | null {
  const callbackUrl = `${config.publicOrigin}/hooks/sms`;
  const { smsapi, twilio } = config;
  const senders = [
    ...(smsapi ? [smsapiTexts({ baseUrl: smsapi.apiUrl, token: smsapi.token, from: smsapi.from, callbackUrl })] : []),
    ...(twilio
      ? [
          twilioTexts({
            baseUrl: twilio.apiUrl,
            accountSid: twilio.accountSid,
            authToken: twilio.authToken,
            from: twilio.from,
            statusCallbackUrl: callbackUrl,
          }),
        ]
      : []),
  ];
  return senders.length > 0 ? failoverTexts(senders, clock) : null;
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
