import type { RefusalKind } from '#domain/result.ts';

/** What is wrong with words of at least two letters and at most `most`. */
export function textFault(text: string, most: number, missing: RefusalKind = 'text-missing'): RefusalKind | null {
  if (text.length < 2) return missing;
  return text.length > most ? 'text-too-long' : null;
}
