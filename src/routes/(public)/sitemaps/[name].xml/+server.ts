import { error } from '@sveltejs/kit';
import { countProfileFiles, listLandings, listProfiles, type SitemapEntry } from '#features/search/landings/sitemap.server.ts';
import { sitemapEntry, sitemapHeaders } from './entries.ts';
import type { RequestHandler } from './$types';

const pages = ['/', '/especialidades', '/ayuda', '/para-especialistas', '/privacidad', '/privacidad/espana', '/privacidad/mexico', '/privacidad/proveedores'];

/** One sitemap, sent while it is read: a hundred thousand profiles are never in memory at once (P5). */
export const GET: RequestHandler = async ({ params, locals: { world } }) => {
  const batches = await batchesOf(world, params.name);
  if (!batches) error(404, 'not-found');
  const origin = world.settings.publicOrigin;
  return new Response(streamOf(lines(origin, batches)), { headers: sitemapHeaders });
};

async function* lines(origin: string, batches: Batches): AsyncGenerator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n';
  for await (const entries of batches) yield entries.map((entry) => sitemapEntry(origin, entry)).join('');
  yield '</urlset>\n';
}

/** Reads on only when the last piece was taken. */
function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}

type Batches = AsyncIterable<SitemapEntry[]> | SitemapEntry[][];

async function batchesOf(world: App.Locals['world'], name: string): Promise<Batches | null> {
  if (name === 'paginas') return [pages.map((path) => ({ path, changedAt: null }))];
  if (name === 'especialidades') return [await listLandings(world)];
  const file = Number(/^especialistas-([1-9]\d{0,4})$/.exec(name)?.[1] ?? 0);
  return file >= 1 && file <= (await countProfileFiles(world)) ? listProfiles(world, file) : null;
}
