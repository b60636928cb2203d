import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { cropBox, type Crop, type Size } from '#domain/photo-crop.ts';
import { refuse, success, type Result } from '#domain/result.ts';

export const mostBytes = 10 * 1024 * 1024;
const mostPixels = 25_000_000;
const leastSide = 200;
const kept = 1600;
const formats: Record<string, string> = { 'image/jpeg': 'jpeg', 'image/png': 'png', 'image/webp': 'webp' };

// One picture at a time, without libvips' memory of earlier ones: what arrives together waits instead of growing (quality 37).
sharp.cache(false);
sharp.concurrency(1);
let last: Promise<unknown> = Promise.resolve();
function oneAtATime<Value>(work: () => Promise<Value>): Promise<Value> {
  const mine = last.then(work, work);
  last = mine.catch(() => undefined);
  return mine;
}

export interface Picture extends Size {
  /** JPEG, upright, 1600 pixels at most, without a word about place, camera or maker. */
  bytes: Buffer;
}

/**
 * A picture that somebody sent, drawn anew (ASVS 5.2–5.4): the kind by its content, never by its name. Refuses
 * `file-missing`, `file-too-large` (10 MB), `picture-unreadable`, `picture-too-large` (25 megapixels), `picture-too-small`.
 */
export async function readPicture(sent: Buffer): Promise<Result<Picture>> {
  if (sent.length === 0) return refuse('file-missing');
  if (sent.length > mostBytes) return refuse('file-too-large');
  const format = formats[(await fileTypeFromBuffer(sent))?.mime ?? ''];
  if (!format) return refuse('picture-unreadable');
  return oneAtATime(async () => {
    try {
      const { width = 0, height = 0, format: found } = await sharp(sent, { limitInputPixels: false }).metadata();
      if (found !== format) return refuse('picture-unreadable');
      if (width * height > mostPixels) return refuse('picture-too-large');
      if (Math.min(width, height) < leastSide) return refuse('picture-too-small');
      const { data, info } = await sharp(sent, { limitInputPixels: mostPixels, failOn: 'truncated', sequentialRead: true, pages: 1 })
        .timeout({ seconds: 15 })
        .autoOrient()
        .resize({ width: kept, height: kept, fit: 'inside', withoutEnlargement: true })
        .flatten({ background: '#fbf8f2' })
        .toColourspace('srgb')
        .jpeg({ quality: 88 })
        .toBuffer({ resolveWithObject: true });
      return success({ bytes: data, width: info.width, height: info.height });
    } catch {
      return refuse('picture-unreadable');
    }
  });
}

/** The arch of a picture as the pages draw it: twice 136 pixels wide, and larger for pictures of the profile elsewhere. */
export function drawPortrait(picture: Picture, crop: Crop): Promise<{ small: Buffer; large: Buffer }> {
  const { left, top, width, height } = cropBox(picture, crop);
  return oneAtATime(async () => {
    const cut = (size: Size, quality: number) =>
      sharp(picture.bytes).extract({ left, top, width, height }).resize(size.width, size.height, { fit: 'fill' }).webp({ quality, effort: 5 }).toBuffer();
    return { small: await cut({ width: 272, height: 326 }, 76), large: await cut({ width: 600, height: 720 }, 80) };
  });
}
