import type { DayTimes, Stretch } from '#domain/agenda-move.ts';
import type { Modality } from '#domain/appointment.ts';
import type { AgendaEvent } from './agenda.ts';

/** What the pages hand to the components: finished words and places, nothing left to decide. */
export type { AppointmentCard, SlotChoices } from './pages/appointment-card.server.ts';
export type { FoundPatient } from './pages/patient-lines.server.ts';

/** An hour that patients could book, as the form of a new appointment takes it and as it is said: 'jue 26', '9:00'. */
export interface FreeHour {
  /** '2026-11-26' */
  day: string;
  /** '09:00' */
  hour: string;
  dayWords: string;
  hourWords: string;
}

/** `equipo`: one day of every specialist whose agenda one keeps, side by side (B6). */
export type AgendaView = 'dia' | 'semana' | 'lista' | 'equipo';

/** One column: a day of one specialist. */
export interface AgendaDay {
  /** Tells the columns of a page apart. */
  key: string;
  specialistId: string;
  /** Where columns are people, whose it is. */
  owner: string | null;
  date: string;
  weekday: string;
  letter: string;
  number: number;
  /** 'jueves 26 de noviembre' */
  name: string;
  isToday: boolean;
  /** Minute on this column's wall when the page was read. */
  nowMinute: number;
  today: string;
  events: AgendaEvent[];
  /** Bookings under way, of nobody in particular. */
  holds: (Stretch & { id: string })[];
  /** Taken in a calendar elsewhere (B7). */
  busy: (Stretch & { id: string })[];
  /** Stretches that are taken off, in minutes of the wall. */
  off: Stretch[];
  open: Record<Modality, Stretch[]>;
  bufferMinutes: number;
  gridStep: number;
}

export interface AgendaPage {
  view: AgendaView;
  day: string;
  today: string;
  /** Minute on the specialist's wall, for the line of now. */
  nowMinute: number;
  title: string;
  /** The phone's title: 'Jueves 26' and below it 'noviembre'. */
  dayTitle: string;
  month: string;
  previous: string;
  next: string;
  /** The columns of the grid: one day, five, or seven where weekends are worked; or one for each specialist. */
  days: AgendaDay[];
  /** The week of the phone's strip. */
  strip: AgendaDay[];
  /** The chosen day and the next one with appointments, for the phone. */
  ahead: AgendaDay[];
  /** Hours that the grid shows. */
  fromHour: number;
  untilHour: number;
}

/** What of a column decides where something may be dropped (B9); `elapsed` are the minutes since the page was read. */
export function dayTimes(day: AgendaDay, elapsed: number): DayTimes {
  return {
    taken: [
      ...day.events
        .filter((event) => event.takesTime)
        .map((event) => ({
          id: event.id,
          kind: 'appointment' as const,
          startsMinute: event.minute,
          endsMinute: event.minute + event.durationMinutes,
        })),
      ...day.holds.map((hold) => ({ ...hold, kind: 'hold' as const })),
      ...day.busy.map((busy) => ({ ...busy, kind: 'external' as const })),
    ],
    open: day.open,
    bufferMinutes: day.bufferMinutes,
    pastMinute: day.date < day.today ? 1440 : day.date > day.today ? 0 : day.nowMinute + elapsed,
  };
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
