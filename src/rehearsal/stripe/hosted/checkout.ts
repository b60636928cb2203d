import { type Books, newId, pick, secondsOf, type SessionFile } from '../books.ts';
import { createCustomer } from '../accounts.ts';
import type { PaymentIntent, SetupIntent } from '../objects.ts';
import { failPayment, newPaymentIntent, settlePayment } from '../payment-intents.ts';
import { completeSession } from '../sessions.ts';
import { failSetup, newSetupIntent, settleSetup } from '../setup-intents.ts';
import { type CardFailure, cardFailure } from '../stripe-fault.ts';
import type { TestCard } from '../test-cards.ts';

type Intent = PaymentIntent | SetupIntent;
export type Attempt = { kind: 'done' } | { kind: 'ask' } | { kind: 'refused'; failure: CardFailure };
type Expiry = { month: number; year: number };

/** A person presses the button of a card page with a test card. */
export function tryCard(books: Books, file: SessionFile, card: TestCard, expiry: Expiry): Attempt {
  const intent = intentOf(books, file);
  if (card.onPage === 'declines') return refuse(books, intent, cardFailure('card_declined', card.declineCode));
  if (card.onPage === 'accepts') return finish(books, file, card, expiry);
  intent.status = 'requires_action';
  books.webhooks.record(`${intent.object}.requires_action`, intent);
  return { kind: 'ask' };
}

/** The bank's own page came back with the owner's answer. */
export function answerBank(books: Books, file: SessionFile, card: TestCard, expiry: Expiry, approved: boolean): Attempt {
  const intent = intentOf(books, file);
  if (intent.status !== 'requires_action') return tryCard(books, file, card, expiry);
  if (approved) return finish(books, file, card, expiry);
  return refuse(books, intent, cardFailure(`${intent.object}_authentication_failure`, null));
}

function intentOf(books: Books, { session, intentData }: SessionFile): Intent {
  if (session.mode === 'setup') {
    if (session.setup_intent) return pick(books.setupIntents, 'setup_intent', session.setup_intent);
    const intent = newSetupIntent(books, intentData);
    session.setup_intent = intent.id;
    return intent;
  }
  if (session.payment_intent) return pick(books.paymentIntents, 'payment_intent', session.payment_intent);
  const intent = newPaymentIntent(books, session.amount_total ?? 0, session.currency ?? 'eur', intentData);
  session.payment_intent = intent.id;
  return intent;
}

function refuse(books: Books, intent: Intent, failure: CardFailure): Attempt {
  if (intent.object === 'payment_intent') failPayment(books, intent, failure);
  else failSetup(books, intent, failure);
  return { kind: 'refused', failure };
}

function finish(books: Books, file: SessionFile, card: TestCard, expiry: Expiry): Attempt {
  const { session, typed } = file;
  const intent = intentOf(books, file);
  if (file.createsCustomer) {
    const email = session.customer_email ?? typed?.email;
    session.customer = createCustomer(books, { ...(email ? { email } : {}), ...(typed ? { name: typed.holder } : {}) }).id;
  }
  intent.customer = session.customer;
  intent.payment_method = keepCard(books, card, expiry, session.customer);
  if (intent.object === 'payment_intent') settlePayment(books, intent);
  else settleSetup(books, intent);
  completeSession(books, file);
  return { kind: 'done' };
}

function keepCard(books: Books, card: TestCard, expiry: Expiry, customer: string | null): string {
  const id = newId('pm');
  const shown = { brand: card.brand, last4: card.number.slice(-4), exp_month: expiry.month, exp_year: expiry.year };
  const created = secondsOf(books.clock.now());
  books.paymentMethods.set(id, {
    card,
    method: { id, object: 'payment_method', type: 'card', customer, card: shown, created, livemode: false },
  });
  return id;
}
