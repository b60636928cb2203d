import { expect, test } from 'vitest';
import { readTaxId } from './tax-id.ts';

test.each([
  ['12345678Z', 'ES', '12345678Z'],
  ['12.345.678-z', 'ES', '12345678Z'],
  ['12345678A', 'ES', null],
  ['X1234567L', 'ES', 'X1234567L'],
  ['X1234567M', 'ES', null],
  ['B12345674', 'ES', 'B12345674'],
  ['1234567', 'ES', null],
  ['', 'ES', null],
  ['GODE561231GR8', 'MX', 'GODE561231GR8'],
  ['ÑUÑ 850714 AB1', 'MX', 'ÑUÑ850714AB1'],
  ['GODE561331GR8', 'MX', null],
  ['12345678Z', 'MX', null],
] as const)('%s of %s: %s', (text, country, id) => expect(readTaxId(text, country)).toBe(id));
