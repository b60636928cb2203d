import type { CalendarFailure } from '#domain/external-calendar.ts';

/** What is asked of an external calendar (B7). */
export interface CalendarQuestion {
  /** `https://…`; whoever types `webcal://` means the same. */
  address: string;
  /** IANA zone in which whole days and times without a zone are meant: the specialist's. */
  zone: string;
  from: Date;
  until: Date;
  /** Host of our own events' UIDs, so that a calendar that subscribes to us is no echo. */
  ownHost: string;
  /** What the last answer said of its version; null asks for all of it. */
  seen: CalendarVersion | null;
}

export interface CalendarVersion {
  etag: string | null;
  lastModified: string | null;
}

export interface BusySpan {
  startsAt: Date;
  endsAt: Date;
  /** The appointment that this event of ours speaks of, by its UID; null for everybody else's. */
  appointmentId: string | null;
}

export type CalendarAnswer =
  | ({
      kind: 'read';
      /** What the calendar calls itself. */
      name: string | null;
      /** Sorted; spans that overlap or touch are one. No titles, places or people leave the adapter. */
      busy: BusySpan[];
      /** Events that could not be understood, or repeat more often than anybody's time. */
      skipped: number;
    } & CalendarVersion)
  | { kind: 'unchanged' }
  | { kind: 'failed'; why: CalendarFailure };

export interface CalendarReader {
  read(question: CalendarQuestion): Promise<CalendarAnswer>;
}
