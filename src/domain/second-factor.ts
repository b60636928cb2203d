import type { Actor } from './people.ts';

/** The second factor of who works here (A1): who shows one, how often it may be tried, what a recovery code looks like. */

export type FactorKind = 'passkey' | 'totp';
export type ShownFactor = FactorKind | 'recovery';

/** For how long a step between code and session waits; a phone has to be fetched, an app perhaps installed. */
export const stepMinutes = 15;
export const mostFactors = 10;
export const recoveryCodeCount = 10;

const triesPerStep = 5;
const triesPerHour = 10;
const triesInAll = 100;
const freshMinutes = 15;

/** Patients come in with a code alone; whoever sees the data of others shows a second factor (quality 16). */
export function needsSecondFactor(kind: Actor['kind']): boolean {
  return kind === 'specialist' || kind === 'assistant' || kind === 'operator';
}

/** Whether one more try is heard: 5 a step, 10 an hour, 100 in all since the last right one, which starting anew does not reset (quality 11). */
export function mayTry(failures: { inStep: number; lastHour: number; sinceRight: number }): boolean {
  return failures.inStep < triesPerStep && failures.lastHour < triesPerHour && failures.sinceRight < triesInAll;
}

/** Digits of an app count once: what somebody read over a shoulder is worth nothing afterwards. */
export function countsOnce(step: number, lastStep: number | null): boolean {
  return lastStep === null || step > lastStep;
}

/** Whether somebody has shown so recently who they are that contacts and factors may be changed (quality 18). */
export function isFresh(signedInAt: Date, now: Date): boolean {
  return now.getTime() - signedInAt.getTime() < freshMinutes * 60_000;
}

// Without i, l, o and u: nobody mistakes one for another on paper.
const letters = '0123456789abcdefghjkmnpqrstvwxyz';
const letterCount = 10;

/** Ten letters of 5 bits each from at least ten random bytes, in two groups: `4k7qd-x9m2t`. */
export function recoveryCodeText(random: Uint8Array): string {
  const text = [...random.subarray(0, letterCount)].map((byte) => letters[byte & 31]).join('');
  return `${text.slice(0, 5)}-${text.slice(5)}`;
}

/** A recovery code as people type it (capitals, spaces, o for 0, i or l for 1); null where it cannot be one. */
export function readRecoveryCode(typed: string): string | null {
  const text = typed.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
  const known = text.length === letterCount && [...text].every((letter) => letters.includes(letter));
  return known ? `${text.slice(0, 5)}-${text.slice(5)}` : null;
}
