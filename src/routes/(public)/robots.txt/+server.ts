import type { RequestHandler } from './$types';

const closed = ['reservar', 'entrar', 'salir', 'citas', 'sala', 'consulta', 'agenda', 'e/', 'ensayo', 'hooks', 'api/', 'fhir'];

/** What search engines are asked to leave alone (P5). */
export const GET: RequestHandler = ({ locals: { world } }) => {
  const { publicOrigin } = world.settings;
  const lines = closed.flatMap((path) => [`Disallow: /${path}`, `Disallow: /en/${path}`]);
  const body = ['User-agent: *', ...lines, '', `Sitemap: ${publicOrigin}/sitemap.xml`, ''].join('\n');
  return new Response(body, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
};
