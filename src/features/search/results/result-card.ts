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
  /**
   * The days whose hours are drawn, in order: the four columns of a wide screen, two hours each at most, and whatever day
   * beyond them holds one of the next three hours, which are all that a phone shows.
   */
  days: CardDay[];
  /** Whether the columns hold any hour; otherwise the next three stand alone on a wide screen too. */
  columns: boolean;
  /** Named where the hours of the list are not all of one zone (B1). */
  zoneName: string | null;
}
export interface CardDay {
  date: string;
  /** "Hoy", "Jue" */
  label: string;
  /** "26" */
  number: string;
  slots: CardSlot[];
}
export interface CardSlot {
  startsAt: string;
  hour: string;
  /** "Hoy", "Jue 26" */
  day: string;
  /** "Jueves 26, 18:40" for readers. */
  words: string;
  /** Drawn on one of both sizes alone. */
  only: 'narrow' | 'wide' | undefined;
}
