import { describe, expect, it } from 'vitest';
import { readQuestion, readSpan } from './questions.server.ts';

const span = (values: string[], zone = 'Europe/Madrid') => {
  const read = readSpan(values, zone);
  return read && [read.from?.toISOString() ?? null, read.until?.toISOString() ?? null];
};

describe('the time that a search names', () => {
  it.each<[string, string[], (string | null)[] | null]>([
    ['a day', ['2026-11-24'], ['2026-11-23T23:00:00.000Z', '2026-11-24T23:00:00.000Z']],
    ['the day of 25 hours', ['2026-10-25'], ['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z']],
    ['the day of 23 hours', ['2027-03-28'], ['2027-03-27T23:00:00.000Z', '2027-03-28T22:00:00.000Z']],
    ['from a day on', ['ge2026-10-25'], ['2026-10-24T22:00:00.000Z', null]],
    ['after a day', ['gt2026-10-25'], ['2026-10-25T23:00:00.000Z', null]],
    ['before a day', ['lt2026-10-25'], [null, '2026-10-24T22:00:00.000Z']],
    ['up to a day', ['le2026-10-25'], [null, '2026-10-25T23:00:00.000Z']],
    ['between two instants', ['ge2026-10-25T00:30:00Z', 'lt2026-10-25T02:30:00+01:00'], ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']],
    ['a plus that became a space', ['ge2026-10-25T02:30:00 01:00'], ['2026-10-25T01:30:00.000Z', null]],
    ['an instant without its zone', ['ge2026-10-25T00:30:00'], null],
    ['no day', ['2026-02-31'], null],
    ['nonsense', ['yesterday'], null],
  ])('%s', (_, values, expected) => {
    expect(span(values)).toEqual(expected);
  });

  it('is of the wall it is asked on', () => {
    expect(span(['2026-04-05'], 'Australia/Lord_Howe')).toEqual(['2026-04-04T13:00:00.000Z', '2026-04-05T13:30:00.000Z']);
  });
});

describe('a search', () => {
  it.each([
    ['Slot', 'status=free'],
    ['Slot', 'schedule=a&schedule=b'],
    ['Location', 'near=1'],
    ['Practitioner', '_count=0'],
    ['Practitioner', '_format=xml'],
    ['Appointment', 'date=1&date=2&date=3'],
  ] as const)('of %s that asks %s is not read', (type, query) => {
    expect(readQuestion(type, new URLSearchParams(query))).toBeNull();
  });
});
