import type { Locale } from '#domain/people.ts';
import { formatPhone } from '#domain/phone.ts';
import { m } from '#texts/compiled/messages.js';
import { messageState, whenWords, type KnownMessage, type MessageState } from './message-lines.ts';
import type { Practice } from './queries.server.ts';

export interface RecentLine {
  id: string;
  appointmentId: string;
  who: string;
  words: string;
  status: string;
  state: MessageState;
  when: string;
  /** It took one unit of the package (M5). */
  counted: boolean;
}

/** The messages that left or are due next, in finished words. */
export function recentLines(
  messages: readonly (KnownMessage & { appointmentId: string; patientName: string; units: number })[],
  practice: Pick<Practice, 'zone'>,
  now: Date,
  locale: Locale,
): RecentLine[] {
  return messages.map((message) => ({
    id: message.id,
    appointmentId: message.appointmentId,
    who: message.audience === 'patient' ? message.patientName : m.agenda_to_you({}, { locale }),
    words: m.agenda_message_by(
      { kind: message.words.kind, channel: message.channel === 'sms' ? m.agenda_channel_sms({}, { locale }) : m.agenda_channel_email({}, { locale }) },
      { locale },
    ),
    status: message.words.status,
    state: messageState(message.status),
    when: whenWords(practice.zone, message.at, now, locale),
    counted: message.units > 0,
  }));
}

/** Whom no message reached: call them (M7). */
export function unreachedLines(
  unreached: readonly { appointmentId: string; patientName: string; patientMobile: string | null; startsAt: Date; words: { kind: string } }[],
  practice: Pick<Practice, 'zone' | 'country'>,
  now: Date,
  locale: Locale,
) {
  return unreached.map((one) => ({
    appointmentId: one.appointmentId,
    name: one.patientName,
    phone: one.patientMobile ? { href: `tel:${one.patientMobile}`, words: formatPhone(one.patientMobile, practice.country) } : null,
    words: m.agenda_unreached_line({ kind: one.words.kind, when: whenWords(practice.zone, one.startsAt, now, locale) }, { locale }),
  }));
}
