/** For how long things are kept: one table of days, one of the laws' years (G3, V10; quality 87, 88). */
export type Country = 'ES' | 'MX';

/** How a call went, who joined and left, what devices said: at most this long (V10; quality 87). */
export const ROOM_EVENT_DAYS = 90;

/** Days after which rows that nobody needs any more are deleted. */
export const keptDays = {
  /** After a session or an unused code ran out. */
  'ended-sign-in': 30,
  /** Used codes: by them a browser is known again. */
  'used-code': 365,
  /** After an invitation, a wish for an earlier hour or a step in between ended. */
  ended: 90,
  /** Messages, without their text: thirteen months, so that a package's year can be looked up. */
  message: 396,
  /** Reports that were decided, notices of signing in, access tokens that ended. */
  proof: 365,
  /** Applications that were never sent, or never sent again. */
  'unsent-application': 90,
  /** Applications after they were decided: for who objects. */
  'decided-application': 365,
  /** Requests about personal data after they were answered, as long as their answer may have to be proven (LOPDGDD art. 72). */
  'privacy-request': 3 * 365,
  /** The reason written for a consultation that never took place. */
  'reason-in-vain': 90,
} as const;

export interface LegalTerm {
  years: number;
  law: string;
}

/** What the law of a country demands at least. */
export const legalTerms: Record<Country, { clinical: LegalTerm; tax: LegalTerm }> = {
  ES: { clinical: { years: 5, law: 'Ley 41/2002 art. 17' }, tax: { years: 6, law: 'Código de Comercio art. 30' } },
  MX: { clinical: { years: 5, law: 'NOM-004-SSA3-2012 5.4' }, tax: { years: 5, law: 'Código Fiscal de la Federación art. 30' } },
};

/**
 * Years that a practice may choose: regions of Spain ask for more than the country (Cataluña 15 for the main papers, Ley 21/2000
 * art. 12; others count from other days), so do some colleges and insurers. Which holds for it, the practice knows.
 */
export const recordYearsChoices = [5, 10, 15, 20, 30] as const;

/** What a practice keeps until it chooses, by its country and region of Spain: the longest term that is counted from the consultation. */
export function firstRecordYears(country: Country, region: string | null): number {
  return country === 'ES' && region === 'CT' ? 15 : legalTerms[country].clinical.years;
}

/** Whether a change lets records go that are kept until now: then it is said what, and confirmed, before (G3). */
export function letsRecordsGo(country: Country, before: number, after: number): boolean {
  return clinicalYears(country, after) < clinicalYears(country, before);
}

/** For how many years a record is kept: as the practice chose, and never less than its country's law. */
export function clinicalYears(country: Country, chosen: number): number {
  return Math.max(legalTerms[country].clinical.years, chosen);
}

const day = 86_400_000;

/** What is older than this instant has been kept so many days. */
export function before(now: Date, days: number): Date {
  return new Date(now.getTime() - days * day);
}

/** Until when something of that instant is kept for so many years, to the day; the 29th of February ends on the 1st of March. */
export function yearsAfter(from: Date, years: number): Date {
  const until = new Date(from);
  until.setUTCFullYear(until.getUTCFullYear() + years);
  return until;
}

/** The last instant whose clinical record is past its term of so many years now: kept at least so long, never less. */
export function clinicalTermOver(years: number, now: Date): Date {
  let over = before(now, years * 365);
  while (yearsAfter(over, years) > now) over = new Date(over.getTime() - day);
  return over;
}

/** Room events before this instant are to be deleted (V10, G3). */
export function roomEventsForgottenBefore(now: Date): Date {
  return before(now, ROOM_EVENT_DAYS);
}

/** Until when a room event of that instant is kept, for the privacy receipt (V10). */
export function roomEventKeptUntil(at: Date): Date {
  return new Date(at.getTime() + ROOM_EVENT_DAYS * day);
}
