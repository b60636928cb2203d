/** What codes by SMS may cost whoever runs the site (quality 15); null where something is not counted. */
export interface CodeLimits {
  /** Where SMS go to at all: 'ES', 'MX'. */
  countries: readonly string[];
  /** SMS in an hour for one address of the network; many patients can share a carrier's. */
  perNetwork: number | null;
  /** SMS in an hour to numbers that begin with the same seven digits. */
  perPrefix: number | null;
  /** What one SMS is taken to cost. */
  textCents: number;
  centsADay: number | null;
}

/** What left before, with what is about to leave not yet in it. */
export interface TextsSent {
  networkHour: number;
  prefixHour: number;
  prefixDay: number;
  centsToday: number;
}

export type WhyNoText = 'country' | 'network' | 'prefix' | 'money';

/** A prefix that filled its hour three times in a day waits for the next one: pumping pays by going on. */
const fullHoursADay = 3;
/** From this share of the day's money on its operator is told. */
const soonSpent = 0.8;

/** Does an SMS go to numbers of this country at all? Codes and messages alike: elsewhere they cost many times as much. */
export function textsGoTo({ countries }: Pick<CodeLimits, 'countries'>, country: string | null): boolean {
  return country !== null && countries.includes(country);
}

/** Why no code may leave by SMS to a number of this country now; null where it may. E-mail is always left. */
export function whyNoText(limits: CodeLimits, country: string | null, sent: TextsSent): WhyNoText | null {
  if (!textsGoTo(limits, country)) return 'country';
  if (limits.perPrefix !== null && (sent.prefixHour >= limits.perPrefix || sent.prefixDay >= limits.perPrefix * fullHoursADay)) return 'prefix';
  if (limits.perNetwork !== null && sent.networkHour >= limits.perNetwork) return 'network';
  if (limits.centsADay !== null && sent.centsToday + limits.textCents > limits.centsADay) return 'money';
  return null;
}

/** Whether most of the day's money is gone with the next SMS. */
export function isMostSpent(limits: CodeLimits, centsToday: number): boolean {
  return limits.centsADay !== null && centsToday + limits.textCents >= limits.centsADay * soonSpent;
}

/** The block of numbers that pumping rents: the first seven digits with the country's, 10,000 numbers in Spain. */
export function prefixOf(e164: string): string {
  return e164.replace(/\D/g, '').slice(0, 7);
}
