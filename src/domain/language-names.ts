import type { Locale } from '#domain/people.ts';

/** 'es', 'ca' → 'Español', 'catalán': the first with a capital, as in a list. */
export function languageNames(codes: readonly string[], locale: Locale): string[] {
  const names = new Intl.DisplayNames([locale], { type: 'language' });
  return codes.map((code, index) => {
    const name = names.of(code) ?? code;
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
