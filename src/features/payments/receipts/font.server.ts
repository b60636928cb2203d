import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';

/** A face as a PDF embeds it: the font's bytes and the width of each letter of Windows-1252, in thousandths of its size. */
export interface Face {
  name: string;
  bytes: Uint8Array;
  widths: number[];
  ascent: number;
  descent: number;
}

export const firstLetter = 32;
const lastLetter = 255;

/** One of the product's own faces, from its package (WOFF 1.0, W3C; TrueType inside). */
export function readFace(family: 'faustina' | 'atkinson-hyperlegible-next', weight: 400 | 600): Face {
  const file = createRequire(import.meta.url).resolve(`@fontsource/${family}/files/${family}-latin-${weight}-normal.woff`);
  const tables = tablesOf(readFileSync(file));
  const at = (name: string) => {
    const table = tables.get(name);
    if (!table) throw new Error(`the face ${family} lacks its table ${name}`);
    return table;
  };
  const unitsPerEm = at('head').readUInt16BE(18);
  const scaled = (units: number) => Math.round((units * 1000) / unitsPerEm);
  const metrics = at('hhea').readUInt16BE(34);
  const glyphOf = readCmap(at('cmap'));
  const widthOf = (code: number) => scaled(at('hmtx').readUInt16BE(4 * Math.min(glyphOf(unicodeOf(code)), metrics - 1)));
  return {
    name: `${family}-${weight}`,
    bytes: sfntOf(tables),
    widths: Array.from({ length: lastLetter - firstLetter + 1 }, (_, nth) => widthOf(firstLetter + nth)),
    ascent: scaled(at('hhea').readInt16BE(4)),
    descent: scaled(at('hhea').readInt16BE(6)),
  };
}

const decoder = new TextDecoder('windows-1252');
const unicodeOf = (code: number) => decoder.decode(Uint8Array.of(code)).codePointAt(0) ?? 0;
const codes = new Map(
  Array.from({ length: lastLetter - firstLetter + 1 }, (_, nth) => [
    String.fromCodePoint(unicodeOf(firstLetter + nth)),
    firstLetter + nth,
  ]),
);

/** The text in Windows-1252; a letter that it lacks loses its accent, and what is left over becomes a question mark. */
export function letters(text: string): number[] {
  return [...text.normalize('NFC')].map((letter) => codes.get(letter) ?? codes.get(letter.normalize('NFD')[0] ?? '') ?? 63);
}

function tablesOf(woff: Buffer): Map<string, Buffer> {
  const count = woff.readUInt16BE(12);
  return new Map(
    Array.from({ length: count }, (_, nth) => {
      const entry = 44 + nth * 20;
      const [offset, packed, whole] = [4, 8, 12].map((place) => woff.readUInt32BE(entry + place)) as [number, number, number];
      const bytes = woff.subarray(offset, offset + packed);
      return [woff.toString('latin1', entry, entry + 4), packed < whole ? inflateSync(bytes) : bytes];
    }),
  );
}

/** The tables as one TrueType file (OpenType 1.9, "Organization of an OpenType Font"). */
function sfntOf(tables: Map<string, Buffer>): Uint8Array {
  const wanted = [...tables]
    .filter(([name]) => !['GDEF', 'GPOS', 'GSUB', 'STAT'].includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const head = Buffer.alloc(12 + wanted.length * 16);
  const power = 2 ** Math.floor(Math.log2(wanted.length));
  head.writeUInt32BE(0x00010000, 0);
  head.writeUInt16BE(wanted.length, 4);
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE((wanted.length - power) * 16, 10);
  let offset = head.length;
  const bodies = wanted.map(([name, bytes], nth) => {
    const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
    const entry = 12 + nth * 16;
    head.write(name, entry, 'latin1');
    head.writeUInt32BE(checksum(padded), entry + 4);
    head.writeUInt32BE(offset, entry + 8);
    head.writeUInt32BE(bytes.length, entry + 12);
    offset += padded.length;
    return padded;
  });
  return Buffer.concat([head, ...bodies]);
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}

/** From a letter to its glyph, by the segments of format 4 ("cmap — Character to Glyph Index Mapping Table"). */
function readCmap(cmap: Buffer): (unicode: number) => number {
  const count = cmap.readUInt16BE(2);
  const offsets = Array.from({ length: count }, (_, nth) => cmap.readUInt32BE(4 + nth * 8 + 4));
  const start = offsets.find((offset) => cmap.readUInt16BE(offset) === 4);
  if (start === undefined) throw new Error('a face without a table of letters');
  const segments = cmap.readUInt16BE(start + 6) / 2;
  const [ends, starts, deltas, ranges] = [14, 16 + segments * 2, 16 + segments * 4, 16 + segments * 6].map(
    (place) => start + place,
  ) as [number, number, number, number];
  return (unicode) => {
    for (let nth = 0; nth < segments; nth++) {
      if (unicode > cmap.readUInt16BE(ends + nth * 2)) continue;
      const from = cmap.readUInt16BE(starts + nth * 2);
      if (unicode < from) return 0;
      const range = cmap.readUInt16BE(ranges + nth * 2);
      const delta = cmap.readUInt16BE(deltas + nth * 2);
      if (range === 0) return (unicode + delta) & 0xffff;
      const glyph = cmap.readUInt16BE(ranges + nth * 2 + range + (unicode - from) * 2);
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}
