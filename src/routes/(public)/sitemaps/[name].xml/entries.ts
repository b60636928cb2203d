import type { SitemapEntry } from '#features/search/landings/sitemap.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';

export const sitemapHeaders = { 'content-type': 'application/xml; charset=utf-8', 'cache-control': 'max-age=3600' };

const locales = ['es', 'en'] as const;

/** A path in both languages, each naming the other. */
export function sitemapEntry(origin: string, { path, changedAt }: SitemapEntry): string {
  const at = (locale: 'es' | 'en') => `${origin}${localizeHref(path, { locale })}`;
  const alternates = locales.map((other) => `<xhtml:link rel="alternate" hreflang="${other}" href="${at(other)}"/>`).join('');
  const lastmod = changedAt ? `<lastmod>${changedAt.toISOString()}</lastmod>` : '';
  return locales.map((locale) => `<url><loc>${at(locale)}</loc>${lastmod}${alternates}</url>\n`).join('');
}
