import Stripe from 'stripe';
import { afterAll, describe } from 'vitest';
import { movableClock } from '#adapters/clock/movable.ts';
import { stripeCards } from '#adapters/cards/stripe.ts';
import { smtpMail } from '#adapters/mail/smtp.ts';
import { smsapiTexts } from '#adapters/texts/smsapi.ts';
import { twilioTexts } from '#adapters/texts/twilio.ts';
import { smtpSettings } from '#server/production.ts';
import { cardsContract } from './cards-suite.ts';
import { mailContract } from './mail-suite.ts';
import { textsContract } from './texts-suite.ts';

/** The suites of the stand-ins against the services themselves, each where its keys are given (docs/operations.md). */
const key = (name: string) => process.env[`CONTRACT_${name}`] ?? '';
const callbackUrl = 'https://contract.example/hooks/sms';

describe.runIf(key('STRIPE_KEY'))('Stripe in test mode', () => {
  const sdk = new Stripe(key('STRIPE_KEY') || 'sk_test_none', { telemetry: false });
  const cards = stripeCards({ secretKey: key('STRIPE_KEY') || 'sk_test_none', webhookSecret: 'whsec_contract', api: null }, movableClock());
  const tokens = { accepts: 'pm_card_visa', declines: 'pm_card_chargeCustomerFail', asks: 'pm_card_authenticationRequired' };
  cardsContract({
    cards,
    async savedCard(bank) {
      const customer = await sdk.customers.create({ description: 'contract' });
      const method = await sdk.paymentMethods.attach(tokens[bank], { customer: customer.id });
      return { customerId: customer.id, paymentMethodId: method.id };
    },
    request: (change = {}) => ({
      kind: 'charge',
      operationId: crypto.randomUUID(),
      appointmentId: 'contract',
      amountCents: 6000,
      currency: 'EUR',
      description: 'Prueba',
      email: null,
      locale: 'es',
      connectedAccountId: null,
      feeCents: 0,
      successUrl: 'https://contract.example/hecho',
      cancelUrl: 'https://contract.example/volver',
      ...change,
    }),
  });
});

describe.runIf(key('TWILIO_ACCOUNT_SID'))('Twilio', () => {
  const mobile = key('SMS_TO');
  const sender = (authToken: string) =>
    twilioTexts({
      baseUrl: 'https://api.twilio.com',
      accountSid: key('TWILIO_ACCOUNT_SID'),
      authToken,
      // Without a number of one's own: the test credentials' own numbers, which reach nobody.
      from: key('TWILIO_FROM') || '+15005550006',
      statusCallbackUrl: callbackUrl,
    });
  textsContract({
    sender: () => sender(key('TWILIO_AUTH_TOKEN')),
    withWrongKey: () => sender('wrong'),
    mobile: mobile || '+15005550006',
    refused: [['+15005550001', 'bad-number'], ...(mobile ? [] : ([['+15005550004', 'opted-out'], ['+15005550009', 'not-a-mobile']] as const))],
    looksUp: mobile !== '',
  });
});

describe.runIf(key('SMSAPI_TOKEN') && key('SMS_TO'))('SMSAPI', () => {
  const sender = (token: string) => smsapiTexts({ baseUrl: 'https://api.smsapi.com', token, from: key('SMSAPI_FROM'), callbackUrl });
  textsContract({
    sender: () => sender(key('SMSAPI_TOKEN')),
    withWrongKey: () => sender('wrong'),
    mobile: key('SMS_TO'),
    refused: [['600 000', 'bad-number']],
    looksUp: false,
  });
});

describe.runIf(key('SMTP_URL') && key('MAIL_TO'))('the mail server', () => {
  const sender = smtpMail(smtpSettings(key('SMTP_URL') || 'smtp://localhost', key('MAIL_FROM') || key('MAIL_TO')));
  afterAll(() => sender.close());
  mailContract({ sender: () => sender, to: key('MAIL_TO') });
});
