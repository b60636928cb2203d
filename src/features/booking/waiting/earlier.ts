import type { DayPart } from '#domain/waiting-list.ts';

/** What an appointment's page says of the waiting list, in finished words (B8). */
export interface Earlier {
  /** Null where nobody asked for an earlier hour. */
  wish: { weekdays: number[]; part: DayPart; fromDate: string; words: string } | null;
  offer: EarlierOffer | null;
  /** Free hours before their own that they could take at once. */
  freeNow: number;
}

export interface EarlierOffer {
  id: string;
  /** "martes 24 de noviembre" and "9:40" on the patient's wall. */
  day: string;
  hour: string;
  /** Until when it can be taken: "10:30". */
  until: string;
  /** `gone`: somebody was faster; `over`: nobody answered in time. */
  standing: 'open' | 'gone' | 'over';
}

/** A wish of somebody who has no appointment yet (B8). */
export interface OpenWish {
  id: string;
  specialist: string;
  slug: string;
  service: string;
  words: string;
  offer: { day: string; hour: string; until: string; serviceId: string; startsAt: string } | null;
}
