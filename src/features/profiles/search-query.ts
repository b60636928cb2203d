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
  date: string;
  order: 'antes' | 'relevancia';
  page: number;
}

const lastPage = 500;

export const priceSteps: Record<Currency, readonly number[]> = { EUR: [40, 60, 90], MXN: [700, 900] };

export function readSearchQuery(params: URLSearchParams): SearchQuery {
  const get = (name: string, max: number) => (params.get(name) ?? '').trim().slice(0, max);
  const modality = get('modalidad', 20);
  const page = Number(get('pagina', 4));
  const date = get('dia', 10);
  return {
    text: get('que', 80),
    city: get('donde', 60),
    modality: modality === 'video' || modality === 'presencial' ? modality : '',
    languages: [...new Set(params.getAll('idioma'))].filter((code) => /^[a-z]{2,3}$/.test(code)).slice(0, 10),
    price: readPrice(get('precio', 12)) ? get('precio', 12) : '',
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
  put('modalidad', next.modality);
  for (const code of next.languages) put('idioma', code);
  put('precio', next.price);
  put('dia', next.date);
  if (next.order !== 'antes') put('orden', next.order);
  if (next.page > 1) put('pagina', String(next.page));
  const text = params.toString();
  return text ? `/buscar?${text}` : '/buscar';
}

export function readPrice(text: string): { cents: number; currency: Currency } | null {
  const [, amount, currency] = /^(\d{1,6})(EUR|MXN)$/.exec(text) ?? [];
  return amount && currency ? { cents: Number(amount) * 100, currency: currency as Currency } : null;
}

export function modalityOf(query: SearchQuery): Modality | null {
  return query.modality === 'video' ? 'video' : query.modality === 'presencial' ? 'in_person' : null;
}
