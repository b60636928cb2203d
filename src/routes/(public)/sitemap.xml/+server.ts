import { listProfiles, listSpecialties } from '#features/profiles/catalogue.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import type { RequestHandler } from './$types';

/** Home, landings and profiles in both languages (P5). */
export const GET: RequestHandler = async ({ locals: { world } }) => {
  const { publicOrigin } = world.settings;
  const [specialties, profiles] = await Promise.all([listSpecialties(world, 'es'), listProfiles(world)]);
  const paths = [
    '/',
    '/especialidades',
    '/ayuda',
    '/privacidad',
    ...specialties.map((specialty) => `/especialidades/${specialty.code}`),
    ...profiles.map((slug) => `/especialistas/${slug}`),
  ];
  const at = (path: string, locale: 'es' | 'en') => `${publicOrigin}${localizeHref(path, { locale })}`;
  const entry = (path: string, locale: 'es' | 'en') =>
    `<url><loc>${at(path, locale)}</loc>` +
    (['es', 'en'] as const).map((other) => `<xhtml:link rel="alternate" hreflang="${other}" href="${at(path, other)}"/>`).join('') +
    '</url>';
  const body =
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' +
    paths.flatMap((path) => [entry(path, 'es'), entry(path, 'en')]).join('\n') +
    '\n</urlset>\n';
  return new Response(body, { headers: { 'content-type': 'application/xml; charset=utf-8', 'cache-control': 'max-age=3600' } });
};
