import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

/** The colours written in the block that begins with `opening`. */
function palette(opening: string): Record<string, string> {
  const from = css.indexOf(opening);
  if (from < 0) throw new Error(`no block ${opening}`);
  const block = css.slice(from, css.indexOf('}', from));
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

const light = palette(':root {');
const system = palette(":root:not([data-theme='light']) {");
const dark = palette(":root[data-theme='dark'],");
const call = palette('.noche {\n  --escena');

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const tints = ['azul-t', 'barro-t', 'maiz-t', 'nopal-t', 'granada-t'];
const surfaces = ['cal', 'lienzo', 'sombra'];
const textPairs: [string, string][] = [
  ...[...surfaces, ...tints].flatMap((ground): [string, string][] => [
    ['tinta', ground],
    ['tinta-2', ground],
  ]),
  ...surfaces.map((ground): [string, string] => ['azul', ground]),
  ...['azul', 'barro', 'maiz', 'nopal', 'granada'].flatMap((hue): [string, string][] => [
    [`${hue}-x`, `${hue}-t`],
    [`${hue}-x`, 'lienzo'],
    [`${hue}-x`, 'cal'],
  ]),
  ['sobre-azul', 'azul'],
  ['sobre-azul', 'azul-h'],
  ['sobre-granada', 'granada'],
  ['cal', 'tinta'],
];
const shapePairs: [string, string][] = [
  ['borde', 'lienzo'],
  ['borde', 'cal'],
  ['miel', 'cal'],
  ['miel', 'lienzo'],
  ['miel', 'maiz-t'],
  ['barro', 'cal'],
  ['nopal', 'cal'],
  ['granada', 'lienzo'],
];

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s colours', (_, colours) => {
  const of = (name: string) => colours[name] ?? light[name] ?? '';

  it.each(textPairs)('%s on %s reads at 6.5:1 or more', (text, ground) => {
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(6.5);
  });

  it.each(shapePairs)('%s on %s is seen at 3:1 or more', (shape, ground) => {
    expect(contrast(of(shape), of(ground))).toBeGreaterThanOrEqual(3);
  });
});

describe('the call, always dark', () => {
  it.each([
    ['the text on the stage', '#f4efe6', call['escena'], 16],
    ['an icon on its disc', '#f4efe6', call['disco'], 10],
    ['a control switched off', call['barra'], '#f4efe6', 15],
    ['the word that ends the call', call['sobre-terminar'], call['terminar'], 5],
    ['the three words', call['sobre-palabras'], call['palabras'], 9],
  ])('shows %s clearly', (_, one = '', other = '', least) => {
    expect(contrast(one, other)).toBeGreaterThanOrEqual(least);
  });
});

it('follows the system and the choice with the same dark colours', () => {
  expect(Object.keys(dark).length).toBeGreaterThan(25);
  expect(system).toEqual(dark);
});

it('knows black on white', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
});
