import type { RefusalKind } from '#domain/result.ts';
import { refusalText } from '#texts/refusals.ts';

/** What is wrong with each field, in words. */
export function fieldWords(fields: Record<string, RefusalKind> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([field, kind]) => [field, refusalText(kind)]));
}
