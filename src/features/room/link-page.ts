import type { Role } from '#domain/people.ts';
import type { RoomStage } from '#domain/room-view.ts';

/** What a link shows before any press: hour and state, no name and no specialty (V2). */
export interface LinkPage {
  role: Role;
  modality: 'in_person' | 'video';
  stage: RoomStage;
  startsAt: string;
  /** "hoy", "mañana" or the long day. */
  day: string;
  dayLong: string;
  hour: string;
  zone: string;
  zoneName: string;
  opensAt: string;
  opensHour: string;
  durationMinutes: number;
  cancelledOn: string | null;
  now: string;
}
