import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cropPhoto, findPhoto, findPhotoSource, takePhoto } from '#features/profile-editor/photo.server.ts';
import { admitPractice, type Practice } from '../world/clinic.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';

const gps = { IFD0: { Make: 'Telefono', Copyright: 'Secreto-7f3a91' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '40/1 25/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '3/1 42/1 0/1' } };
const plain = (width = 800, height = 600) => sharp({ create: { width, height, channels: 3, background: '#b0502a' } });

/** A PNG that says it is as large as one likes and holds next to nothing. */
function claimedPng(width: number, height: number): Buffer {
  const crcTable = Array.from({ length: 256 }, (_, n) => Array.from({ length: 8 }).reduce<number>((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n));
  const crc = (data: Buffer) => (data.reduce((c, byte) => (crcTable[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.alloc(10_000))), chunk('IEND', Buffer.alloc(0))]);
}

let test: TestWorld;
let lucia: Practice;
let photo: Buffer;
const take = (bytes: Buffer) => takePhoto(test.world, lucia.actor, lucia.specialistId, bytes);
const shown = async () => {
  const { portrait } = await test.world.as({ kind: 'visitor' }, (tx) => tx.selectFrom('specialists').select('portrait').where('id', '=', lucia.specialistId).executeTakeFirstOrThrow());
  return portrait;
};
const pictures = async () => {
  const hash = /\/fotos\/(\w+)\.webp/.exec(await shown())?.[1] ?? '';
  return [await findPhoto(test.world, hash, 'small'), await findPhoto(test.world, hash, 'large'), (await findPhotoSource(test.world, lucia.actor, lucia.specialistId))?.bytes ?? null];
};

beforeAll(async () => {
  test = await startWorld();
  lucia = await admitPractice(test.world);
  photo = await plain().withExif(gps).jpeg().toBuffer();
});
afterAll(() => test.stop());

describe('a photo that somebody sends (quality 37)', () => {
  it('is drawn anew: no place, camera or words of its own, whatever it came as', async () => {
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    const kinds = [photo, await plain().withExif(gps).png().toBuffer(), await plain().withExif(gps).webp().toBuffer(), Buffer.concat([photo, Buffer.from('<script>alert(1)</script>PK\x03\x04Secreto-7f3a91')])];
    for (const kind of kinds) {
      expect(await take(kind)).toMatchObject({ ok: true });
      for (const picture of await pictures()) {
        const { exif, xmp, iptc, width } = await sharp(picture ?? Buffer.alloc(0)).metadata();
        expect({ exif, xmp, iptc }).toEqual({ exif: undefined, xmp: undefined, iptc: undefined });
        expect(width).toBeGreaterThan(0);
        expect(picture?.includes('Secreto') || picture?.includes('script')).toBe(false);
      }
    }
  });

  it('stands upright and in the arch of 5:6', async () => {
    expect(await take(await plain(600, 1200).withMetadata({ orientation: 6 }).jpeg().toBuffer())).toMatchObject({ ok: true });
    const [small, large, source] = await pictures();
    expect(await sharp(small ?? Buffer.alloc(0)).metadata()).toMatchObject({ format: 'webp', width: 272, height: 326 });
    expect(await sharp(large ?? Buffer.alloc(0)).metadata()).toMatchObject({ format: 'webp', width: 600, height: 720 });
    expect(await sharp(source ?? Buffer.alloc(0)).metadata()).toMatchObject({ format: 'jpeg', width: 1200, height: 600 });
  });

  it('has a new address with each crop, and the old one leads nowhere', async () => {
    const noise = await sharp({ create: { width: 900, height: 900, channels: 3, background: '#fff', noise: { type: 'gaussian', mean: 120, sigma: 40 } } }).jpeg().toBuffer();
    await take(noise);
    const before = await shown();
    expect(await cropPhoto(test.world, lucia.actor, lucia.specialistId, { x: 0, y: 0, zoom: 200 })).toMatchObject({ ok: true });
    expect(await shown()).not.toBe(before);
    expect(await findPhoto(test.world, /\/fotos\/(\w+)/.exec(before)?.[1] ?? '', 'small')).toBeNull();
  });

  it('is the specialist’s own: nobody else sends one or sees what it was cut from', async () => {
    const other = await admitPractice(test.world);
    expect(await takePhoto(test.world, other.actor, lucia.specialistId, photo)).toMatchObject({ kind: 'not-allowed' });
    expect(await takePhoto(test.world, { kind: 'assistant', accountId: other.accountId, specialistIds: [lucia.specialistId] }, lucia.specialistId, photo)).toMatchObject({ kind: 'not-allowed' });
    expect(await findPhotoSource(test.world, other.actor, lucia.specialistId)).toBeNull();
    expect(await findPhotoSource(test.world, { kind: 'visitor' }, lucia.specialistId)).toBeNull();
  });

  it('that is none is refused, and memory does not grow with what it claims', { timeout: 60_000 }, async () => {
    await take(photo);
    const kept = await shown();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><script>alert(1)</script></svg>');
    const gif = Buffer.from('GIF89a/*<script>alert(1)</script>*/=1;', 'latin1');
    const html = Buffer.from('<!doctype html><script>alert(1)</script>');
    const corpus: [string, Buffer, string][] = [
      ['nothing at all', Buffer.alloc(0), 'file-missing'],
      ['ten megabytes and one', Buffer.concat([photo, Buffer.alloc(10 * 1024 * 1024)]), 'file-too-large'],
      ['an SVG', svg, 'picture-unreadable'],
      ['an SVG after its declaration', Buffer.concat([Buffer.from('<?xml version="1.0"?>'), svg]), 'picture-unreadable'],
      ['HTML under a picture’s name', html, 'picture-unreadable'],
      ['HTML after the head of a JPEG', Buffer.concat([photo.subarray(0, 20), html]), 'picture-unreadable'],
      ['HTML after the head of a PNG', Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), html]), 'picture-unreadable'],
      ['a GIF that is a script', gif, 'picture-unreadable'],
      ['half a JPEG', (await plain(1200, 1200).jpeg().toBuffer()).subarray(0, 3000), 'picture-unreadable'],
      ['half a PNG', (await plain(1200, 1200).png().toBuffer()).subarray(0, 400), 'picture-unreadable'],
      ['a PNG of 30,000 × 30,000', claimedPng(30_000, 30_000), 'picture-too-large'],
      ['a PNG of 5,001 × 5,000', claimedPng(5001, 5000), 'picture-too-large'],
      ['a PNG that holds less than it claims', claimedPng(4000, 4000), 'picture-unreadable'],
      ['a stamp', await plain(199, 400).png().toBuffer(), 'picture-too-small'],
      ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF'), 'picture-unreadable'],
      ['the antivirus test file', Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')), 'picture-unreadable'],
      ['an archive', Buffer.from('PK\x03\x04\x14\x00\x00\x00', 'latin1'), 'picture-unreadable'],
      ['noughts', Buffer.alloc(4096), 'picture-unreadable'],
    ];
    const before = process.memoryUsage().rss;
    const answers: [string, unknown][] = [];
    for (const [name, bytes] of corpus) {
      const taken = await take(bytes);
      answers.push([name, taken.ok ? 'taken' : taken.fields?.['foto']]);
    }
    await Promise.all(Array.from({ length: 12 }, () => take(claimedPng(4900, 4900))));
    const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
    process.stdout.write(`uploads: ${corpus.length} of the corpus refused, memory ${Math.round(grown)} MB more\n`);
    expect(answers).toEqual(corpus.map(([name, , kind]) => [name, kind]));
    expect(await shown()).toBe(kept);
    expect(grown).toBeLessThan(200);
  });
});
