import { addDays, dayOfInstant, weekdayOf } from '#domain/time.ts';

/** The private calendar of the demo: a week as Google publishes it, with what repeats, a whole day and an hour already booked over. */
export function demoCalendar(now: Date): string {
  const monday = addDays(dayOfInstant('Europe/Madrid', now), 1 - weekdayOf(dayOfInstant('Europe/Madrid', now)));
  const on = (days: number) => addDays(monday, days).replaceAll('-', '');
  const timed = (uid: string, days: number, from: string, until: string, summary: string, more: string[] = []) =>
    event(uid, [
      `DTSTART;TZID=Europe/Madrid:${on(days)}T${from}00`,
      `DTEND;TZID=Europe/Madrid:${on(days)}T${until}00`,
      `SUMMARY:${summary}`,
      ...more,
    ]);
  const lines = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Google Inc//Google Calendar 70.9054//EN',
    'VERSION:2.0',
    'METHOD:PUBLISH',
    'X-WR-CALNAME:Calendario personal',
    'X-WR-TIMEZONE:Europe/Madrid',
    ...timed('ingles', 1, '1300', '1400', 'Inglés', ['RRULE:FREQ=WEEKLY;BYDAY=TU,TH']),
    ...timed('comite', 2, '0930', '1100', 'Comité de ética'),
    ...timed('dentista', 9, '1600', '1730', 'Dentista de Mateo'),
    ...event('puente', [`DTSTART;VALUE=DATE:${on(18)}`, `DTEND;VALUE=DATE:${on(19)}`, 'SUMMARY:Día libre', 'TRANSP:OPAQUE']),
    ...event('cumple', [`DTSTART;VALUE=DATE:${on(3)}`, 'SUMMARY:Cumpleaños de Eva', 'TRANSP:TRANSPARENT']),
    'END:VCALENDAR',
    '',
  ];
  return lines.join('\r\n');
}

function event(uid: string, lines: string[]): string[] {
  return ['BEGIN:VEVENT', `UID:${uid}@google.com`, 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT'];
}
