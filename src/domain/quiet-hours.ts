import { reminderMinutesOf, type PlannedMessage } from './reminders.ts';
import { instantToWall, addDays, wallToInstant } from './time.ts';

/** The night of whoever is told, in minutes of the wall; equal ends mean none. */
export interface QuietHours {
  fromMinute: number;
  untilMinute: number;
}

/** A reminder that goes out earlier than this before the hour can wait for the morning. */
const CAN_WAIT_MINUTES = 720;
/** So long before the hour it must have left, night or not. */
const AT_LEAST_BEFORE_MINUTES = 120;
const canWait = ['review_invitation', 'card_request', 'card_settled'];

/**
 * When a message really leaves: an SMS to a patient that can wait does not ring at night but at its end, in the
 * patient's zone (M2). What answers somebody's own press, what changes an appointment, and a reminder shortly before the
 * hour go at once; mails make no noise.
 */
export function afterQuiet(message: PlannedMessage, night: { hours: QuietHours; zone: string; startsAt: Date }): Date {
  const { dueAt } = message;
  if (message.channel !== 'sms' || message.audience !== 'patient' || !mayWait(message.kind)) return dueAt;
  const ends = endOfQuiet(dueAt, night.hours, night.zone);
  const latest = night.startsAt.getTime() - AT_LEAST_BEFORE_MINUTES * 60_000;
  const ahead = night.startsAt > dueAt;
  return ends && (!ahead || ends.getTime() <= latest) ? ends : dueAt;
}

/** When the night that an instant falls into is over; null by day. */
export function endOfQuiet(instant: Date, { fromMinute, untilMinute }: QuietHours, zone: string): Date | null {
  if (fromMinute === untilMinute) return null;
  const { date, minute } = instantToWall(zone, instant);
  const overMidnight = fromMinute > untilMinute;
  const quiet = overMidnight ? minute >= fromMinute || minute < untilMinute : minute >= fromMinute && minute < untilMinute;
  if (!quiet) return null;
  return wallToInstant(zone, overMidnight && minute >= fromMinute ? addDays(date, 1) : date, untilMinute);
}

function mayWait(kind: string): boolean {
  const minutes = reminderMinutesOf(kind);
  return minutes === null ? canWait.includes(kind) : minutes >= CAN_WAIT_MINUTES;
}
