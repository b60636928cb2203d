import { describe, expect, it } from 'vitest';
import { blocksUntil, calendarState, mayBeUnchanged, nextRead, readCalendarAddress } from './external-calendar.ts';

const now = new Date('2026-11-23T09:00:00Z');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);

describe('reading an external calendar (B7)', () => {
  it.each([
    [0, 5],
    [1, 10],
    [2, 20],
    [6, 320],
    [7, 360],
    [500, 360],
  ])('after %i failures waits %i minutes', (failures, wait) => expect(nextRead(failures, now)).toEqual(minutes(wait)));

  it('takes "unchanged" for an answer for a day, then reads all of it', () => {
    expect(mayBeUnchanged(minutes(-23 * 60), now)).toBe(true);
    expect(mayBeUnchanged(minutes(-24 * 60), now)).toBe(false);
    expect(mayBeUnchanged(null, now)).toBe(false);
  });

  it('that fails keeps its busy times three days, then says that they no longer block', () => {
    const failing = { active: true, failure: 'gone' as const, failingSince: minutes(-10) };
    expect(calendarState({ ...failing, readAt: minutes(-15) }, now)).toEqual({
      kind: 'failing',
      why: 'gone',
      since: minutes(-10),
      blocksUntil: blocksUntil(minutes(-15)),
    });
    expect(calendarState({ ...failing, readAt: minutes(-3 * 1440) }, now)).toMatchObject({ kind: 'failing', blocksUntil: null });
    expect(calendarState({ ...failing, readAt: null }, now)).toMatchObject({ kind: 'failing', blocksUntil: null });
  });
  it('is off where it was switched off, whatever it said before', () =>
    expect(calendarState({ active: false, readAt: now, failure: 'gone', failingSince: now }, now)).toEqual({ kind: 'off' }));
  it('is fine where the last answer was', () =>
    expect(calendarState({ active: true, readAt: minutes(-2), failure: null, failingSince: null }, now)).toEqual({
      kind: 'fine',
      readAt: minutes(-2),
    }));
});

describe('the address of a calendar', () => {
  it.each([
    [
      'https://calendar.google.com/calendar/ical/x/private-1/basic.ics',
      'https://calendar.google.com/calendar/ical/x/private-1/basic.ics',
    ],
    [' webcal://p52-caldav.icloud.com/published/2/abc ', 'https://p52-caldav.icloud.com/published/2/abc'],
    ['WEBCAL://nube.example/c.ics', 'https://nube.example/c.ics'],
    ['outlook.office365.com/owa/calendar/a/calendar.ics', 'https://outlook.office365.com/owa/calendar/a/calendar.ics'],
    ['https://nube.example:8443/c.ics#hoy', 'https://nube.example:8443/c.ics'],
  ])('%s is read', (typed, address) => expect(readCalendarAddress(typed)).toBe(address));

  it.each([
    ['nothing', ''],
    ['plain http', 'http://nube.example/c.ics'],
    ['another scheme', 'file:///etc/passwd'],
    ['a password', 'https://ana:secreto@nube.example/c.ics'],
    ['a name of this machine', 'https://localhost/c.ics'],
    ['words', 'mi calendario de google'],
    ['a book', `https://nube.example/${'a'.repeat(2000)}`],
  ])('%s is none', (_, typed) => expect(readCalendarAddress(typed)).toBeNull());
});
