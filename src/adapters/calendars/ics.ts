import type { CalendarAnswer, CalendarReader } from '#ports/calendars.ts';
import { download } from './download.ts';
import { busyTimesInWorker } from './in-worker.ts';
import type { Way } from './ways.ts';

/** Reads busy times from iCalendar files (RFC 5545), reached by `way`. */
export function icsCalendars(way: Way): CalendarReader {
  return {
    async read({ address, zone, from, until, ownHost, seen }): Promise<CalendarAnswer> {
      if (!URL.canParse(address)) return { kind: 'failed', why: 'unreachable' };
      const file = await download(way, address, seen);
      if (file.kind !== 'file') return file;
      const { text, etag, lastModified } = file;
      try {
        const read = await busyTimesInWorker({ text, zone, ownHost, from: from.getTime(), until: until.getTime() });
        if (!read) return { kind: 'failed', why: 'not-a-calendar' };
        const busy = read.busy.map((one) => ({
          startsAt: new Date(one.from),
          endsAt: new Date(one.until),
          appointmentId: one.appointmentId,
        }));
        return { kind: 'read', name: read.name, skipped: read.skipped, busy, etag, lastModified };
      } catch {
        return { kind: 'failed', why: 'too-large' };
      }
    },
  };
}
