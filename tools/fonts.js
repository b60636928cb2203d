// Makes src/ui/fonts/*.woff2: the faces of the pages, cut down to the letters of the languages that are read here.
// Everything else comes from the whole files through `unicode-range` (src/ui/fonts.css). Run after a change of the
// letters or of the packages; the files are kept, because a build should need no font tools.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, inflateSync } from 'node:zlib';

const root = resolve(import.meta.dirname, '..');
const package_ = (name) => join(root, 'node_modules', name);
/** Spanish, English, Catalan, Galician, Basque, Portuguese and French names, and the signs that the texts use. */
const letters = `${Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')}\u00a0¡¿«»·ºª°©×…–—‘’“”€•−ÁÉÍÓÚÜÑÇÀÈÒÏáéíóúüñçàèòïìùâêîôûãõëöäÂÊÔÃÕÖÄ`;
const features = ['kern', 'liga', 'ccmp', 'locl', 'mark', 'mkmk', 'tnum'];
const faces = {
  'atkinson-400': '@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-400-normal.woff',
  'atkinson-600': '@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-600-normal.woff',
  'faustina-600': '@fontsource/faustina/files/faustina-latin-600-normal.woff',
};

/** The tables of a WOFF 1 file, unpacked. */
function unpack(woff) {
  return Array.from({ length: woff.readUInt16BE(12) }, (_, index) => {
    const at = 44 + 20 * index;
    const [offset, packed, length] = [woff.readUInt32BE(at + 4), woff.readUInt32BE(at + 8), woff.readUInt32BE(at + 12)];
    const data = woff.subarray(offset, offset + packed);
    return { tag: woff.toString('latin1', at, at + 4), data: packed < length ? inflateSync(data) : data };
  });
}

const padded = (length) => (length + 3) & ~3;

/** An OpenType file of these tables; checksums are not looked at by the subsetter. */
function toOpenType(tables) {
  const head = Buffer.alloc(12 + 16 * tables.length);
  head.writeUInt32BE(0x00010000, 0);
  head.writeUInt16BE(tables.length, 4);
  let offset = head.length;
  const parts = [head];
  tables.forEach(({ tag, data }, index) => {
    const at = 12 + 16 * index;
    head.write(tag, at, 'latin1');
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(data.length, at + 12);
    parts.push(data, Buffer.alloc(padded(data.length) - data.length));
    offset += padded(data.length);
  });
  return Buffer.concat(parts);
}

function tablesOf(font) {
  return Array.from({ length: font.readUInt16BE(4) }, (_, index) => {
    const at = 12 + 16 * index;
    const offset = font.readUInt32BE(at + 8);
    return { tag: font.toString('latin1', at, at + 4), data: font.subarray(offset, offset + font.readUInt32BE(at + 12)) };
  });
}

const knownTags = 'cmap head hhea hmtx maxp name OS/2 post cvt  fpgm glyf loca prep CFF  VORG EBDT EBLC gasp hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB';
const tagNumber = (tag) => Array.from({ length: 29 }, (_, index) => knownTags.slice(5 * index, 5 * index + 4)).indexOf(tag);

/** UIntBase128 of WOFF 2: seven bits a byte, the highest set on all but the last. */
function base128(value) {
  const bytes = [value & 127];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 127) | 128);
  return Buffer.from(bytes);
}

/** WOFF 2 without its transformation of outlines (version 3 of glyf and loca), which brotli makes up for in files as small as these. */
function toWoff2(font) {
  const tables = tablesOf(font);
  const directory = Buffer.concat(
    tables.map(({ tag, data }) => {
      const number = tagNumber(tag);
      const version = tag === 'glyf' || tag === 'loca' ? 3 << 6 : 0;
      return Buffer.concat([Buffer.from([version | (number < 0 ? 63 : number)]), number < 0 ? Buffer.from(tag, 'latin1') : Buffer.alloc(0), base128(data.length)]);
    }),
  );
  const plain = Buffer.concat(tables.map(({ data }) => data));
  const packed = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_FONT, [constants.BROTLI_PARAM_LGWIN]: 22 } });
  const head = Buffer.alloc(48);
  head.write('wOF2', 0, 'latin1');
  head.writeUInt32BE(0x00010000, 4);
  const whole = padded(48 + directory.length + packed.length);
  head.writeUInt32BE(whole, 8);
  head.writeUInt16BE(tables.length, 12);
  head.writeUInt32BE(tables.reduce((sum, { data }) => sum + padded(data.length), 12 + 16 * tables.length), 16);
  head.writeUInt32BE(packed.length, 20);
  head.writeUInt16BE(1, 24);
  return Buffer.concat([head, directory, packed], whole);
}

const { instance } = await WebAssembly.instantiate(readFileSync(package_('harfbuzzjs/hb-subset.wasm')));
const hb = instance.exports;

/** The font with the letters and features above alone, without hints. */
function cut(font) {
  const at = hb.malloc(font.length);
  new Uint8Array(hb.memory.buffer).set(font, at);
  const blob = hb.hb_blob_create(at, font.length, 2, 0, 0);
  const face = hb.hb_face_create(blob, 0);
  const input = hb.hb_subset_input_create_or_fail();
  hb.hb_subset_input_set_flags(input, 1);
  const unicodes = hb.hb_subset_input_unicode_set(input);
  for (const letter of letters) hb.hb_set_add(unicodes, letter.codePointAt(0));
  const layout = hb.hb_subset_input_set(input, 6);
  hb.hb_set_clear(layout);
  for (const feature of features) hb.hb_set_add(layout, Buffer.from(feature, 'latin1').readUInt32BE(0));
  const dropped = hb.hb_subset_input_set(input, 3);
  for (const tag of ['STAT', 'gasp', 'DSIG']) hb.hb_set_add(dropped, Buffer.from(tag, 'latin1').readUInt32BE(0));
  const subset = hb.hb_subset_or_fail(face, input);
  if (subset === 0) throw new Error('the subsetter refused the font');
  const result = hb.hb_face_reference_blob(subset);
  const start = hb.hb_blob_get_data(result, 0);
  return Buffer.from(new Uint8Array(hb.memory.buffer).slice(start, start + hb.hb_blob_get_length(result)));
}

/** "U+20-7E,U+A0": what the pages' small faces draw, for `unicode-range`. */
function ranges() {
  const codes = [...new Set([...letters].map((letter) => letter.codePointAt(0)))].toSorted((a, b) => a - b);
  const runs = [];
  for (const code of codes) {
    const last = runs.at(-1);
    if (last && code === last[1] + 1) last[1] = code;
    else runs.push([code, code]);
  }
  const hex = (code) => code.toString(16).toUpperCase();
  return runs.map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`)).join(', ');
}

mkdirSync(join(root, 'src/ui/fonts'), { recursive: true });
for (const [name, file] of Object.entries(faces)) {
  const woff2 = toWoff2(cut(toOpenType(unpack(readFileSync(package_(file))))));
  writeFileSync(join(root, `src/ui/fonts/${name}.woff2`), woff2);
  process.stdout.write(`${name}.woff2 ${woff2.length} bytes\n`);
}
process.stdout.write(`unicode-range: ${ranges()};\n`);
