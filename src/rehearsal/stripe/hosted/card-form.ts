import type { TypedCard } from '../books.ts';
import { findTestCard, type TestCard } from '../test-cards.ts';

export type FieldProblem = 'missing' | 'invalid' | 'not-a-test-card' | 'past';
export type Problems = Partial<Record<keyof TypedCard, FieldProblem>>;

export interface CheckedCard {
  card: TestCard | null;
  expiry: { month: number; year: number } | null;
  problems: Problems;
}

export const nothingTyped: TypedCard = { email: '', number: '', expiry: '', cvc: '', holder: '' };

export function typedIn(form: URLSearchParams): TypedCard {
  const field = (name: string) => (form.get(name) ?? '').trim().slice(0, 200);
  return { email: field('email'), number: field('number'), expiry: field('expiry'), cvc: field('cvc'), holder: field('holder') };
}

/** A whole card that passes, for the buttons that fill the form in. */
export function filledIn(typed: TypedCard, card: TestCard, now: Date): TypedCard {
  const year = String((now.getUTCFullYear() + 2) % 100).padStart(2, '0');
  return {
    ...typed,
    number: card.number,
    expiry: typed.expiry || `12/${year}`,
    cvc: typed.cvc || '123',
    holder: typed.holder || 'Ana Prueba',
  };
}

export function checkCard(typed: TypedCard, now: Date): CheckedCard {
  const problems: Problems = {};
  for (const [name, value] of Object.entries(typed)) if (!value) problems[name as keyof TypedCard] = 'missing';
  if (typed.email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed.email)) problems.email = 'invalid';
  const card = findTestCard(typed.number);
  if (typed.number && !card) problems.number = 'not-a-test-card';
  if (typed.cvc && !/^\d{3,4}$/.test(typed.cvc)) problems.cvc = 'invalid';
  const [, month, year] = /^(0?[1-9]|1[0-2])\s*\/?\s*(?:20)?(\d{2})$/.exec(typed.expiry) ?? [];
  const expiry = month && year ? { month: Number(month), year: 2000 + Number(year) } : null;
  if (typed.expiry && !expiry) problems.expiry = 'invalid';
  if (expiry && Date.UTC(expiry.year, expiry.month) <= now.getTime()) problems.expiry = 'past';
  return { card, expiry, problems };
}
