import type { RequestHandler } from './$types';

const closed = ['reservar', 'entrar', 'salir', 'citas', 'sala', 'consulta', 'agenda', 'e/', 'ensayo', 'hooks', 'api'];

/** What search engines are asked to leave alone; a rehearsal is nobody's to index. */
export const GET: RequestHandler = ({ locals: { world } }) => {
  const { publicOrigin, mode } = world.settings;
  const lines = mode === 'rehearsal' ? ['Disallow: /'] : closed.flatMap((path) => [`Disallow: /${path}`, `Disallow: /en/${path}`]);
  const body = ['User-agent: *', ...lines, '', `Sitemap: ${publicOrigin}/sitemap.xml`, ''].join('\n');
  return new Response(body, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
};
