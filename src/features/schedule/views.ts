import type { AgendaEvent } from './agenda.ts';

/** What the pages hand to the components: finished words and places, nothing left to decide. */
export type { AppointmentCard, SlotChoices } from './pages/appointment-card.server.ts';

export type AgendaView = 'dia' | 'semana' | 'lista';

export interface AgendaDay {
  date: string;
  weekday: string;
  letter: string;
  number: number;
  /** 'jueves 26 de noviembre' */
  name: string;
  isToday: boolean;
  events: AgendaEvent[];
  /** Stretches that are taken off, in minutes of the wall. */
  off: { startsMinute: number; endsMinute: number }[];
}

export interface AgendaPage {
  view: AgendaView;
  day: string;
  today: string;
  /** Minute on the specialist's wall, for the line of now. */
  nowMinute: number;
  title: string;
  dayTitle: string;
  previous: string;
  next: string;
  /** The columns of the grid: one day, five, or seven where weekends are worked. */
  days: AgendaDay[];
  /** The week of the phone's strip. */
  strip: AgendaDay[];
  /** The chosen day and the next one with appointments, for the phone. */
  ahead: AgendaDay[];
  /** Hours that the grid shows. */
  fromHour: number;
  untilHour: number;
}

/** A message of an appointment in finished words. */
export interface MessageLine {
  id: string;
  words: string;
  when: string;
  state: MessageState;
  /** Why it did not arrive. */
  note: string | null;
}
export type MessageState = 'reached' | 'sent' | 'planned' | 'failed';
