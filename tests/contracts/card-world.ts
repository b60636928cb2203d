import Stripe from 'stripe';
import { movableClock } from '#adapters/clock/movable.ts';
import { stripeCards } from '#adapters/cards/stripe.ts';
import type { CardEvent, CheckoutRequest } from '#ports/cards.ts';
import { serveLocally } from '#rehearsal/local-server.ts';
import { startStripeServer } from '#rehearsal/stripe/server.ts';

export const secretKey = 'sk_test_rehearsal';
export const webhookSecret = 'whsec_rehearsal';

/** The card adapter, a Stripe stand-in and a webhook that keeps what it was told; `stop` ends them. */
export async function startCardWorld() {
  const clock = movableClock();
  const received: CardEvent[] = [];
  const hookAnswers: number[] = [];
  const hook = await serveLocally(0, (request, response, body) => {
    const status = hookAnswers.shift() ?? 200;
    const event = cards.readEvent(body, String(request.headers['stripe-signature'] ?? ''));
    if (event && status === 200) received.push(event);
    response.writeHead(event ? status : 400).end();
  });
  const webhookUrl = `${hook.url}/hooks/stripe`;
  const stripe = await startStripeServer({ port: 0, clock, secretKey, webhookSecret, webhookUrl, retryDelaysMs: [1, 1, 1] });
  const api = { protocol: 'http' as const, host: '127.0.0.1', port: stripe.port };
  const cards = stripeCards({ secretKey, webhookSecret, api, timeoutMs: 3_000, retryAfterMs: 2 }, clock);
  const sdk = new Stripe(secretKey, { ...api, telemetry: false, maxNetworkRetries: 0 });
  let count = 0;

  const newOperation = () => `op-${++count}`;
  const told = (checkoutId: string) => received.filter(({ about }) => about?.kind === 'checkout' && about.checkoutId === checkoutId);

  async function savedCard(number: string) {
    const checkout = await cards.openCheckout(request({ kind: 'card' }));
    const answer = await press(checkout.url, typed(number));
    if (answer.location.startsWith('/c/3ds')) await press(`${stripe.url}${answer.location}`, { answer: 'approve' });
    const { customerId, paymentMethodId } = await cards.readCheckout(checkout.checkoutId);
    return { customerId: customerId ?? '', paymentMethodId: paymentMethodId ?? '' };
  }
  function charge(saved: { customerId: string; paymentMethodId: string }, operationId = newOperation()) {
    return cards.chargeSavedCard({
      ...saved,
      operationId,
      appointmentId: 'a',
      amountCents: 1500,
      currency: 'EUR',
      connectedAccountId: null,
      feeCents: 0,
    });
  }
  function request(change: Partial<CheckoutRequest> = {}): CheckoutRequest {
    return {
      kind: 'charge',
      operationId: newOperation(),
      appointmentId: `appointment-${count}`,
      amountCents: 6000,
      currency: 'EUR',
      description: 'Dermatología: primera visita',
      email: 'ana@example.com',
      locale: 'es',
      connectedAccountId: null,
      feeCents: 0,
      successUrl: 'https://v.example/reservar/hecho?pago={CHECKOUT_SESSION_ID}',
      cancelUrl: 'https://v.example/reservar/volver',
      ...change,
    };
  }
  async function calmDown() {
    await stripe.fault(null);
    stripe.webhooks.release();
    await stripe.flush();
    received.length = 0;
    hookAnswers.length = 0;
  }
  async function stop() {
    await stripe.stop();
    await hook.stop();
  }
  return { clock, hookAnswers, stripe, cards, sdk, newOperation, told, savedCard, charge, request, calmDown, stop };
}

/** What a browser does when a person presses a button of a form. */
export async function press(
  url: string,
  fields: Record<string, string>,
): Promise<{ status: number; location: string; html: string }> {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  return { status: answer.status, location: answer.headers.get('location') ?? '', html: await answer.text() };
}

export const typed = (number: string) => ({
  email: 'ana@example.com',
  number,
  expiry: '12/39',
  cvc: '123',
  holder: 'Ana Prueba',
});

export const shows = async (url: string) => (await fetch(url, { redirect: 'manual' })).text();
