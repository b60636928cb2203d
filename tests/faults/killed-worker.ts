// A process of its own that sends what is due, for the tests that kill or stop it. Told by its environment where everything is.
import { readFileSync } from 'node:fs';
import { movableClock } from '#adapters/clock/movable.ts';
import { memoryLog } from '#adapters/log/memory.ts';
import { smtpMail } from '#adapters/mail/smtp.ts';
import { stripeCards } from '#adapters/cards/stripe.ts';
import { smsapiTexts } from '#adapters/texts/smsapi.ts';
import { twilioTexts } from '#adapters/texts/twilio.ts';
import { compose } from '#server/compose.ts';
import type { CardProvider } from '#ports/cards.ts';
import type { Config } from '#server/config.ts';

interface Orders {
  urls: { app: string; worker: string };
  config: Omit<Config, 'appKey' | 'masterKey'> & { appKey: number[]; masterKey: number[] };
  productNow: string;
  /** A file that says how far machine time is ahead, in milliseconds: the leases of a worker before have run out. */
  aheadFile: string;
  smtp: { host: string; port: number };
  smsapi: { url: string; token: string } | null;
  twilio: { url: string; accountSid: string; authToken: string };
  /** A card service, and that this process dies the moment it has moved money there, before it writes so. */
  stripePort?: number;
}

const orders = JSON.parse(process.env['ORDERS'] ?? '{}') as Orders;
const product = movableClock();
product.moveTo(new Date(orders.productNow));
const clock = {
  now: product.now,
  machineNow: () => new Date(product.machineNow().getTime() + Number(readFileSync(orders.aheadFile, 'utf8'))),
};
const config: Config = {
  ...orders.config,
  appKey: new Uint8Array(orders.config.appKey),
  masterKey: new Uint8Array(orders.config.masterKey),
};

// Without a port nobody pays here, and no card service answers.
const cards = stripeCards(
  {
    secretKey: 'sk_test_rehearsal',
    webhookSecret: 'whsec_rehearsal',
    api: { protocol: 'http', host: '127.0.0.1', port: orders.stripePort ?? 9 },
  },
  clock,
);
/** The answer has come, nothing is written: the worst moment to die (fault 54). */
function dyingAfter(provider: CardProvider): CardProvider {
  const killed = async (moved: Promise<unknown>): Promise<never> => {
    await moved;
    process.kill(process.pid, 'SIGKILL');
    return new Promise<never>(() => {});
  };
  return {
    ...provider,
    chargeSavedCard: (request) => killed(provider.chargeSavedCard(request)),
    holdSavedCard: (request) => killed(provider.holdSavedCard(request)),
    takeHold: (input) => killed(provider.takeHold(input)),
    refund: (input) => killed(provider.refund(input)),
  };
}

const composed = await compose(config, {
  urls: orders.urls,
  pools: { app: 4, worker: 6 },
  clock,
  log: memoryLog(),
  mail: smtpMail({
    ...orders.smtp,
    security: 'none',
    login: null,
    from: { name: 'Videoconsulta', address: 'citas@videoconsulta.example' },
  }),
  texts: orders.smsapi
    ? smsapiTexts({ baseUrl: orders.smsapi.url, token: orders.smsapi.token, from: 'Cita', callbackUrl: `${config.publicOrigin}/hooks/sms` })
    : twilioTexts({
        baseUrl: orders.twilio.url,
        accountSid: orders.twilio.accountSid,
        authToken: orders.twilio.authToken,
        from: '+34600000000',
        statusCallbackUrl: `${config.publicOrigin}/hooks/sms`,
      }),
  cards: { ...(orders.stripePort ? dyingAfter(cards) : cards), eventsSince: () => Promise.resolve([]) },
  calendars: { read: () => Promise.resolve({ kind: 'failed', why: 'unreachable' }) },
});
process.stdout.write('ready\n');
await composed.engine.runDue(composed.world);
await composed.close();
process.stdout.write('done\n');
process.exit(0);
