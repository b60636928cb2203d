import type { Modality } from '#domain/appointment.ts';
import type { MoveDay } from '../own-appointment.ts';

/** What is being booked, in finished words (B1, P3). */
export interface BookingSummary {
  specialist: { name: string; headline: string; portrait: string; slug: string; phone: string; phoneHref: string };
  modality: Modality;
  serviceId: string;
  service: string;
  minutes: number;
  startsAt: string;
  /** "Jueves 26 de noviembre" */
  day: string;
  /** "Jueves 26" */
  dayShort: string;
  hour: string;
  /** "Hora de Madrid" */
  zoneName: string;
  /** "11:40 (hora de Ciudad de México)" where the practice's wall shows something else. */
  elsewhere: string | null;
  price: string;
  paying: 'free' | 'at_practice' | 'instructions' | 'card_now' | 'card_after';
  /** How to pay, in the practice's own words. */
  instructions: string;
  place: { name: string; address: string; city: string } | null;
  /** Of video appointments alone; empty where nothing was written (P3). */
  videoMessage: string;
  /** "De la Dra. Ibáñez, para tu videoconsulta" */
  videoMessageFrom: string;
  steps: 2 | 3;
  /** Until when cancelling is free; null where that is over already. */
  cutoff: { day: string; hour: string } | null;
  lateFee: string | null;
}

/** Free hours instead of one that is gone (B2). */
export interface OtherHours {
  nearest: MoveDay[];
  /** Every day to come, where it was asked for; it is long, and who lost a race waits for its drawing (S10). */
  all: MoveDay[] | null;
}
