import { expect, test } from 'vitest';
import { regionOfCity } from './region.ts';

test.each([
  ['ES', 'Madrid', 'Europe/Madrid', 'MD'],
  ['ES', 'a coruña', 'Europe/Madrid', 'GA'],
  ['ES', 'MALAGA', 'Europe/Madrid', 'AN'],
  ['ES', 'Guadalajara', 'Europe/Madrid', 'CM'],
  ['ES', 'Agaete', 'Atlantic/Canary', 'CN'],
  ['ES', 'Villanueva de la Nada', 'Europe/Madrid', null],
  ['MX', 'Guadalajara', 'America/Mexico_City', null],
])('%s, %s (%s) keeps the holidays of %s', (country, city, zone, region) => {
  expect(regionOfCity(country, city, zone)).toBe(region);
});
