/** What the bank does with a card: on the page, and later without its owner. */
type Answer = 'accepts' | 'declines' | 'asks';

export interface TestCard {
  number: string;
  brand: 'visa' | 'mastercard';
  onPage: Answer;
  later: Answer;
  declineCode: string | null;
  /** Its owner asks the money back as soon as it is taken. */
  disputes?: true;
}

const card = (number: string, onPage: Answer, later: Answer, declineCode: string | null = null): TestCard => ({
  number,
  brand: number.startsWith('5') ? 'mastercard' : 'visa',
  onPage,
  later,
  declineCode,
});

/** Stripe's published test numbers. No other number is taken, so that nobody types a real card into a rehearsal. */
export const testCards: TestCard[] = [
  card('4242424242424242', 'accepts', 'accepts'),
  card('4000000000000002', 'declines', 'declines', 'generic_decline'),
  card('4000002500003155', 'asks', 'accepts'),
  card('4000000000000341', 'accepts', 'declines', 'generic_decline'),
  card('4000000000009995', 'declines', 'declines', 'insufficient_funds'),
  card('4000002760003184', 'asks', 'asks'),
  card('5555555555554444', 'accepts', 'accepts'),
  { ...card('4000000000000259', 'accepts', 'accepts'), disputes: true },
];

export function findTestCard(number: string): TestCard | null {
  const digits = number.replace(/\D/g, '');
  return testCards.find((each) => each.number === digits) ?? null;
}

/** `4242 4242 4242 4242` */
export function inGroups(number: string): string {
  return number.replace(/(.{4})(?=.)/g, '$1 ');
}
