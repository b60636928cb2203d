import type { Currency, Modality } from '#domain/appointment.ts';
import { isDay } from '#domain/time.ts';

/** What the address of the results says: the page's whole state (P4). */
export interface SearchQuery {
  text: string;
  city: string;
  modality: 'video' | 'presencial' | '';
  languages: string[];
  /** "60EUR" */
  price: string;
  /** Kilometres around the city; 0: the city itself. */
  radius: number;
  /** At least so many stars, "4,5" as "45"; 0: any. */
  rating: number;
  date: string;
  order: 'antes' | 'relevancia';
  page: number;
}

/** Nobody leafs further, and nothing behind it is counted. */
export const lastPage = 50;
export const radiusSteps = [10, 25, 50, 100] as const;
export const ratingSteps = [40, 45] as const;

export const priceSteps: Record<Currency, readonly number[]> = { EUR: [40, 60, 90], MXN: [700, 900] };

export function readSearchQuery(params: URLSearchParams): SearchQuery {
  const get = (name: string, max: number) => (params.get(name) ?? '').trim().slice(0, max);
  const modality = get('modalidad', 20);
  const page = Number(get('pagina', 4));
  const date = get('dia', 10);
  const oneOf = (steps: readonly number[], text: string) => steps.find((step) => String(step) === text) ?? 0;
  return {
    text: get('que', 80),
    city: get('donde', 60),
    modality: modality === 'video' || modality === 'presencial' ? modality : '',
    languages: [...new Set(params.getAll('idioma'))].filter((code) => /^[a-z]{2,3}$/.test(code)).slice(0, 10),
    price: readPrice(get('precio', 12)) ? get('precio', 12) : '',
    radius: oneOf(radiusSteps, get('radio', 4)),
    rating: oneOf(ratingSteps, get('nota', 4)),
    date: isDay(date) ? date : '',
    order: get('orden', 20) === 'relevancia' ? 'relevancia' : 'antes',
    page: Number.isInteger(page) && page >= 1 && page <= lastPage ? page : 1,
  };
}

/** The address of the same search with something changed; a change goes back to the first page. */
export function searchAddress(query: SearchQuery, change: Partial<SearchQuery> = {}): string {
  const next = { ...query, page: 1, ...change };
  const params = new URLSearchParams();
  const put = (name: string, value: string) => {
    if (value) params.append(name, value);
  };
  put('que', next.text);
  put('donde', next.city);
  if (next.city && next.radius) put('radio', String(next.radius));
  put('modalidad', next.modality);
  for (const code of next.languages) put('idioma', code);
  put('precio', next.price);
  if (next.rating) put('nota', String(next.rating));
  put('dia', next.date);
  if (next.order !== 'antes') put('orden', next.order);
  if (next.page > 1) put('pagina', String(next.page));
  const text = params.toString();
  return text ? `/buscar?${text}` : '/buscar';
}

/** What a form must carry on of the search when it changes the fields named. */
export function carriedOn(query: SearchQuery, changing: readonly string[]): { name: string; value: string }[] {
  const address = new URL(searchAddress(query), 'http://x');
  return [...address.searchParams].filter(([name]) => !changing.includes(name)).map(([name, value]) => ({ name, value }));
}

export function readPrice(text: string): { cents: number; currency: Currency } | null {
  const [, amount, currency] = /^(\d{1,6})(EUR|MXN)$/.exec(text) ?? [];
  return amount && currency ? { cents: Number(amount) * 100, currency: currency as Currency } : null;
}

export function modalityOf(query: SearchQuery): Modality | null {
  return query.modality === 'video' ? 'video' : query.modality === 'presencial' ? 'in_person' : null;
}
