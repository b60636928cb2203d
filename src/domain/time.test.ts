import { describe, expect, test } from 'vitest';
import * as time from './time.ts';

const madrid = 'Europe/Madrid';
const mexico = 'America/Mexico_City';
const at = (iso: string) => new Date(iso);
const thursday = at('2026-11-26T17:40:00Z');

describe('wall times become instants by the rule "compatible"', () => {
  test.each([
    ['a winter evening', madrid, '2026-11-26', 18 * 60 + 40, '2026-11-26T17:40:00.000Z'],
    ['a summer morning', madrid, '2026-07-01', 9 * 60, '2026-07-01T07:00:00.000Z'],
    ['of the repeated 02:30 the earlier', madrid, '2026-10-25', 150, '2026-10-25T00:30:00.000Z'],
    ['the absent 02:30 moves on to 03:30', madrid, '2027-03-28', 150, '2027-03-28T01:30:00.000Z'],
    ['minute 1440 is the next midnight', madrid, '2026-12-31', 1440, '2026-12-31T23:00:00.000Z'],
    ['Canarias is an hour behind', 'Atlantic/Canary', '2026-11-26', 0, '2026-11-26T00:00:00.000Z'],
    ['Mexico City keeps no summer time', mexico, '2026-07-01', 540, '2026-07-01T15:00:00.000Z'],
  ])('%s', (_, zone, date, minute, instant) => {
    expect(time.wallToInstant(zone, date, minute).toISOString()).toBe(instant);
  });

  test('and instants become what the clock on the wall shows', () => {
    expect(time.instantToWall(madrid, thursday)).toEqual({
      date: '2026-11-26',
      minute: 1120,
      weekday: 4,
      text: '2026-11-26T18:40',
    });
    expect(time.instantToWall('Pacific/Auckland', thursday)).toMatchObject({
      date: '2026-11-27',
      weekday: 5,
      text: '2026-11-27T06:40',
    });
  });
});

