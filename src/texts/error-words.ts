import { m } from './compiled/messages.js';

/** What a page that could not be shown says, and whether to try again may help: the machine is at fault, or away. */
export function errorWords({ status, error }: { status: number; error: { message: string } | null }): { title: string; sentence: string; retry: boolean } {
  if (error?.message === 'unavailable' || status === 503) return { title: m.error_away(), sentence: m.error_away_more(), retry: true };
  if (status === 404) return { title: m.error_not_found(), sentence: m.error_not_found_more(), retry: false };
  if (status === 403) return { title: m.error_forbidden(), sentence: m.error_forbidden_more(), retry: false };
  if (status < 500) return { title: m.error_asked(), sentence: m.error_asked_more(), retry: false };
  return { title: m.error_failed(), sentence: m.error_failed_more(), retry: true };
}
