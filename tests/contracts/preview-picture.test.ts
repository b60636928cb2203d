import type { Server } from 'node:http';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPreview } from '#features/previews/picture.server.ts';
import type { Preview } from '#features/previews/preview.server.ts';
import { serve } from '#server/serve.ts';
import { admitPractice, type Practice } from '../world/clinic.ts';
import { listeningServer, startWorld, type TestWorld } from '../world/start-world.ts';

let test: TestWorld;
let server: Server;
let practice: Practice;
beforeAll(async () => {
  server = await listeningServer();
  test = await startWorld({ server });
  practice = await admitPractice(test.world, { fullName: 'Íñigo Núñez Güell' });
  await serve(server, test.composed, null);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((settle) => server.close(settle));
  await test.stop();
});

const preview: Preview = {
  title: 'Dra. Ana Soto',
  line: 'Dermatología · Madrid',
  rating: '4,9',
  reviews: '212 opiniones',
  kinds: 'Vídeo · Presencial',
  site: 'Videoconsulta',
  portrait: null,
};
const pixels = async (change: Partial<Preview>) => {
  const { data, info } = await sharp(await drawPreview({ ...preview, ...change }, null))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, ...info };
};
/** How many pixels of those columns differ from the ground of the picture. */
const ink = ({ data, width, height, channels }: Awaited<ReturnType<typeof pixels>>, from: number, until: number) => {
  let count = 0;
  for (let y = 0; y < height; y++)
    for (let x = from; x < until; x++) {
      const at = (y * width + x) * channels;
      if (Math.abs((data[at] ?? 0) - 0xfb) + Math.abs((data[at + 1] ?? 0) - 0xf8) + Math.abs((data[at + 2] ?? 0) - 0xf2) > 24)
        count += 1;
    }
  return count;
};
const ask = (path: string, headers: Record<string, string> = {}) => fetch(`${test.config.publicOrigin}${path}`, { headers });

describe('the picture shown where a profile is shared (P5)', () => {
  it('is a PNG of 1200 by 630, kept by caches and not sent again unchanged', async () => {
    const answer = await ask(`/imagenes/especialistas/${practice.admission.slug}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(answer.headers.get('cache-control')).toMatch(/^public, max-age=3600/);
    expect(await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).toMatchObject({
      format: 'png',
      width: 1200,
      height: 630,
    });
    const etag = answer.headers.get('etag') ?? '';
    expect((await ask(`/imagenes/especialistas/${practice.admission.slug}`, { 'if-none-match': etag })).status).toBe(304);
  });

  it('of nobody is not there', async () => {
    expect((await ask('/imagenes/especialistas/nadie-de-nada')).status).toBe(404);
  });

  it('has the letters of Spanish names, each its own', async () => {
    const drawn = await Promise.all(['nau', 'ñau', 'náu', 'naü'].map((title) => pixels({ title })));
    const unknown = await Promise.all(['\u{e001}au', '\u{e002}au'].map((title) => pixels({ title })));
    const prints = [...drawn, ...unknown].map(({ data }) => data.toString('base64'));
    // A letter that the face has not looks like any other it has not.
    expect(prints[4]).toBe(prints[5]);
    expect(new Set(prints).size).toBe(5);
  });

  it('breaks long names into lines inside its margins', async () => {
    const title = 'Dra. María de los Ángeles Fernández-Villaverde y Gutiérrez de la Concepción';
    const long = await pixels({ title, line: 'Psiquiatría infantil y de la adolescencia · San Cristóbal de las Casas' });
    expect(ink(long, 1200 - 60, 1200)).toBe(0);
    expect(ink(long, 0, 60)).toBe(0);
    expect(ink(long, 450, 1140)).toBeGreaterThan(10_000);
  });
});
