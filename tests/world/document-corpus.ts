import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { eicar } from './clamd.ts';

/** One file that somebody might send, and what is to become of it: kept, or the refusal. */
export interface Sample {
  name: string;
  file: string;
  bytes: Buffer;
  becomes: 'kept' | string;
}

const secret = 'Secreto-7f3a91';
const gps = {
  IFD0: { Make: 'Telefono', Copyright: secret },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '40/1 25/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '3/1 42/1 0/1' },
};
const latin = (text: string) => Buffer.from(text, 'latin1');
const script = '<script>alert(1)</script>';

/** A plain PDF of one empty page; `more` stands among its objects. */
export function plainPdf(more = '', head = '%PDF-1.7\n'): Buffer {
  return latin(`${head}1 0 obj<</Type/Catalog/Pages 2 0 R${more}>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`);
}

const crcTable = Array.from({ length: 256 }, (_, n) => Array.from({ length: 8 }).reduce<number>((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n));
const crc = (data: Buffer) => (data.reduce((c, byte) => (crcTable[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([latin(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

/** A PNG that says it is as large as one likes; `data` unpacks to what follows. */
export function claimedPng(width: number, height: number, data = deflateSync(Buffer.alloc(10_000)), more: Buffer[] = []): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([latin('\x89PNG\r\n\x1a\n'), chunk('IHDR', head), ...more, chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** Sixty files (quality 37): ordinary ones, polyglots, bombs, what claims to be another, what carries a place along. */
export async function documentCorpus(): Promise<Sample[]> {
  const plain = (width = 400, height = 300) => sharp({ create: { width, height, channels: 3, background: '#b0502a' } });
  const noise = sharp({ create: { width: 600, height: 600, channels: 3, background: '#fff', noise: { type: 'gaussian', mean: 120, sigma: 50 } } });
  const jpeg = await plain().withExif(gps).jpeg().toBuffer();
  const png = await plain().withExif(gps).png().toBuffer();
  const progressive = await plain().withExif(gps).jpeg({ progressive: true }).toBuffer();
  const turned = await plain(200, 400).withMetadata({ orientation: 6 }).withExif({ ...gps, IFD0: { ...gps.IFD0, Orientation: '6' } }).jpeg().toBuffer();
  const webp = await plain().withExif(gps).webp().toBuffer();
  const gif = await plain().gif().toBuffer();
  const tiff = await plain().tiff().toBuffer();
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900">${script}</svg>`;
  const zip = latin('PK\x03\x04\x14\x00\x00\x00\x08\x00'.padEnd(64, '\0') + 'PK\x05\x06'.padEnd(22, '\0'));
  const bomb = deflateSync(Buffer.alloc(40 * 1024 * 1024), { level: 9 });
  const many = 10 * 1024 * 1024;
  const kept = (name: string, file: string, bytes: Buffer): Sample => ({ name, file, bytes, becomes: 'kept' });
  const not = (name: string, file: string, bytes: Buffer, becomes = 'document-unreadable'): Sample => ({ name, file, bytes, becomes });
  return [
    kept('a PDF', 'receta.pdf', plainPdf()),
    kept('a PDF of version 2', 'informe.pdf', plainPdf('', '%PDF-2.0\n')),
    kept('a PDF under another name', 'informe.exe', plainPdf()),
    kept('a PDF without a name', '', plainPdf()),
    kept('a PDF with an unpacked page of 40 MB in it', 'grande.pdf', Buffer.concat([plainPdf().subarray(0, -6), latin('4 0 obj<</Filter/FlateDecode>>stream\n'), bomb, latin('\nendstream endobj\n%%EOF\n')])),
    kept('a PDF with a form', 'formulario.pdf', plainPdf('/AcroForm<</Fields[]>>')),
    kept('a PDF that was signed', 'firmado.pdf', plainPdf('/Perms<</DocMDP 9 0 R>>')),
    kept('a JPEG with a place in it', 'foto.jpg', jpeg),
    kept('a JPEG with a place in it, progressive', 'foto2.jpeg', progressive),
    kept('a JPEG that lies on its side', 'girada.jpg', turned),
    kept('a PNG with a place in it', 'captura.png', png),
    kept('a PNG with words of its own', 'texto.png', Buffer.concat([png.subarray(0, 33), chunk('tEXt', latin(`Comment\0${secret}`)), png.subarray(33)])),
    kept('a PNG that sees through', 'clara.png', await sharp({ create: { width: 50, height: 50, channels: 4, background: '#0000' } }).png().toBuffer()),
    kept('a picture of noise', 'ruido.png', await noise.png().toBuffer()),
    kept('a JPEG under a PDF’s name', 'informe.pdf', jpeg),
    kept('a JPEG with a script behind it', 'foto.jpg', Buffer.concat([jpeg, latin(script)])),
    kept('a JPEG with an archive behind it', 'foto.jpg', Buffer.concat([jpeg, zip])),
    kept('a PNG with a page behind it', 'foto.png', Buffer.concat([png, latin(`<html>${script}</html>`)])),
    kept('a PNG with a PDF behind it', 'foto.png', Buffer.concat([png, plainPdf()])),
    kept('a JPEG with a script in its comment', 'foto.jpg', Buffer.concat([jpeg.subarray(0, 2), latin(`\xff\xfe\x00\x1b${script}`), jpeg.subarray(2)])),
    kept('a name with a folder', '../../../etc/passwd.pdf', plainPdf()),
    kept('a name with a header', 'a\r\nContent-Type: text/html.pdf', plainPdf()),
    kept('a name with a script', `${script}.pdf`, plainPdf()),
    not('nothing at all', 'vacio.pdf', Buffer.alloc(0), 'file-missing'),
    not('ten megabytes and one', 'grande.jpg', Buffer.concat([jpeg, Buffer.alloc(many)]), 'file-too-large'),
    not('a PDF of ten megabytes and one', 'grande.pdf', Buffer.concat([plainPdf(), Buffer.alloc(many)]), 'file-too-large'),
    not('a PNG of 30,000 × 30,000', 'bomba.png', claimedPng(30_000, 30_000), 'picture-too-large'),
    not('a PNG of 30,000 × 30,000 that unpacks to 40 MB', 'bomba.png', claimedPng(30_000, 30_000, bomb), 'picture-too-large'),
    not('a PNG of 5,001 × 5,000', 'justo.png', claimedPng(5001, 5000), 'picture-too-large'),
    not('a PNG that holds less than it claims', 'menos.png', claimedPng(4000, 4000)),
    not('a PNG that unpacks to 40 MB where it claims little', 'bomba.png', claimedPng(10, 10, deflateSync(Buffer.alloc(3)), [chunk('zTXt', Buffer.concat([latin('a\0\0'), bomb]))])),
    not('half a JPEG', 'media.jpg', (await noise.jpeg().toBuffer()).subarray(0, 3000)),
    not('half a PNG', 'media.png', (await noise.png().toBuffer()).subarray(0, 400)),
    not('an SVG', 'dibujo.svg', latin(svg)),
    not('an SVG after its declaration', 'dibujo.svg', latin(`<?xml version="1.0"?>${svg}`)),
    not('an SVG under a PNG’s name', 'dibujo.png', latin(svg)),
    not('HTML', 'pagina.html', latin(`<!doctype html>${script}`)),
    not('HTML under a PDF’s name', 'pagina.pdf', latin(`<!doctype html>${script}`)),
    not('HTML after the head of a JPEG', 'pagina.jpg', Buffer.concat([jpeg.subarray(0, 20), latin(script)])),
    not('HTML after the head of a PNG', 'pagina.png', latin(`\x89PNG\r\n\x1a\n${script}`)),
    not('HTML after the head of a PDF', 'pagina.pdf', plainPdf('', `%PDF-1.7\n<html>${script}\n`)),
    not('HTML after the end of a PDF', 'pagina.pdf', Buffer.concat([plainPdf(), latin(`<html>${script}</html>`)])),
    not('a PDF that begins later', 'tarde.pdf', Buffer.concat([latin('GIF89a/*'), plainPdf()])),
    not('a PDF without an end', 'corto.pdf', plainPdf().subarray(0, 60)),
    not('a PDF that is an archive too', 'doble.pdf', Buffer.concat([plainPdf(), zip, latin('%%EOF')])),
    not('a PDF with a script', 'guion.pdf', plainPdf('/OpenAction<</S/JavaScript/JS(app.alert(1))>>')),
    not('a PDF with a script under a disguised name', 'guion.pdf', plainPdf('/OpenAction<</S/J#61vaScript/J#53(1)>>')),
    not('a PDF that starts a program', 'programa.pdf', plainPdf('/OpenAction<</S/Launch/F(cmd.exe)>>')),
    not('a PDF that carries a file', 'dentro.pdf', plainPdf('/Names<</EmbeddedFiles<</Names[]>>>>')),
    not('a PDF of the XFA kind', 'xfa.pdf', plainPdf('/AcroForm<</XFA 4 0 R>>')),
    not('a GIF', 'dibujo.gif', gif),
    not('a GIF that is a script', 'dibujo.gif', latin(`GIF89a/*${script}*/=1;`)),
    not('a WebP', 'foto.webp', webp),
    not('a TIFF', 'foto.tiff', tiff),
    not('an archive', 'todo.zip', zip),
    not('a document of Word', 'informe.docx', Buffer.concat([zip, latin('word/document.xml')])),
    not('a program', 'programa.exe', latin('MZ\x90\x00\x03\x00\x00\x00'.padEnd(256, '\0'))),
    not('the file that scanners know', 'eicar.com', latin(eicar)),
    not('the same within a PDF', 'eicar.pdf', Buffer.concat([latin('%PDF-1.7\n%'), latin(eicar), plainPdf('', '\n')]), 'document-harmful'),
    not('noughts', 'nada.bin', Buffer.alloc(4096)),
  ];
}

/** What no kept picture holds. */
export const carriedAlong = [secret, 'script', 'PK\x03\x04', 'Telefono'];