test('days are counted on the calendar', () => {
  expect(time.addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(time.addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(time.daysBetween('2026-10-24', '2026-10-26')).toBe(2);
  expect(time.daysBetween('2026-10-26', '2026-10-24')).toBe(-2);
  expect(['2026-11-26', '2026-11-29', '2026-11-30', '1969-12-31'].map(time.weekdayOf)).toEqual([4, 7, 1, 3]);
  expect(time.dayOfInstant(mexico, at('2026-12-01T05:59:00Z'))).toBe('2026-11-30');
  expect(() => time.addDays('26/11/2026', 1)).toThrow(RangeError);
});

test('the month of the message package is the month in the specialist’s zone', () => {
  const { from, until } = time.monthOf(mexico, at('2026-12-01T05:59:00Z'));
  expect([from.toISOString(), until.toISOString()]).toEqual(['2026-11-01T06:00:00.000Z', '2026-12-01T06:00:00.000Z']);
  const october = time.monthOf(madrid, at('2026-10-31T12:00:00Z'));
  expect([october.from.toISOString(), october.until.toISOString()]).toEqual([
    '2026-09-30T22:00:00.000Z',
    '2026-10-31T23:00:00.000Z',
  ]);
  expect(time.monthOf(madrid, at('2026-12-31T12:00:00Z')).until.toISOString()).toBe('2026-12-31T23:00:00.000Z');
});

test('only the repeated hour needs its offset', () => {
  expect(time.repeatedHourOffset(madrid, at('2026-10-25T00:30:00Z'))).toBe('UTC+2');
  expect(time.repeatedHourOffset(madrid, at('2026-10-25T01:30:00Z'))).toBe('UTC+1');
  expect(time.repeatedHourOffset(madrid, at('2026-10-25T02:30:00Z'))).toBeNull();
  expect(time.repeatedHourOffset(madrid, thursday)).toBeNull();
});

test('zones are known or not', () => {
  expect([madrid, 'Atlantic/Canary', 'UTC'].every(time.isZone)).toBe(true);
  expect(['Europe/Atlantis', '', '+02:00', 'hora de Madrid'].some(time.isZone)).toBe(false);
});

describe('a day or an instant out of an address', () => {
  test.each(['2026-11-26', '2028-02-29', '1990-01-01', '2199-12-31'])('%s is a day', (text) => expect(time.isDay(text)).toBe(true));
  test.each(['', 'x', '2026-02-31', '2026-13-01', '9999-99-99', '9999-12-31', '0000-01-01', '-000001-01-01', '2026-11-26T10:00', '2026-11-26\n'])('%j is none', (text) => expect(time.isDay(text)).toBe(false));
  test.each(['2026-11-26T10:00:00.000Z', '2026-11-26T11:00+01:00'])('%s is an instant', (text) => expect(time.readInstant(text)?.toISOString()).toBe('2026-11-26T10:00:00.000Z'));
  test.each(['', '2026-11-26', '2026-02-31T10:00Z', '+275760-09-13T00:00:00.000Z', '9999-12-31T23:59:59Z', '2026-11-26T99:00Z'])('%j is none', (text) => expect(time.readInstant(text)).toBeNull());
});

describe('as people say it', () => {
  test.each([
    [madrid, 'hora de Madrid', 'Madrid time', 'Madrid'],
    ['Atlantic/Canary', 'hora de Canarias', 'Canary Islands time', 'Canarias'],
    [mexico, 'hora de Ciudad de México', 'Mexico City time', 'CDMX'],
    ['America/Cancun', 'hora de Cancún', 'Cancún time', 'Cancún'],
    ['America/Argentina/Buenos_Aires', 'hora de Buenos Aires', 'Buenos Aires time', 'Buenos Aires'],
  ])('%s', (zone, es, en, short) => {
    expect([time.zoneName(zone, 'es'), time.zoneName(zone, 'en'), time.zoneCity(zone, 'es', 'short')]).toEqual([es, en, short]);
  });

  test('days and hours', () => {
    expect(time.formatDayLong(madrid, thursday, 'es')).toBe('jueves 26 de noviembre');
    expect(time.formatDayLong(madrid, thursday, 'en')).toBe('Thursday 26 November');
    expect(time.formatDayShort(madrid, thursday, 'es')).toBe('jue 26');
    expect(time.formatDayShort(madrid, thursday, 'en')).toBe('Thu 26');
    expect(time.formatHour(madrid, thursday)).toBe('18:40');
    expect(time.formatHour(madrid, at('2026-11-26T08:00:00Z'))).toBe('9:00');
    expect(time.formatHour(madrid, at('2026-11-25T23:05:00Z'))).toBe('0:05');
  });

  test.each([
    ['2026-11-26T08:00:00Z', 'hoy', 'today'],
    ['2026-11-25T22:59:00Z', 'mañana', 'tomorrow'],
    ['2026-11-24T12:00:00Z', 'jueves 26', 'Thursday 26'],
    ['2026-10-20T12:00:00Z', 'jueves 26 de noviembre', 'Thursday 26 November'],
    ['2026-11-28T12:00:00Z', 'jueves 26 de noviembre', 'Thursday 26 November'],
  ])('seen from %s it is %s', (now, es, en) => {
    expect(time.formatDayRelative(madrid, thursday, at(now), 'es')).toBe(es);
    expect(time.formatDayRelative(madrid, thursday, at(now), 'en')).toBe(en);
  });

  test('two zones are named only where their clocks differ', () => {
    expect(time.sameWallTime(madrid, 'Europe/Paris', thursday)).toBe(true);
    expect(time.sameWallTime(madrid, 'Atlantic/Canary', thursday)).toBe(false);
    expect(time.sameWallTime('Pacific/Auckland', 'Pacific/Honolulu', thursday)).toBe(false);
  });
});
