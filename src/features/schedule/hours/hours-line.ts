import type { Stretch } from '#domain/week.ts';

/**
 * Reads the hours of a day as a person types them: '9-14, 16:30-20', '9:00 a 14:00 y 16:00–20:00', '' for closed.
 * Sorted; null where a stretch cannot be read, ends before it starts, or two overlap.
 */
export function parseHoursLine(typed: string): Stretch[] | null {
  const text = typed.trim().toLowerCase();
  if (text === '') return [];
  const stretches: Stretch[] = [];
  for (const part of text.split(/[,;/]|\s+y\s+|\s+and\s+/)) {
    const [, from, until] = /^(\S+?)\s*(?:-|–|—|\s+a\s+|\s+to\s+)\s*(\S+)$/.exec(part.trim()) ?? [];
    const startsMinute = parseHour(from ?? '');
    const endsMinute = parseHour(until ?? '');
    if (startsMinute === null || endsMinute === null || endsMinute <= startsMinute || startsMinute >= 1440) return null;
    stretches.push({ startsMinute, endsMinute });
  }
  stretches.sort((a, b) => a.startsMinute - b.startsMinute);
  return stretches.some((stretch, i) => i > 0 && stretch.startsMinute < (stretches[i - 1]?.endsMinute ?? 0)) ? null : stretches;
}

/** '9:00-14:00, 16:00-20:00': what `parseHoursLine` reads back. */
export function hoursLine(stretches: readonly Stretch[]): string {
  return stretches.map(({ startsMinute, endsMinute }) => `${hourText(startsMinute)}-${hourText(endsMinute)}`).join(', ');
}

/** Minutes since midnight of '9', '9:30', '9.30', '09:30', '24:00'; null where it is no hour of a day. */
export function parseHour(typed: string): number | null {
  const [, hour, minute = '0'] = /^(\d{1,2})(?:[:.h](\d{2}))?h?$/.exec(typed.trim()) ?? [];
  if (hour === undefined) return null;
  const minutes = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && minutes <= 1440 ? minutes : null;
}

/** '9:00' of 540. */
export function hourText(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}
