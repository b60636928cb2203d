import type { AppointmentStatus, Outcome } from './appointment.ts';
import type { Locale } from './people.ts';
import { refuse, success, type Result } from './result.ts';

/** Reviews follow the same rules for video and in person (R2): no function here knows the modality. */

export interface RatingSum {
  count: number;
  sum: number;
}

const particles = new Set([
  'de',
  'del',
  'la',
  'las',
  'los',
  'el',
  'y',
  'e',
  'i',
  'da',
  'das',
  'do',
  'dos',
  'van',
  'von',
  'der',
  'den',
  'di',
]);
/** What somebody may find wrong with a review or its answer (R3). */
export const reportReasons = ['not-real', 'personal-data', 'insult', 'advertising', 'somebody-else', 'other'] as const;
export type ReportReason = (typeof reportReasons)[number];
/** Why an operator decided as they did; the author reads it (R3). */
export const decisionReasons = [...reportReasons, 'follows-rules'] as const;
export type DecisionReason = (typeof decisionReasons)[number];
/** A review, or what the practice answered to it. */
export type ReviewPart = 'review' | 'answer';

/** What can go wrong in a call, as its two sides tell it (R2). */
export const callTroubles = ['no-sound', 'no-picture', 'cut-off', 'delay', 'echo', 'hard-to-get-in'] as const;
export type CallTrouble = (typeof callTroubles)[number];

const PRIOR: { mean: number; count: number } = { mean: 4.5, count: 10 };

/** Completed, and nobody said that it went otherwise (B10). Only this invites a review. */
export function tookPlace(appointment: { status: AppointmentStatus; outcome: Outcome | null }): boolean {
  return appointment.status === 'completed' && (appointment.outcome ?? 'took_place') === 'took_place';
}

/** One review per appointment that took place (R1). Refused: `did-not-take-place`, `already-reviewed`. */
export function mayReview(appointment: {
  status: AppointmentStatus;
  outcome: Outcome | null;
  alreadyReviewed: boolean;
}): Result<null, 'did-not-take-place' | 'already-reviewed'> {
  if (!tookPlace(appointment)) return refuse('did-not-take-place');
  return appointment.alreadyReviewed ? refuse('already-reviewed') : success(null);
}

/** After a call was begun each side may say how it went, once; it is nobody's star (R2). Refused: `did-not-take-place`, `already-reviewed`. */
export function mayRateCall(appointment: {
  modality: 'in_person' | 'video';
  outcome: Outcome | null;
  begun: boolean;
  alreadyRated: boolean;
}): Result<null, 'did-not-take-place' | 'already-reviewed'> {
  if (appointment.modality !== 'video') return refuse('did-not-take-place');
  if (!appointment.begun && appointment.outcome !== 'technical') return refuse('did-not-take-place');
  return appointment.alreadyRated ? refuse('already-reviewed') : success(null);
}

const dates = /\b\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b/g;
const contactMarks = [/[\w.+-]+@[\w-]+\.[a-z]{2,}/i, /\bhttps?:\/\//i, /\bwww\./i, /(?:\+|\b)\d(?:[ .\-/]?\d){7,}/];

/** Whether a text for everybody holds a telephone number, an address of mail or a page: none is published in a review. */
export function holdsContact(text: string): boolean {
  const rest = text.replaceAll(dates, ' ');
  return contactMarks.some((mark) => mark.test(rest));
}

/** What an operator may decide, and with which reasons (R3): what is taken away breaks a rule, what stays keeps them. */
export function mayDecide(decision: { what: 'keep' | 'hide' | 'show'; reason: DecisionReason; shown: boolean }): boolean {
  const { what, reason, shown } = decision;
  if (what === 'hide') return shown && reason !== 'follows-rules';
  return (what === 'keep' || !shown) && (reason === 'follows-rules' || reason === 'other');
}

export function isRating(stars: number): boolean {
  return Number.isInteger(stars) && stars >= 1 && stars <= 5;
}

/** 'Marta García López' → 'Marta G.': never the full name (R1). */
export function reviewAuthor(fullName: string): string {
  const [first = '', ...rest] = fullName.trim().split(/\s+/).map(capital);
  const next = rest.find((word) => !particles.has(word.toLowerCase()));
  return next ? `${first} ${[...next][0]}.` : first;
}

/** The mean with one decimal; null without reviews. */
export function ratingOf(rating: RatingSum): number | null {
  return rating.count === 0 ? null : Math.round((rating.sum / rating.count) * 10) / 10;
}

/** 4.9 → "4,9" */
export function ratingFigure(rating: number, locale: Locale): string {
  return rating.toFixed(1).replace('.', locale === 'es' ? ',' : '.');
}

/** The mean with a few average reviews mixed in, so that one 5 does not outrank two hundred 4.9s (P4). */
export function bayesianMean(rating: RatingSum, prior: { mean: number; count: number } = PRIOR): number {
  return (rating.sum + prior.mean * prior.count) / (rating.count + prior.count);
}

function capital(word: string): string {
  const [first = '', ...rest] = [...word];
  return first.toLocaleUpperCase('es') + rest.join('');
}
