import { countProfileFiles } from '#features/search/landings/sitemap.server.ts';
import { sitemapHeaders } from '../sitemaps/[name].xml/entries.ts';
import type { RequestHandler } from './$types';

/** The list of sitemaps: pages, landings, and the profiles in files of 40,000 addresses (P5). */
export const GET: RequestHandler = async ({ locals: { world } }) => {
  const files = await countProfileFiles(world);
  const names = ['paginas', 'especialidades', ...Array.from({ length: files }, (_, index) => `especialistas-${index + 1}`)];
  const body =
    '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n' +
    names.map((name) => `<sitemap><loc>${world.settings.publicOrigin}/sitemaps/${name}.xml</loc></sitemap>\n`).join('') +
    '</sitemapindex>\n';
  return new Response(body, { headers: sitemapHeaders });
};
