import type { Modality } from '#domain/appointment.ts';

export interface PreviewDay {
  date: string;
  slots: { hour: string; state: 'kept' | 'new' | 'gone' }[];
  free: number;
  added: number;
  removed: number;
}
/** What patients would see of one service for a fortnight from today, in the specialist's zone. */
export interface SlotPreview {
  services: { id: string; name: string; modality: Modality; placeName: string | null }[];
  serviceId: string;
  days: PreviewDay[];
}
