import type { Locale } from '#domain/people.ts';
import { formatPhone } from '#domain/phone.ts';
import { m } from '#texts/compiled/messages.js';
import { messageState, whenWords, type KnownMessage } from './message-lines.server.ts';
import type { Practice } from '../queries.server.ts';
import type { MessageState } from '../views.ts';

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

const comingShown = 6;
const recentShown = 30;

/** What is due next, soonest first, and what left, latest first, in finished words; of the latter the last thirty unless all are asked for. */
export function messagesPage(
  messages: Parameters<typeof recentLines>[0],
  practice: Pick<Practice, 'zone'>,
  now: Date,
  locale: Locale,
  all: boolean,
) {
  const isAhead = (message: { status: string }) => messageState(message.status) === 'planned';
  const ahead = messages.filter(isAhead).sort((a, b) => a.at.getTime() - b.at.getTime());
  const left = messages.filter((message) => !isAhead(message));
  return {
    coming: recentLines(ahead.slice(0, comingShown), practice, now, locale),
    recent: recentLines(left.slice(0, all ? left.length : recentShown), practice, now, locale),
    moreRecent: !all && left.length > recentShown,
  };
}

function recentLines(
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
      {
        kind: message.words.kind,
        channel: message.channel === 'sms' ? m.agenda_channel_sms({}, { locale }) : m.agenda_channel_email({}, { locale }),
      },
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
  unreached: readonly {
    appointmentId: string;
    patientName: string;
    patientMobile: string | null;
    startsAt: Date;
    words: { kind: string };
  }[],
  practice: Pick<Practice, 'zone' | 'country'>,
  now: Date,
  locale: Locale,
) {
  return unreached.map((one) => ({
    appointmentId: one.appointmentId,
    name: one.patientName,
    phone: one.patientMobile
      ? { href: `tel:${one.patientMobile}`, words: formatPhone(one.patientMobile, practice.country) }
      : null,
    words: m.agenda_unreached_line(
      { kind: one.words.kind, when: whenWords(practice.zone, one.startsAt, now, locale) },
      { locale },
    ),
  }));
}
