/** Lists that are read page by page: how long a page is, and which one an address asks for. */
export const pageLength = 25;
/** A table for spreadsheets is whole, up to this many rows. */
export const tableLength = 10_000;
const lastPage = 400;

export interface PageAsked {
  page: number;
  offset: number;
  length: number;
}

/** The page that an address names; the first where it names none. */
export function pageAsked(text: string | null): PageAsked {
  const page = /^\d{1,3}$/.test(text ?? '') ? Math.min(Math.max(Number(text), 1), lastPage) : 1;
  return { page, offset: (page - 1) * pageLength, length: pageLength };
}

/** All of it at once, for a table. */
export const wholeTable: PageAsked = { page: 1, offset: 0, length: tableLength };

/** What a reading of one row more than the page found: the page, and whether another follows. */
export function pageOf<Row>(rows: readonly Row[], asked: PageAsked): { rows: Row[]; page: number; more: boolean } {
  return { rows: rows.slice(0, asked.length), page: asked.page, more: rows.length > asked.length && asked.page < lastPage };
}
