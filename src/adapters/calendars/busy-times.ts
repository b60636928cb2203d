import { appointmentOfUid } from '#domain/calendar-event.ts';
import { readCalendarText, type CalendarText, type Property } from './calendar-text.ts';
import { durationMs, readEvent, wallOf, type Event, type Reading } from './event.ts';
import { occurrencesOf, type Stretch } from './occurrences.ts';
import { clockOf, ianaClock, type WallClock } from './zones.ts';

/** What the worker is asked; instants in milliseconds. */
export interface BusyQuestion extends Stretch {
  text: string;
  zone: string;
  ownHost: string;
}

export interface BusyTimes {
  name: string | null;
  busy: (Stretch & { appointmentId: string | null })[];
  skipped: number;
}

/** Every stretch of time that a calendar takes inside the range, sorted and joined; null where the text is no calendar. */
export function busyTimes({ text, zone, ownHost, ...range }: BusyQuestion): BusyTimes | null {
  const read = readCalendarText(text, range.from);
  if (!read) return null;
  const reading = readingOf(read, zone);
  const { groups, skipped } = grouped(read, reading);
  const others: Stretch[] = [];
  const ours: BusyTimes['busy'] = [];
  let wild = 0;
  for (const [uid, { master, replacements }] of groups) {
    const appointmentId = appointmentOfUid(uid, ownHost);
    try {
      const stretches = occurrencesOf(master, replacements, range);
      if (appointmentId) ours.push(...stretches.map((one) => ({ ...one, appointmentId })));
      else others.push(...stretches);
    } catch {
      wild += 1;
    }
  }
  for (const properties of read.freeBusy) others.push(...periodsOf(properties, reading, range));
  const busy = [...join(others).map((one) => ({ ...one, appointmentId: null })), ...ours].sort((a, b) => a.from - b.from);
  return { name: read.name, busy, skipped: read.broken + skipped + wild };
}

function readingOf(read: CalendarText, zone: string): Reading {
  const own = ianaClock(zone);
  const clocks = new Map<string, WallClock>();
  return {
    own,
    clockOf(tzid) {
      const clock = clocks.get(tzid) ?? clockOf(tzid, read.zones, own);
      clocks.set(tzid, clock);
      return clock;
    },
    owner: read.name?.includes('@') ? read.name.toLowerCase() : null,
  };
}

interface Group {
  master: Event | null;
  replacements: Event[];
}

/** Events that belong together, by UID; those without one stand alone. */
function grouped(read: CalendarText, reading: Reading): { groups: Map<string, Group>; skipped: number } {
  const groups = new Map<string, Group>();
  let skipped = 0;
  for (const [index, { properties, rules }] of read.events.entries()) {
    try {
      const event = readEvent(properties, rules, reading);
      const key = event.uid || `#${index}`;
      const group = groups.get(key) ?? { master: null, replacements: [] };
      if (event.replaces) group.replacements.push(event);
      else if (!group.master) group.master = event;
      else groups.set(`${key}#${index}`, { master: event, replacements: [] });
      groups.set(key, group);
    } catch {
      skipped += 1;
    }
  }
  return { groups, skipped };
}

/** Calendars that publish when somebody is busy and nothing else (RFC 5545 §3.6.4). */
function periodsOf(properties: Property[], reading: Reading, range: Stretch): Stretch[] {
  return properties
    .filter((property) => property[0] === 'freebusy' && property[1]['fbtype'] !== 'FREE')
    .flatMap((property) => property.slice(3).map((value) => periodOf(property, value, reading)))
    .filter((one) => one !== null)
    .filter((one) => one.until > one.from && one.until > range.from && one.from < range.until);
}

function periodOf(property: Property, value: unknown, reading: Reading): Stretch | null {
  try {
    const [start, end] = Array.isArray(value) ? (value as unknown[]) : String(value).split('/');
    const begins = wallOf(property, start, reading);
    const from = begins.clock.toInstant(begins.at);
    if (/^\+?P/.test(String(end))) return { from, until: from + durationMs(end) };
    const ends = wallOf(property, end, reading);
    return { from, until: ends.clock.toInstant(ends.at) };
  } catch {
    return null;
  }
}

function join(stretches: Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const one of stretches.sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && one.from <= last.until) last.until = Math.max(last.until, one.until);
    else joined.push({ ...one });
  }
  return joined;
}
