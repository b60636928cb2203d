import {
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFOperator,
  PDFOperatorNames,
  rgb,
  type PDFPage,
  type PDFRef,
} from 'pdf-lib';
import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { formatDayAndYear, formatHour } from '#domain/time.ts';
import { vatWithin } from '#domain/vat.ts';
import { m } from '#texts/compiled/messages.js';
import { firstLetter, letters, readFace, type Face } from './font.server.ts';
import type { Receipt } from './receipt.ts';

const page = { width: 595, height: 842, left: 64, right: 531 };
const ink = rgb(0.1, 0.13, 0.2);
const quiet = rgb(0.29, 0.32, 0.38);
const blue = rgb(0.11, 0.27, 0.59);
const clay = rgb(0.69, 0.31, 0.16);

interface Pen {
  sheet: PDFPage;
  faces: Record<'title' | 'text' | 'strong', { face: Face; name: PDFName }>;
}

/** A receipt as a PDF of one page (A4): who, to whom, for what, how much, and why there is no VAT. */
export async function drawReceipt(receipt: Receipt, locale: Locale, site: string): Promise<Uint8Array> {
  const { facts } = receipt;
  const pdf = await PDFDocument.create();
  const title = titleOf(receipt, locale);
  pdf.setTitle(`${title} ${receipt.number}`);
  pdf.setLanguage(locale);
  pdf.setCreationDate(receipt.issuedAt);
  pdf.setModificationDate(receipt.issuedAt);
  pdf.setProducer('Videoconsulta');
  const sheet = pdf.addPage([page.width, page.height]);
  const pen: Pen = {
    sheet,
    faces: {
      title: embed(pdf, sheet, 'faustina', 600),
      text: embed(pdf, sheet, 'atkinson-hyperlegible-next', 400),
      strong: embed(pdf, sheet, 'atkinson-hyperlegible-next', 600),
    },
  };

  tiles(sheet, page.height - 40);
  let y = page.height - 104;
  write(pen, title, { y, face: 'title', size: 30 });
  write(pen, m.receipt_number({ number: receipt.number }, { locale }), { y: y + 6, size: 12, color: quiet, right: true });
  write(pen, formatDayAndYear(facts.zone, receipt.issuedAt, locale), { y: y - 10, size: 12, color: quiet, right: true });
  y -= 56;
  const column = 260;
  const issuer = [facts.issuer.name, ...taxLine(facts.issuer, locale), facts.issuer.address, licenceLine(facts.issuer, locale)];
  const below = Math.min(
    block(pen, m.receipt_from({}, { locale }), issuer, { y, x: page.left, width: column - 20 }),
    block(pen, m.receipt_to({}, { locale }), [facts.patient], {
      y,
      x: page.left + column,
      width: page.right - page.left - column,
    }),
  );
  y = below - 28;
  rule(sheet, y);
  y -= 28;
  const at = new Date(facts.startsAt);
  const what = [
    facts.service,
    m.receipt_when(
      { day: formatDayAndYear(facts.zone, at, locale), hour: formatHour(facts.zone, at), minutes: facts.minutes },
      { locale },
    ),
    facts.modality === 'video' ? m.receipt_video({}, { locale }) : m.receipt_in_person({}, { locale }),
    ...(facts.corrects ? [m.receipt_corrects({ number: facts.corrects }, { locale })] : []),
  ];
  const sign = receipt.kind === 'refund' ? '-' : '';
  const amount = `${sign}${formatMoney(receipt.amountCents, receipt.currency, locale)}`;
  write(pen, amount, { y, size: 14, face: 'strong', right: true });
  y = lines(pen, what, { y, x: page.left, width: 330, first: 'strong' });
  y -= 16;
  rule(sheet, y);
  y -= 32;
  for (const [label, cents] of taxLines(receipt, locale)) {
    write(pen, label, { y, color: quiet });
    write(pen, `${sign}${formatMoney(cents, receipt.currency, locale)}`, { y, right: true, color: quiet });
    y -= 20;
  }
  if (facts.issuer.tax.kind === 'included') y -= 14;
  write(pen, m.receipt_total({}, { locale }), { y, face: 'strong', size: 14 });
  write(pen, amount, { y: y - 4, face: 'title', size: 24, right: true });
  y -= 48;
  y = lines(pen, notesOf(receipt, locale), {
    y,
    x: page.left,
    width: page.right - page.left,
    color: quiet,
  });
  tiles(sheet, 64);
  write(pen, site, { y: 40, size: 10, color: quiet });
  return pdf.save({ useObjectStreams: false });
}

function titleOf(receipt: Receipt, locale: Locale): string {
  return receipt.kind === 'refund' ? m.receipt_title_refund({}, { locale }) : m.receipt_title({}, { locale });
}

type Issuer = Receipt['facts']['issuer'];

function taxLine(issuer: Issuer, locale: Locale): string[] {
  if (!issuer.taxId) return [];
  return [
    issuer.country === 'MX' ? m.receipt_rfc({ id: issuer.taxId }, { locale }) : m.receipt_nif({ id: issuer.taxId }, { locale }),
  ];
}

function licenceLine(issuer: Issuer, locale: Locale): string {
  return issuer.country === 'MX'
    ? m.receipt_cedula({ number: issuer.licence }, { locale })
    : m.receipt_colegiado({ number: issuer.licence }, { locale });
}

