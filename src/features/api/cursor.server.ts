import { createHash } from 'node:crypto';
import { z, type ZodType } from 'zod';

const longest = 400;

/** Where a page ended, as a text that only we read; it belongs to the question it was given for. */
export function writeCursor(question: unknown, place: unknown): string {
  return Buffer.from(JSON.stringify([printOf(question), place])).toString('base64url');
}

/** The place a cursor names; null where it is none of ours, or of another question. */
export function readCursor<Place>(shape: ZodType<Place>, question: unknown, cursor: string): Place | null {
  if (cursor.length > longest || !/^[A-Za-z0-9_-]+$/.test(cursor)) return null;
  try {
    const read = z.tuple([z.literal(printOf(question)), shape]).safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return read.success ? (read.data[1] as Place) : null;
  } catch {
    return null;
  }
}

function printOf(question: unknown): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 12);
}
