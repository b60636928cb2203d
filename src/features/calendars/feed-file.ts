import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import type { Modality } from '#domain/appointment.ts';
import type { Locale } from '#domain/people.ts';
import { m } from '#texts/compiled/messages.js';

/** What a feed may know of an appointment: never why somebody comes, nor how to reach them. */
export interface FeedEvent {
  uid: string;
  url: string;
  startsAt: Date;
  endsAt: Date;
  sequence: number;
  cancelled: boolean;
  changedAt: Date;
  modality: Modality;
  /** First name and initial; null where the feed says no more than that the time is taken. */
  patient: string | null;
  place: string | null;
}

const readAgainSeconds = 15 * 60;

/**
 * The feed as a file (RFC 5545, RFC 7986): the same events as in the mails, by UID and SEQUENCE, instants in UTC. Says
 * the same of the same appointments to the byte, so that its hash tells whether anything changed.
 */
export function feedFile(feed: { name: string; locale: Locale; events: readonly FeedEvent[] }): string {
  const { locale } = feed;
  const calendar = ical({
    name: feed.name,
    prodId: { company: 'Videoconsulta', product: 'Agenda', language: locale.toUpperCase() },
    ttl: readAgainSeconds,
    method: ICalCalendarMethod.PUBLISH,
  });
  for (const event of feed.events) {
    calendar.createEvent({
      id: event.uid,
      sequence: event.sequence,
      stamp: event.changedAt,
      lastModified: event.changedAt,
      start: event.startsAt,
      end: event.endsAt,
      summary: summaryOf(event, locale),
      ...(event.place === null ? {} : { location: event.place }),
      url: event.url,
      transparency: event.cancelled ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
      status: event.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return calendar.toString();
}

function summaryOf({ patient, modality }: FeedEvent, locale: Locale): string {
  if (patient === null) return m.feed_busy({}, { locale });
  return modality === 'video' ? m.feed_video({ name: patient }, { locale }) : m.feed_in_person({ name: patient }, { locale });
}
