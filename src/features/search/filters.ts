import type { SearchQuery } from './search-query.ts';

/** What refines a search, by the name that its address gives it. */
export type FilterName = 'modalidad' | 'dia' | 'idioma' | 'precio' | 'nota' | 'radio';

export interface FilterOptions {
  languages: readonly { code: string; name: string }[];
  prices: readonly { value: string; words: string }[];
  /** Tenths of stars. */
  ratings: readonly { value: number; figure: string }[];
  radii: readonly number[];
  /** The first date that can be asked for. */
  today: string;
}

/** The filters that a search can have: a distance needs a city to start from. */
export function filtersOf(query: SearchQuery): FilterName[] {
  return ['dia', 'idioma', 'precio', 'modalidad', ...(query.city ? (['radio'] as const) : []), 'nota'];
}

/** In how many ways a filter narrows the search. */
export function countChosen(query: SearchQuery, filter: FilterName): number {
  switch (filter) {
    case 'modalidad':
      return query.modality ? 1 : 0;
    case 'dia':
      return query.date ? 1 : 0;
    case 'idioma':
      return query.languages.length;
    case 'precio':
      return query.price ? 1 : 0;
    case 'nota':
      return query.rating ? 1 : 0;
    case 'radio':
      return query.city && query.radius ? 1 : 0;
  }
}

/** The search without any filter; text, city and order stay. */
export const unfiltered = { languages: [], price: '', rating: 0, date: '', modality: '', radius: 0 } satisfies Partial<SearchQuery>;
