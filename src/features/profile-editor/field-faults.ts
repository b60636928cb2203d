import { refuse, type Refusal, type RefusalKind } from '#domain/result.ts';

/** `invalid-input` with the fields at fault; null where there is none. */
export function refuseFields(faults: Record<string, RefusalKind | null>): Refusal<'invalid-input'> | null {
  const fields = Object.fromEntries(Object.entries(faults).filter((entry): entry is [string, RefusalKind] => entry[1] !== null));
  return Object.keys(fields).length > 0 ? refuse('invalid-input', fields) : null;
}

/** What is wrong with words of at least two letters and at most `most`. */
export function textFault(text: string, most: number, missing: RefusalKind = 'text-missing'): RefusalKind | null {
  if (text.length < 2) return missing;
  return text.length > most ? 'text-too-long' : null;
}
