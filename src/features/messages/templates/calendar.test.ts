import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { calendarOf, linkCalendar } from './calendar.ts';
import type { AppointmentFacts } from './facts.ts';
import { renderMail } from './mail.ts';
import { factsOfCarmen, hour } from './sample-facts.ts';

describe('the calendar file (B7, quality 66)', () => {
  const parse = (content: string) => {
    const calendar = new ICAL.Component(ICAL.parse(content));
    const event = calendar.getFirstSubcomponent('vevent');
    if (!event) throw new Error('no event');
    return { calendar, event, value: (name: string) => String(event.getFirstPropertyValue(name)) };
  };
  const file = (change: Partial<AppointmentFacts>) => parse(calendarOf(factsOfCarmen(change))?.content ?? '');

  test('an event in UTC that the reader’s calendar can show and keep', () => {
    const { calendar, value } = file({ kind: 'confirmation' });
    expect(calendar.getFirstPropertyValue('method')).toBe('REQUEST');
    expect([value('uid'), value('sequence'), value('status')]).toEqual([
      '01a206ae-3d53-7d54-9aba-e7aa862dfbb7@vc.example',
      '0',
      'CONFIRMED',
    ]);
    expect([value('dtstart'), value('dtend')]).toEqual(['2026-11-26T17:40:00Z', '2026-11-26T18:10:00Z']);
    expect(value('summary')).toBe('Videoconsulta con Dra. Lucía Ibáñez Peñalver');
    expect(value('organizer')).toBe('mailto:citas@vc.example');
  });
  test('a move and a cancellation are the same event', () => {
    const moved = file({ kind: 'rescheduled', calendar: { ...factsOfCarmen().calendar, sequence: 1 } });
    const gone = file({ kind: 'cancelled', calendar: { ...factsOfCarmen().calendar, sequence: 2 } });
    expect([moved.value('uid'), gone.value('uid')]).toEqual(
      Array.from({ length: 2 }, () => file({ kind: 'confirmation' }).value('uid')),
    );
    expect([
      moved.value('sequence'),
      gone.value('sequence'),
      gone.value('status'),
      gone.calendar.getFirstPropertyValue('method'),
    ]).toEqual(['1', '2', 'CANCELLED', 'CANCEL']);
  });
  test('what clients need: one attendee, no answer wanted, a private busy time, when it was last changed, an alarm', () => {
    const { event, value } = file({ kind: 'confirmation' });
    const attendee = event.getFirstProperty('attendee');
    expect(event.getAllProperties('attendee')).toHaveLength(1);
    expect([attendee?.getFirstValue(), attendee?.getParameter('rsvp'), attendee?.getParameter('partstat')]).toEqual([
      'MAILTO:carmen@correo.example',
      'FALSE',
      'ACCEPTED',
    ]);
    expect([value('transp'), value('class'), value('created'), value('last-modified')]).toEqual([
      'OPAQUE',
      'PRIVATE',
      '2026-11-20T09:00:00Z',
      '2026-11-20T09:04:00Z',
    ]);
    expect(String(event.getFirstSubcomponent('valarm')?.getFirstPropertyValue('trigger'))).toBe('-PT15M');
    const gone = file({ kind: 'cancelled' });
    expect([gone.value('transp'), gone.event.getFirstSubcomponent('valarm')]).toEqual(['TRANSPARENT', null]);
    expect(gone.event.getFirstPropertyValue('attendee')).toBe(event.getFirstPropertyValue('attendee'));
  });
  test.each([
    'Europe/Madrid',
    'Atlantic/Canary',
    'America/Mexico_City',
    'America/Tijuana',
    'America/Ciudad_Juarez',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
  ])('around every change of the clock of %s until 2031 the file means the very instant', (zone) => {
    let at: Temporal.ZonedDateTime | null = Temporal.Instant.from('2026-01-01T00:00:00Z').toZonedDateTimeISO(zone);
    const changes: Temporal.ZonedDateTime[] = [];
    while ((at = at.getTimeZoneTransition('next')) && at.year < 2031) changes.push(at);
    const starts = [0, ...changes.map((change) => change.epochMilliseconds - hour.getTime())].flatMap((from) =>
      [-90, -30, 0, 30, 90].map((minutes) => new Date(hour.getTime() + from + minutes * 60_000)),
    );
    for (const startsAt of starts) {
      const endsAt = new Date(startsAt.getTime() + 30 * 60_000);
      const { event } = file({ kind: 'confirmation', zone, startsAt, endsAt });
      const read = new ICAL.Event(event);
      expect([read.startDate.toJSDate(), read.endDate.toJSDate()]).toEqual([startsAt, endsAt]);
      expect(event.getFirstProperty('dtstart')?.getParameter('tzid')).toBeUndefined();
    }
  });
  test('a series is one file with an event for each date, published, each with its own identity and link', () => {
    const first = factsOfCarmen({ kind: 'confirmation' });
    const week = 7 * 86_400_000;
    const other = (weeks: number) => ({
      startsAt: new Date(first.startsAt.getTime() + weeks * week),
      endsAt: new Date(first.endsAt.getTime() + weeks * week),
      links: { ...first.links, own: `https://vc.example/e/${weeks}` },
      calendar: { ...first.calendar, uid: `${weeks}@vc.example` },
    });
    const facts = { ...first, alsoOn: [other(1), other(2)] };
    const answer = calendarOf(facts);
    const calendar = new ICAL.Component(ICAL.parse(answer?.content ?? ''));
    expect([answer?.method, calendar.getFirstPropertyValue('method')]).toEqual(['PUBLISH', 'PUBLISH']);
    const events = calendar.getAllSubcomponents('vevent');
    const all = (name: string) => events.map((event) => String(event.getFirstPropertyValue(name)));
    expect(all('uid')).toEqual([first.calendar.uid, '1@vc.example', '2@vc.example']);
    expect(all('dtstart')).toEqual(['2026-11-26T17:40:00Z', '2026-12-03T17:40:00Z', '2026-12-10T17:40:00Z']);
    expect(all('url')).toEqual([first.links.own, 'https://vc.example/e/1', 'https://vc.example/e/2']);
    expect(events.flatMap((event) => event.getAllProperties('attendee'))).toEqual([]);
    const { text, html } = renderMail(facts);
    for (const body of [text, html]) {
      expect(body).toContain('https://vc.example/citas');
      expect(body).not.toContain('/calendario');
    }
  });
  test('reminders change no calendar', () => expect(calendarOf(factsOfCarmen())).toBeNull());
  test('the file behind the link names nobody (V2)', () => {
    const content = linkCalendar(factsOfCarmen({ kind: 'confirmation' }));
    expect(parse(content).value('summary')).toBe('Videoconsulta');
    expect(content).not.toMatch(/Ib|Carmen|Primera/);
  });
});
