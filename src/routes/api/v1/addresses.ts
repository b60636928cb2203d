import type { Locale } from '#domain/people.ts';
import { localizeHref } from '#texts/compiled/runtime.js';

/** Whole addresses of our pages, as other programs need them. */
export function profileUrl(origin: string, slug: string, locale: Locale): string {
  return `${origin}${localizeHref(`/especialistas/${slug}`, { locale })}`;
}

export function portraitUrl(origin: string, portrait: string): string {
  return `${origin}${portrait.includes('/') ? portrait : `/retratos/${portrait}.svg`}`;
}
