import { findAccount, giveData } from '../accounts.ts';
import { type Books, secondsOf, type SessionFile } from '../books.ts';
import { checkCard, filledIn, nothingTyped, typedIn } from './card-form.ts';
import { answerBank, type Attempt, tryCard } from './checkout.ts';
import { bankPage, cardPage, closedPage, unknownPage } from './card-page.ts';
import type { Locale } from './frame.ts';
import { onboardingPage, testBankAccounts } from './onboarding-page.ts';
import { findTestCard } from '../test-cards.ts';

export interface PageAnswer {
  status: number;
  html?: string;
  location?: string;
}
export interface PageCall {
  method: string;
  path: string;
  form: URLSearchParams;
  locale: Locale;
}

/** The pages people see: card page, bank, onboarding. Null where the path is none of theirs. */
export function answerPage(books: Books, call: PageCall): PageAnswer | null {
  const [, kind, id] = /^\/(c\/pay|c\/3ds|setup)\/(\w+)$/.exec(call.path) ?? [];
  if (!kind || !id || (call.method !== 'GET' && call.method !== 'POST')) return null;
  if (kind === 'setup') return onboarding(books, call, id);
  const file = books.sessions.get(id);
  if (!file) return { status: 404, html: unknownPage(call.locale) };
  if (file.session.status === 'complete') return { status: 303, location: afterwards(file) };
  if (file.session.status === 'expired') return { status: 410, html: closedPage(file.session) };
  if (kind === 'c/3ds') return bank(books, call, file);
  return call.method === 'GET' ? show(file, file.typed ?? nothingTyped) : pay(books, call, file);
}

function show(file: SessionFile, typed = nothingTyped): PageAnswer {
  return { status: 200, html: cardPage(file, { typed, problems: {}, failure: null }) };
}

function pay(books: Books, { form }: PageCall, file: SessionFile): PageAnswer {
  const typed = typedIn(form);
  if (file.session.customer_email) typed.email = file.session.customer_email;
  const wanted = findTestCard(form.get('fill') ?? '');
  if (wanted) return show(file, filledIn(typed, wanted, books.clock.now()));
  const { card, expiry, problems } = checkCard(typed, books.clock.now());
  if (!card || !expiry || Object.keys(problems).length > 0) {
    return { status: 422, html: cardPage(file, { typed, problems, failure: null }) };
  }
  file.typed = typed;
  return follow(file, tryCard(books, file, card, expiry));
}

function bank(books: Books, { method, form }: PageCall, file: SessionFile): PageAnswer {
  const { card, expiry } = checkCard(file.typed ?? nothingTyped, books.clock.now());
  if (!card || !expiry) return { status: 303, location: `/c/pay/${file.session.id}` };
  if (method === 'GET') return { status: 200, html: bankPage(file) };
  return follow(file, answerBank(books, file, card, expiry, form.get('answer') === 'approve'));
}

function follow(file: SessionFile, attempt: Attempt): PageAnswer {
  if (attempt.kind === 'ask') return { status: 303, location: `/c/3ds/${file.session.id}` };
  if (attempt.kind === 'done') return { status: 303, location: afterwards(file) };
  return { status: 402, html: cardPage(file, { typed: file.typed ?? nothingTyped, problems: {}, failure: attempt.failure }) };
}

function afterwards({ session }: SessionFile): string {
  return session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

function onboarding(books: Books, { method, form, locale }: PageCall, linkId: string): PageAnswer {
  const link = books.links.get(linkId);
  if (!link) return { status: 404, html: unknownPage(locale) };
  if (link.used) return { status: 303, location: link.refreshUrl };
  const account = findAccount(books, link.accountId);
  if (method === 'GET') {
    const suggested = { holder: '', bank: testBankAccounts[account.country] ?? '' };
    return { status: 200, html: onboardingPage(locale, linkId, account, suggested, false) };
  }
  const typed = { holder: (form.get('holder') ?? '').trim(), bank: (form.get('bank') ?? '').trim() };
  if (form.get('leave') === 'yes') return { status: 303, location: link.returnUrl };
  if (!typed.holder || !typed.bank) return { status: 422, html: onboardingPage(locale, linkId, account, typed, true) };
  link.used = true;
  giveData(account, form.get('papers') === 'later', secondsOf(books.clock.now()));
  books.webhooks.record('account.updated', account);
  return { status: 303, location: link.returnUrl };
}
