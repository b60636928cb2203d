import type { Actor } from './people.ts';

/** Terms and profile are the specialist's own word: an assistant keeps the agenda and changes neither. */
export function mayChangeTerms(actor: Actor, specialistId: string): boolean {
  return actor.kind === 'specialist' && actor.specialistIds.includes(specialistId);
}
