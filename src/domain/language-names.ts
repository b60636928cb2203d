import type { Locale } from '#domain/people.ts';

// Costly to make, asked for by every card of a page of results.
const displayNames = new Map<Locale, Intl.DisplayNames>();

/** 'es', 'ca' → 'Español', 'catalán': the first with a capital, as in a list. */
export function languageNames(codes: readonly string[], locale: Locale): string[] {
  let names = displayNames.get(locale);
  if (!names) displayNames.set(locale, (names = new Intl.DisplayNames([locale], { type: 'language' })));
  return codes.map((code, index) => {
    const name = names?.of(code) ?? code;
    return index === 0 ? name.slice(0, 1).toLocaleUpperCase(locale) + name.slice(1) : name;
  });
}

/** "Español e inglés" */
export function languageList(codes: readonly string[], locale: Locale): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(languageNames(codes, locale));
}

/** 'ca' → 'Catalán', alone in a list. */
export function languageName(code: string, locale: Locale): string {
  return languageNames([code], locale)[0] ?? code;
}
