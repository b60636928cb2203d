/** A day one can choose on the profile, told in words (B1). */
export interface BoardDay {
  date: string;
  /** "Hoy", "Jue" */
  weekday: string;
  number: string;
  /** "6 huecos" */
  note: string;
  empty: boolean;
}
export interface BoardSlot {
  startsAt: string;
  /** "18:40" */
  hour: string;
  /** "Jueves 26, 18:40" */
  words: string;
  taken: boolean;
}
export interface DayBoard {
  /** "Noviembre", or "noviembre y diciembre" where the days reach into it. */
  month: string;
  days: BoardDay[];
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
