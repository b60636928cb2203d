import type { Locale } from '#domain/people.ts';
import { dayOfInstant, formatDayRelative, formatDayShort, formatHour } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { MessageLine, MessageState } from '../views.ts';

/** What the messages feature tells of a message. */
export interface KnownMessage {
  id: string;
  kind: string;
  audience: 'patient' | 'specialist';
  channel: 'sms' | 'email';
  status: string;
  at: Date;
  words: { kind: string; status: string };
}

const states: Record<string, MessageState> = {
  delivered: 'reached',
  sent: 'sent',
  planned: 'planned',
  sending: 'planned',
  failed: 'failed',
  undeliverable: 'failed',
  skipped: 'failed',
};

export function messageState(status: string): MessageState {
  return states[status] ?? 'planned';
}

/** The patient's messages: SMS and e-mail of one kind in the same state make one line (M6, M7). */
export function messageLines(messages: readonly KnownMessage[], zone: string, now: Date, locale: Locale): MessageLine[] {
  const groups = new Map<string, KnownMessage[]>();
  for (const message of messages) {
    const state = states[message.status];
    if (!state || message.audience !== 'patient') continue;
    const key = `${message.kind} ${state} ${Math.floor(message.at.getTime() / 600_000)}`;
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  return [...groups.values()].map((group): MessageLine => {
    const first = group[0] as KnownMessage;
    const state = states[first.status] ?? 'planned';
    return {
      id: first.id,
      words: m.agenda_message_by({ kind: first.words.kind, channel: channelWords(group, locale) }, { locale }),
      when: whenWords(zone, first.at, now, locale),
      state,
      note: state === 'failed' ? first.words.status : null,
    };
  });
}

function channelWords(group: readonly KnownMessage[], locale: Locale): string {
  const channels = new Set(group.map((message) => message.channel));
  if (channels.size === 2) return m.agenda_channel_both({}, { locale });
  return channels.has('sms') ? m.agenda_channel_sms({}, { locale }) : m.agenda_channel_email({}, { locale });
}

/** 'Hoy 16:40', 'Mañana 15:40', 'Lun 23 9:02'. */
export function whenWords(zone: string, instant: Date, now: Date, locale: Locale): string {
  const near =
    Math.abs(Date.parse(dayOfInstant(zone, instant)) - Date.parse(dayOfInstant(zone, now))) <= 86_400_000 &&
    instant >= startOfDay(zone, now);
  const day = near ? formatDayRelative(zone, instant, now, locale) : formatDayShort(zone, instant, locale);
  return `${day.charAt(0).toUpperCase()}${day.slice(1)} ${formatHour(zone, instant)}`;
}

function startOfDay(zone: string, now: Date): Date {
  const [hour = 0, minute = 0] = formatHour(zone, now).split(':').map(Number);
  return new Date(now.getTime() - (hour * 60 + minute + 1) * 60_000);
}
