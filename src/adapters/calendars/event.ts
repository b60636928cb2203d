import type { Property } from './calendar-text.ts';
import { utcClock, type WallClock, type WallMs } from './zones.ts';

const day = 86_400_000;

/** A time as the file has it: on the wall of a clock; a whole day where it names no hour. */
export interface Wall {
  at: WallMs;
  clock: WallClock;
  wholeDay: boolean;
}

/** An event that takes time, as far as its time is concerned. */
export interface Event {
  uid: string;
  start: Wall;
  /** Milliseconds on the wall. */
  length: number;
  rules: string[];
  extra: (Wall & { length: number | null })[];
  except: Wall[];
  /** The occurrence that this one takes the place of, and whether it takes that of all later ones too. */
  replaces: (Wall & { andLater: boolean }) | null;
  /** Cancelled, transparent or declined: it takes nobody's time, but still replaces what it replaces. */
  free: boolean;
}

/** What a file's times are read with. */
export interface Reading {
  /** Times without a zone and whole days: the specialist's. */
  own: WallClock;
  /** The clock that this file means by a TZID; the same object for the same name. */
  clockOf(tzid: string): WallClock;
  /** Whose calendar it is, where its name is a mail address: what they declined takes none of their time. */
  owner: string | null;
}

/** One VEVENT; throws a RangeError for what makes no sense. */
export function readEvent(properties: Property[], rules: string[], reading: Reading): Event {
  const one = (name: string) => properties.find((property) => property[0] === name);
  const many = (name: string) => properties.filter((property) => property[0] === name);
  const started = one('dtstart');
  if (!started) throw new RangeError('an event without a start');
  const start = wallOf(started, started[3], reading);
  const recurrence = one('recurrence-id');
  return {
    uid: text(one('uid')),
    start,
    length: lengthOf(start, one('dtend'), one('duration'), reading),
    rules,
    extra: many('rdate').flatMap((property) => property.slice(3).map((value) => extraOf(property, value, reading))),
    except: many('exdate').flatMap((property) => property.slice(3).map((value) => wallOf(property, value, reading))),
    replaces: recurrence
      ? { ...wallOf(recurrence, recurrence[3], reading), andLater: recurrence[1]['range'] === 'THISANDFUTURE' }
      : null,
    free: isFree(one, many('attendee'), reading.owner),
  };
}

function isFree(one: (name: string) => Property | undefined, attendees: Property[], owner: string | null): boolean {
  const said = (name: string) => text(one(name)).toUpperCase();
  if (said('status') === 'CANCELLED' || said('transp') === 'TRANSPARENT') return true;
  if (['FREE', 'WORKINGELSEWHERE'].includes(said('x-microsoft-cdo-busystatus'))) return true;
  return attendees.some(
    (who) => owner !== null && String(who[3]).toLowerCase() === `mailto:${owner}` && who[1]['partstat'] === 'DECLINED',
  );
}

function lengthOf(start: Wall, end: Property | undefined, duration: Property | undefined, reading: Reading): number {
  if (duration) return durationMs(duration[3]);
  if (!end) return start.wholeDay ? day : 0;
  const ends = wallOf(end, end[3], reading);
  // An end in another zone than the start, as flights have it.
  const length =
    ends.clock === start.clock || ends.wholeDay
      ? ends.at - start.at
      : start.clock.toWall(ends.clock.toInstant(ends.at)) - start.at;
  if (length < 0) throw new RangeError('an event that ends before it starts');
  return start.wholeDay && length === 0 ? day : length;
}

function extraOf(property: Property, value: unknown, reading: Reading): Event['extra'][number] {
  if (!Array.isArray(value)) return { ...wallOf(property, value, reading), length: null };
  const [from, until] = value as unknown[];
  const start = wallOf(property, from, reading);
  return { ...start, length: /^-?P/.test(String(until)) ? durationMs(until) : wallOf(property, until, reading).at - start.at };
}

export function wallOf(property: Property, value: unknown, reading: Reading): Wall {
  const [, year, month, date, hour, minute = '0', second = '0', zulu] =
    /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?(Z)?)?$/.exec(String(value)) ?? [];
  if (!year) throw new RangeError('a time that is none');
  const at = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(date),
    Number(hour ?? 0),
    Number(minute),
    Math.min(59, Number(second)),
  );
  if (new Date(at).getUTCDate() !== Number(date) || Number(hour ?? 0) > 23) throw new RangeError('a day that is none');
  const tzid = property[1]['tzid'];
  const clock = zulu ? utcClock : hour !== undefined && typeof tzid === 'string' ? reading.clockOf(tzid) : reading.own;
  return { at, clock, wholeDay: hour === undefined };
}

/** RFC 5545 §3.3.6; negative ones make no event. */
export function durationMs(value: unknown): number {
  const [, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(String(value)) ?? fail();
  return (Number(weeks) * 7 + Number(days)) * day + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

function fail(): never {
  throw new RangeError('a duration that is none');
}

function text(property: Property | undefined): string {
  return typeof property?.[3] === 'string' ? property[3].trim() : '';
}
