import ical, {
  ICalAlarmType,
  ICalAttendeeRole,
  ICalAttendeeStatus,
  type ICalCalendar,
  ICalCalendarMethod,
  ICalEventBusyStatus,
  ICalEventClass,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator';
import { reminderMinutesOf } from '#domain/reminders.ts';
import { m } from '#texts/compiled/messages.js';
import type { AppointmentFacts } from './facts.ts';
import { fullTitle, whereLine } from './wording.ts';

export interface CalendarFile {
  method: 'REQUEST' | 'CANCEL' | 'PUBLISH';
  content: string;
}

const withCalendar = ['confirmation', 'rescheduled', 'cancelled', 'booked_notice', 'rescheduled_notice', 'cancelled_notice'];

/** The telephone rings this long before: time to find a quiet place, or to get there. */
const ALARM_MINUTES = { video: 15, in_person: 60 };

/**
 * The event that goes with a mail (B7, RFC 5545, RFC 5546): always the same UID, a growing SEQUENCE, instants in UTC.
 * REQUEST to its one attendee, so that Outlook, Gmail and Apple put it in and move it by themselves; CANCEL with the
 * same organiser and attendee takes it out. A series is one file of all its events; a REQUEST may speak of one alone
 * (RFC 5546 §3.2.2), so it is a PUBLISH, without an attendee. Null for kinds that change nothing in a calendar.
 */
export function calendarOf(facts: AppointmentFacts): CalendarFile | null {
  if (!withCalendar.includes(facts.kind) || reminderMinutesOf(facts.kind) !== null) return null;
  const cancelled = facts.kind === 'cancelled' || facts.kind === 'cancelled_notice';
  const patientSide = facts.audience === 'patient';
  const name = patientSide ? fullTitle(facts.specialist) : facts.patient.fullName;
  const words = facts.modality === 'video' ? m.mail_calendar_video_with : m.mail_calendar_in_person_with;
  const attendee = patientSide ? facts.patient : facts.specialist;
  const summary = words({ name }, { locale: facts.locale });
  const calendar = event(facts, summary, cancelled);
  if (facts.alsoOn.length > 0) {
    for (const other of facts.alsoOn) addEvent(calendar, { ...facts, ...other }, summary, false);
    return { method: 'PUBLISH', content: calendar.method(ICalCalendarMethod.PUBLISH).toString() };
  }
  if (attendee.email) {
    calendar.events()[0]?.createAttendee({
      name: attendee.fullName,
      email: attendee.email,
      role: ICalAttendeeRole.REQ,
      status: ICalAttendeeStatus.ACCEPTED,
      rsvp: false,
    });
  }
  calendar.method(cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST);
  return { method: cancelled ? 'CANCEL' : 'REQUEST', content: calendar.toString() };
}

/** The same event for whoever opens the calendar link: no name, no specialty, like the link's page (V2). */
export function linkCalendar(facts: AppointmentFacts): string {
  const words = facts.modality === 'video' ? m.mail_calendar_video : m.mail_calendar_in_person;
  return event(facts, words({}, { locale: facts.locale }), false)
    .method(ICalCalendarMethod.PUBLISH)
    .toString();
}

function event(facts: AppointmentFacts, summary: string, cancelled: boolean): ICalCalendar {
  const prodId = { company: 'Videoconsulta', product: 'Citas', language: facts.locale.toUpperCase() };
  return addEvent(ical({ prodId }), facts, summary, cancelled);
}

function addEvent(calendar: ICalCalendar, facts: AppointmentFacts, summary: string, cancelled: boolean): ICalCalendar {
  const { calendar: identity, startsAt, endsAt, now, locale, links } = facts;
  const link = facts.audience === 'patient' ? links.own : links.agenda;
  const made = calendar.createEvent({
    id: identity.uid,
    sequence: identity.sequence,
    stamp: now,
    created: identity.createdAt,
    lastModified: identity.changedAt,
    start: startsAt,
    end: endsAt,
    summary,
    location: whereLine(facts),
    description: m.mail_calendar_more({ link }, { locale }),
    url: link,
    organizer: { name: 'Videoconsulta', email: identity.organizer },
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: cancelled ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
    busystatus: cancelled ? ICalEventBusyStatus.FREE : ICalEventBusyStatus.BUSY,
    // A shared calendar shows that somebody is busy, not with whom.
    class: ICalEventClass.PRIVATE,
    // Outlook offers no "propose a new time": nobody would read it.
    x: [{ key: 'X-MICROSOFT-DISALLOW-COUNTER', value: 'TRUE' }],
  });
  if (!cancelled && facts.audience === 'patient') {
    const alarm = { type: ICalAlarmType.display, triggerBefore: ALARM_MINUTES[facts.modality] * 60, description: summary };
    made.createAlarm(alarm);
  }
  return calendar;
}
