import { formatDayLong, isDay } from '#domain/time.ts';
import type { PageServerLoad } from './$types';

/** What is told after the account is gone, to whoever it was: no session is left that could say. */
export const load: PageServerLoad = ({ url, locals }) => {
  const day = url.searchParams.get('hasta') ?? '';
  return { keptUntil: isDay(day) ? formatDayLong('Europe/Madrid', new Date(`${day}T12:00:00Z`), locals.locale) : null };
};
