import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { DOCUMENT_BYTES, DOCUMENT_PIXELS, type MediaType } from '#domain/documents.ts';
import { refuse, success, type Result } from '#domain/result.ts';

// One picture at a time, without libvips' memory of earlier ones: what arrives together waits instead of growing (quality 37).
sharp.cache(false);
sharp.concurrency(1);
let last: Promise<unknown> = Promise.resolve();
function oneAtATime<Value>(work: () => Promise<Value>): Promise<Value> {
  const mine = last.then(work, work);
  last = mine.catch(() => undefined);
  return mine;
}

export interface CheckedDocument {
  bytes: Buffer;
  mediaType: MediaType;
}

/**
 * What somebody sent as a document, its kind by its content and never by its name (ASVS 5.2–5.4): a PDF as it is, for it may
 * be signed; a picture drawn anew, upright, without a word about place or camera. Refuses `file-missing`, `file-too-large`
 * (10 MB), `picture-too-large` (25 megapixels), `document-unreadable`.
 */
export async function checkDocument(sent: Buffer): Promise<Result<CheckedDocument>> {
  if (sent.length === 0) return refuse('file-missing');
  if (sent.length > DOCUMENT_BYTES) return refuse('file-too-large');
  const mediaType = (await fileTypeFromBuffer(sent))?.mime;
  if (mediaType === 'application/pdf') return isPlainPdf(sent) ? success({ bytes: sent, mediaType }) : refuse('document-unreadable');
  if (mediaType === 'image/jpeg' || mediaType === 'image/png') return oneAtATime(() => drawAnew(sent, mediaType));
  return refuse('document-unreadable');
}

async function drawAnew(sent: Buffer, mediaType: 'image/jpeg' | 'image/png'): Promise<Result<CheckedDocument>> {
  try {
    const { width = 0, height = 0, format } = await sharp(sent, { limitInputPixels: false }).metadata();
    if (`image/${format}` !== mediaType) return refuse('document-unreadable');
    if (width * height > DOCUMENT_PIXELS) return refuse('picture-too-large');
    const picture = sharp(sent, { limitInputPixels: DOCUMENT_PIXELS, failOn: 'truncated', sequentialRead: true, pages: 1 })
      .timeout({ seconds: 20 })
      .autoOrient()
      .toColourspace('srgb');
    const drawn = await (mediaType === 'image/png' ? picture.png({ compressionLevel: 8 }) : picture.jpeg({ quality: 90 })).toBuffer();
    // A drawing with few colours may grow when it is drawn anew; as a photograph it does not.
    if (drawn.length <= DOCUMENT_BYTES) return success({ bytes: drawn, mediaType });
    const smaller = await sharp(drawn, { limitInputPixels: DOCUMENT_PIXELS }).flatten({ background: '#ffffff' }).jpeg({ quality: 85 }).toBuffer();
    return smaller.length <= DOCUMENT_BYTES ? success({ bytes: smaller, mediaType: 'image/jpeg' }) : refuse('file-too-large');
  } catch {
    return refuse('document-unreadable');
  }
}

const archiveEnd = Buffer.from('PK\x05\x06', 'latin1');
/** What acts by itself, starts programs or carries other files along. Names may be written with `#` and two digits. */
const acts = /\/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b/;
const otherKinds = /<(?:!doctype|html|script|svg|\?php)|#!\//i;

/** From its first byte to its end a PDF and nothing else beside; what is compressed within stays closed, the reader's own guard holds there. */
function isPlainPdf(sent: Buffer): boolean {
  if (!/^%PDF-[12]\.\d/.test(sent.subarray(0, 8).toString('latin1'))) return false;
  if (!sent.subarray(-1024).includes('%%EOF')) return false;
  if (sent.subarray(-65_557).includes(archiveEnd)) return false;
  const text = sent.toString('latin1');
  if (otherKinds.test(text.slice(0, 1024)) || otherKinds.test(text.slice(text.lastIndexOf('%%EOF')))) return false;
  return !acts.test(text.replace(/#([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))));
}
