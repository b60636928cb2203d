import type { FeedContents } from './schema.ts';

/** A calendar kept elsewhere, as its page shows it; finished words. */
export interface CalendarCard {
  id: string;
  name: string;
  /** Where it is kept; the rest of its address is shown nowhere. */
  host: string;
  active: boolean;
  failing: { title: string; why: string; meanwhile: string } | null;
  /** 'Leído hoy a las 9:05', 'Apagado: no quita huecos.' */
  state: string;
  skipped: number;
  next: string[];
}

/** An appointment over which a calendar elsewhere has something. */
export interface Conflict {
  appointmentId: string;
  when: string;
  patientName: string;
}

export interface FeedView {
  address: string;
  contents: FeedContents;
  lastRead: string | null;
}
