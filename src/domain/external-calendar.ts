const minute = 60_000;
const day = 24 * 60 * minute;

/** How often a calendar is read that answers (B7). */
export const readEveryMinutes = 5;
/** Days ahead that are read: the longest horizon and a month, so that an unchanged file need not be read anew each day. */
export const daysAhead = 400;
const freshDays = 1;
/** How long busy times of a calendar that no longer answers still block. */
export const staleDays = 3;
export const mostCalendars = 10;

/**
 * Why a calendar could not be read: no such server or one that must not be asked, an answer that never ended, no such
 * file any more, one behind a sign-in, one too large to be a calendar, something else than a calendar.
 */
export type CalendarFailure = 'unreachable' | 'too-slow' | 'gone' | 'locked' | 'too-large' | 'not-a-calendar';

/** When to read again after so many failures in a row: 5, 10, 20 … minutes, at most 6 hours. */
export function nextRead(failures: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(360, readEveryMinutes * 2 ** Math.min(failures, 10)) * minute);
}

/** Whether "unchanged" is answer enough: what repeats must be followed into the days that came into sight since. */
export function mayBeUnchanged(fullyReadAt: Date | null, now: Date): boolean {
  return fullyReadAt !== null && now.getTime() - fullyReadAt.getTime() < freshDays * day;
}

/** Until when busy times block that were last confirmed then. */
export function blocksUntil(readAt: Date): Date {
  return new Date(readAt.getTime() + staleDays * day);
}

/** How a calendar stands, for its words. */
export type CalendarState =
  | { kind: 'off' }
  | { kind: 'fine'; readAt: Date }
  /** `blocksUntil`: null once its busy times were dropped, or where it was never read. */
  | { kind: 'failing'; why: CalendarFailure; since: Date; blocksUntil: Date | null };

export function calendarState(
  facts: { active: boolean; readAt: Date | null; failure: CalendarFailure | null; failingSince: Date | null },
  now: Date,
): CalendarState {
  const { readAt, failure, failingSince } = facts;
  if (!facts.active) return { kind: 'off' };
  if (failure === null || failingSince === null) return { kind: 'fine', readAt: readAt ?? now };
  const until = readAt && blocksUntil(readAt);
  return { kind: 'failing', why: failure, since: failingSince, blocksUntil: until && until > now ? until : null };
}

/**
 * A typed address as it is read: `webcal://` and an address without a scheme mean https. Null for what can be none:
 * plain http would carry the calendar's secret through the open, and a name with a password belongs into no address.
 */
export function readCalendarAddress(typed: string): string | null {
  const trimmed = typed.trim();
  if (trimmed === '' || trimmed.length > 2000 || /\s/.test(trimmed)) return null;
  const spelled = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed.replace(/^webcals?:/i, 'https:') : `https://${trimmed}`;
  if (!URL.canParse(spelled)) return null;
  const url = new URL(spelled);
  if (url.protocol !== 'https:' || url.username || url.password || !url.hostname.includes('.')) return null;
  url.hash = '';
  return url.href;
}
