import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exemptionOf, taxNoteOf, vatPercents, vatWithin, type Country } from './vat.ts';

it.each([
  ['ES', ['dermatologia'], 'es_health', true],
  ['ES', ['psicologia'], 'es_health', true],
  ['ES', ['fisioterapia', 'osteopatia'], 'es_health', false],
  ['ES', ['ortodoncia', 'estomatologia'], 'es_dental', true],
  ['ES', ['estomatologia', 'cirugia-maxilofacial'], 'es_health', true],
  ['ES', ['medicina-estetica'], 'es_health', false],
  ['ES', ['psicopedagogia'], null, false],
  ['MX', ['dermatologia'], 'mx_medicine', true],
  ['MX', ['estomatologia'], 'mx_medicine', true],
  ['MX', ['psicologia'], null, false],
  ['MX', ['nutricion', 'fisioterapia'], null, false],
  ['MX', ['psiquiatria', 'psicologia'], 'mx_medicine', false],
  ['MX', ['homeopatia'], 'mx_medicine', false],
  ['ES', ['made-up'], null, false],
  ['ES', [], null, false],
] as const)('%s, %j: exempt by %s, without being asked: %s', (country, specialties, exemption, unasked) => {
  const answer = exemptionOf(country, specialties);
  expect(answer.exemption).toBe(exemption);
  expect(answer.unasked).toBe(exemption !== null && unasked);
});

const chosen = (choice: 'exempt' | 'included' | 'own' | 'total', percent: number | null = null, words = '') => ({ choice, percent, words });
it.each([
  ['ES', ['psicologia'], null, { kind: 'exempt', by: 'es_health' }],
  ['MX', ['psicologia'], null, { kind: 'total' }],
  ['MX', ['psicologia'], chosen('exempt'), { kind: 'total' }],
  ['MX', ['psicologia'], chosen('included', 16), { kind: 'included', percent: 16 }],
  ['ES', ['medicina-estetica'], null, { kind: 'total' }],
  ['ES', ['medicina-estetica'], chosen('exempt'), { kind: 'exempt', by: 'es_health' }],
  ['ES', ['dermatologia'], chosen('own', null, 'IGIC incluido'), { kind: 'own', words: 'IGIC incluido' }],
  ['ES', ['dermatologia'], chosen('total'), { kind: 'total' }],
] as const)('%s, %j, chosen %j: %j', (country, specialties, choice, note) => {
  expect(taxNoteOf({ country, specialties }, choice)).toEqual(note);
});

it('every specialty of the site has a profession, but for one that is no health profession', () => {
  const list = readFileSync(new URL('../db/migrations/0021_specialties.sql', import.meta.url), 'utf8');
  const all = [...list.matchAll(/^\('([a-z-]+)', '/gm)].map(([, code = '']) => code);
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter((code) => exemptionOf('ES', [code]).exemption === null)).toEqual(['psicopedagogia']);
});

it('an amount and its tax add up to the cent, whatever the amount', () => {
  expect(vatWithin(5500, 21)).toEqual({ baseCents: 4545, taxCents: 955 });
  for (const country of ['ES', 'MX'] satisfies Country[])
    for (const percent of vatPercents[country])
      for (let cents = 1; cents < 3000; cents += 7) {
        const { baseCents, taxCents } = vatWithin(cents, percent);
        expect(baseCents + taxCents).toBe(cents);
        expect(Math.abs((baseCents * percent) / 100 - taxCents)).toBeLessThan(0.51 * (1 + percent / 100));
      }
});