/** Base and tax, where the receipt shows them. */
function taxLines({ facts, amountCents }: Receipt, locale: Locale): [string, number][] {
  const { tax } = facts.issuer;
  if (tax.kind !== 'included') return [];
  const { baseCents, taxCents } = vatWithin(amountCents, tax.percent);
  return [
    [m.receipt_base({}, { locale }), baseCents],
    [m.receipt_vat({ percent: tax.percent }, { locale }), taxCents],
  ];
}

/** What stands below the total: the tax (vat.ts), how it was paid, and in Mexico that this is not the tax document. */
function notesOf({ kind, facts }: Receipt, locale: Locale): string[] {
  const { tax, country } = facts.issuer;
  const exempt = { es_health: m.receipt_exempt_es, es_dental: m.receipt_exempt_es_dental, mx_medicine: m.receipt_exempt_mx };
  const said = {
    exempt: () => (tax.kind === 'exempt' ? exempt[tax.by]({}, { locale }) : ''),
    own: () => (tax.kind === 'own' ? tax.words : ''),
    included: () => '',
    total: () => m.receipt_taxes_in({}, { locale }),
  }[tax.kind]();
  return [
    ...(said ? [said] : []),
    kind === 'refund' ? m.receipt_given_back_to_card({}, { locale }) : m.receipt_paid_by_card({}, { locale }),
    ...(country === 'MX' ? [m.receipt_no_cfdi({}, { locale })] : []),
  ];
}

/** Embeds a face as a simple TrueType font (ISO 32000-1, 9.6.3), so that á, ñ and € are the same everywhere. */
function embed(pdf: PDFDocument, sheet: PDFPage, family: Parameters<typeof readFace>[0], weight: 400 | 600) {
  const face = readFace(family, weight);
  const { context } = pdf;
  const file = context.register(context.flateStream(face.bytes, { Length1: face.bytes.length }));
  const descriptor = context.register(
    context.obj({
      Type: 'FontDescriptor',
      FontName: face.name,
      Flags: 32,
      FontBBox: [-200, face.descent, 1200, face.ascent],
      ItalicAngle: 0,
      Ascent: face.ascent,
      Descent: face.descent,
      CapHeight: 700,
      StemV: 80,
      FontFile2: file,
    }),
  );
  const font: PDFRef = context.register(
    context.obj({
      Type: 'Font',
      Subtype: 'TrueType',
      BaseFont: face.name,
      Encoding: 'WinAnsiEncoding',
      FirstChar: firstLetter,
      LastChar: firstLetter + face.widths.length - 1,
      Widths: face.widths,
      FontDescriptor: descriptor,
    }),
  );
  const name = PDFName.of(face.name);
  sheet.node.setFontDictionary(name, font);
  return { face, name };
}

interface Style {
  y: number;
  x?: number;
  size?: number;
  face?: keyof Pen['faces'];
  color?: ReturnType<typeof rgb>;
  right?: true;
}

function write(pen: Pen, text: string, style: Style): void {
  const { face, name } = pen.faces[style.face ?? 'text'];
  const size = style.size ?? 12;
  const x = style.right ? page.right - widthOf(face, text, size) : (style.x ?? page.left);
  const { red, green, blue: third } = style.color ?? ink;
  const numbers = (...values: number[]) => values.map((value) => PDFNumber.of(value));
  pen.sheet.pushOperators(
    PDFOperator.of(PDFOperatorNames.BeginText),
    PDFOperator.of(PDFOperatorNames.NonStrokingColorRgb, numbers(red, green, third)),
    PDFOperator.of(PDFOperatorNames.SetFontAndSize, [name, PDFNumber.of(size)]),
    PDFOperator.of(PDFOperatorNames.MoveText, numbers(x, style.y)),
    PDFOperator.of(PDFOperatorNames.ShowText, [PDFHexString.of(Buffer.from(letters(text)).toString('hex'))]),
    PDFOperator.of(PDFOperatorNames.EndText),
  );
}

function widthOf(face: Face, text: string, size: number): number {
  return letters(text).reduce((sum, code) => sum + (face.widths[code - firstLetter] ?? 500), 0) * (size / 1000);
}

/** A heading with lines below it; answers where the next may begin. */
function block(pen: Pen, heading: string, text: string[], at: { y: number; x: number; width: number }): number {
  write(pen, heading, { ...at, size: 10, face: 'strong', color: blue });
  return lines(pen, text, { ...at, y: at.y - 18, first: 'strong' });
}

/** Lines broken at words where they are too long; answers where the next may begin. */
function lines(
  pen: Pen,
  text: string[],
  at: { y: number; x: number; width: number; first?: 'strong'; color?: Style['color'] },
): number {
  let { y } = at;
  text.forEach((paragraph, nth) => {
    const face = nth === 0 && at.first ? at.first : 'text';
    for (const line of broken(pen.faces[face].face, paragraph, at.width)) {
      write(pen, line, { x: at.x, y, face, ...(at.color ? { color: at.color } : {}) });
      y -= 17;
    }
  });
  return y;
}

function broken(face: Face, text: string, width: number): string[] {
  const found: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = found.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && widthOf(face, longer, 12) <= width) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}

function rule(sheet: PDFPage, y: number): void {
  sheet.drawLine({ start: { x: page.left, y }, end: { x: page.right, y }, thickness: 0.75, color: rgb(0.89, 0.85, 0.79) });
}

/** The strip of tiles that receipts carry at head and foot. */
function tiles(sheet: PDFPage, y: number): void {
  for (let x = page.left; x < page.right - 6; x += 12) {
    const nth = (x - page.left) / 12;
    sheet.drawRectangle({ x, y, width: 8, height: 8, color: nth % 2 === 0 ? blue : clay });
  }
}
