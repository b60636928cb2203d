import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { codeDigits } from './code.ts';

const sign = (data: string) => new Uint8Array(createHmac('sha256', 'key').update(data).digest());
const salt = new Uint8Array([1, 2, 3]);

test('a code is six digits, the same for the same row and another for every other', () => {
  const codes = Array.from({ length: 2000 }, (_, row) => codeDigits(sign, `row-${row}`, salt));
  expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
  expect(codes.some((code) => code.startsWith('0'))).toBe(true);
  expect(new Set(codes).size).toBeGreaterThan(1990);
  expect(codeDigits(sign, 'row-0', salt)).toBe(codes[0]);
  expect(codeDigits(sign, 'row-0', new Uint8Array([1, 2, 4]))).not.toBe(codes[0]);
});
