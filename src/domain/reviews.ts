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
