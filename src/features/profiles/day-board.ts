/** A day one can choose on the profile, told in words (B1). */
export interface BoardDay {
  date: string;
  /** "Hoy", "Jue" */
  weekday: string;
  number: string;
  /** "6 huecos" */
  note: string;
  /** "miércoles 25 de noviembre, 6 huecos": the day alone, where no weekday stands beside it. */
  words: string;
  free: number;
}
export interface BoardSlot {
  startsAt: string;
  /** "18:40" */
  hour: string;
  /** "Jueves 26, 18:40" */
  words: string;
  taken: boolean;
}
/** A whole month, Monday first. */
export interface MonthGrid {
  /** "Noviembre de 2026" */
  title: string;
  /** '2026-11' */
  month: string;
  weekdays: { short: string; long: string }[];
  /** Null before the first of the month and after its last. */
  weeks: (BoardDay | null)[][];
  /** The months before and after, as far as one can book. */
  before: string | null;
  after: string | null;
}
export interface DayBoard {
  /** "Noviembre", or "noviembre y diciembre" where the days reach into it. */
  month: string;
  /** The coming days in a row; empty where a month is shown instead. */
  days: BoardDay[];
  grid: MonthGrid | null;
  /** The chosen day; null where nothing is free. */
  date: string | null;
  morning: BoardSlot[];
  afternoon: BoardSlot[];
  zone: string;
  /** "hora de Madrid" */
  zoneName: string;
  /** The practice's zone where its clock shows something else (B1). */
  practiceZoneName: string | null;
}
