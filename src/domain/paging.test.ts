import { describe, expect, it } from 'vitest';
import { pageAsked, pageLength, pageOf } from './paging.ts';

describe('a list that is read page by page', () => {
  it.each([
    [null, 1],
    ['', 1],
    ['3', 3],
    ['0', 1],
    ['-2', 1],
    ['2.5', 1],
    ['999', 400],
    ['1e3', 1],
  ])('%s is page %i', (text, page) => {
    expect(pageAsked(text)).toEqual({ page, offset: (page - 1) * pageLength, length: pageLength });
  });

  it('has another page where one row more was found', () => {
    const asked = pageAsked('1');
    const rows = Array.from({ length: pageLength + 1 }, (_, index) => index);
    expect(pageOf(rows, asked)).toEqual({ rows: rows.slice(0, pageLength), page: 1, more: true });
    expect(pageOf(rows.slice(1), asked).more).toBe(false);
  });
});
