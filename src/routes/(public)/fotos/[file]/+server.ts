import { error } from '@sveltejs/kit';
import { findPhoto } from '#features/profile-editor/photo.server.ts';
import type { RequestHandler } from './$types';

/** A portrait by the hash of its content: what it shows never changes, so it is kept for ever (quality 37: a picture and nothing else). */
export const GET: RequestHandler = async ({ params, locals, request }) => {
  const [, hash, large] = /^([a-z0-9]{26})(-grande)?\.webp$/.exec(params.file) ?? [];
  const picture = hash ? await findPhoto(locals.world, hash, large ? 'large' : 'small') : null;
  if (!hash || !picture) error(404, 'not-found');
  const etag = `"${params.file}"`;
  const headers = { etag, 'cache-control': 'public, max-age=31536000, immutable', 'content-security-policy': "default-src 'none'; sandbox" };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(picture), { headers: { ...headers, 'content-type': 'image/webp', 'content-disposition': 'inline; filename="retrato.webp"' } });
};
