import type { RefusalKind } from '#domain/result.ts';
import { m } from './compiled/messages.js';
import { refusalText } from './refusals.ts';

/** "Ese código no es. Te quedan 3 intentos.": why a code was not taken, with how many tries it still has. */
export function codeWords(answer: { kind: RefusalKind; fields?: Record<string, RefusalKind>; triesLeft?: number }): string {
  if (answer.fields?.['codigo']) return refusalText(answer.fields['codigo']);
  if (answer.triesLeft === undefined) return refusalText(answer.kind);
  return answer.triesLeft === 1 ? m.refusal_code_wrong_one_try() : m.refusal_code_wrong_tries({ tries: answer.triesLeft });
}
