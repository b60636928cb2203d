import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvOf } from './csv.ts';

test.each([
  ['Carmen Ruiz', 'Carmen Ruiz'],
  ['=HYPERLINK("http://evil")', '"\'=HYPERLINK(""http://evil"")"'],
  ['+34 612', '"\'+34 612"'],
  ['-1', '"\'-1"'],
  ['@sum', '"\'@sum"'],
  [' =1', '"\' =1"'],
  ['a;b', '"a;b"'],
  ['a\nb', '"a\nb"'],
  [-3, '-3'],
])('%j becomes %s', (value, shown) => expect(csvOf([[value]])).toBe(`\uFEFF${shown}\r\n`));

test('no text whatever begins a formula, a row or a cell', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const [, shown = ''] = /^\uFEFF(?:")?([^]*?)(?:")?\r\n$/.exec(csvOf([[text]])) ?? [];
      expect(shown.trimStart()).not.toMatch(/^[=+\-@]/);
    }),
    { numRuns: 500, seed: 36 },
  );
});
