import type { RoomView } from '#domain/room-view.ts';

/** Addresses of the room's own script (`components/host/room-entry.ts`) in this build, what it imports, and its styles. */
export interface RoomScript {
  entry: string;
  imports: string[];
  styles: string[];
}

/** What a room page knows of its appointment besides the room itself, in words ready to show. */
export interface RoomPageData {
  room: RoomView;
  specialist: { name: string; portrait: string; phone: string; phoneHref: string };
  patientName: string;
  videoMessage: string;
  /** The specialist may still say how much is charged (Y4). */
  takesAmount: boolean;
  /** Where the patient reviews once it took place (R1); null for the specialist. */
  reviewPath: string | null;
  durationMinutes: number;
  zone: string;
  /** "Hoy", "Mañana" or the long day, as a sentence begins. */
  dayWords: string;
  hour: string;
  /** Named where this side's clock differs from the other side's (B1). */
  zoneName: string | null;
}
