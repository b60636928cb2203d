import type { RoomView } from '#domain/room-view.ts';

/** What the server gives a room page, in words ready to show. */
export interface RoomPageData {
  room: RoomView;
  specialist: { name: string; portrait: string; phone: string };
  patientName: string;
  videoMessage: string;
  durationMinutes: number;
  zone: string;
  /** "Hoy", "Mañana" or the long day, as a sentence begins. */
  dayWords: string;
  hour: string;
}
