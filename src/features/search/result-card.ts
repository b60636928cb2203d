import type { Modality } from '#domain/appointment.ts';

/** A specialist as the results show them, in finished words (P4). */
export interface ResultCard {
  slug: string;
  name: string;
  headline: string;
  portrait: string;
  rating: { value: number; figure: string; count: number } | null;
  languages: string;
  modality: Modality;
  minutes: number;
  price: string;
  /** "a 12 km", from the centre of the searched city. */
  distance: string | null;
  /** Both modalities where both exist: "Vídeo · 30 min · 55 €", "Presencial en Madrid". */
  badges: { kind: Modality; short: string; long: string }[];
  serviceId: string;
  zone: string;
  /** Four days from today with two hours each at most. */
  days: { date: string; label: string; number: string; slots: CardSlot[] }[];
  /** The next three wherever they are. */
  next: CardSlot[];
  /** Named where the hours of the list are not all of one zone (B1). */
  zoneName: string | null;
}
export interface CardSlot {
  startsAt: string;
  hour: string;
  /** "Hoy", "Jue 26" */
  day: string;
  /** "Jueves 26, 18:40" for readers. */
  words: string;
}
