import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findPhoto } from '#features/profile-editor/photo.server.ts';
import { drawPreview } from '#features/previews/picture.server.ts';
import { pictureVersion, type Preview } from '#features/previews/preview.server.ts';
import type { World } from '#ports/world.ts';

const mostKept = 200;
/** Drawn pictures by their version, for each world; drawing costs a tenth of a second. */
const kept = new WeakMap<World, Map<string, Promise<Buffer>>>();

/** The picture of a preview, drawn once for each version; caches ask again by ETag. */
export async function answerPicture(world: World, request: Request, preview: Preview): Promise<Response> {
  const version = pictureVersion(preview);
  const headers = { etag: `"${version}"`, 'cache-control': 'public, max-age=3600, stale-while-revalidate=86400' };
  if (request.headers.get('if-none-match') === headers.etag) return new Response(null, { status: 304, headers });
  const drawn = kept.get(world) ?? new Map<string, Promise<Buffer>>();
  kept.set(world, drawn);
  const picture = drawn.get(version) ?? portraitOf(world, preview.portrait).then((photo) => drawPreview(preview, photo));
  if (drawn.size >= mostKept) drawn.clear();
  drawn.set(version, picture);
  picture.catch(() => drawn.delete(version));
  return new Response(new Uint8Array(await picture), { headers: { ...headers, 'content-type': 'image/png' } });
}

async function portraitOf(world: World, portrait: string | null): Promise<Buffer | null> {
  if (portrait === null) return null;
  const hash = /^\/fotos\/([a-z0-9]{26})\.webp$/.exec(portrait)?.[1];
  if (hash) return findPhoto(world, hash, 'large');
  const key = /^[a-z0-9-]{1,60}$/.exec(portrait)?.[0];
  return key ? readFile(join(drawings, `${key}.svg`)).catch(() => null) : null;
}
const drawings = resolve('static/retratos');
