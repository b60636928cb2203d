import { m } from '#texts/compiled/messages.js';

/** What is counted of the video consultations of one month (UNE 179011); a share is `count` of `whole`. */
export interface Indicators {
  booked: number;
  tookPlace: number;
  unsuitable: number;
  technical: number;
  patientAbsent: number;
  specialistAbsent: number;
  cancelled: number;
  /** Still ahead. */
  open: number;
  /** Nobody has said yet what became of them. */
  unanswered: number;
  /** Both were let in together; of these, both were connected. */
  met: number;
  connected: number;
  /** From the hour, or from coming where that was later, until «Dar paso»; null where nobody waited, or it is no longer kept. */
  medianWaitSeconds: number | null;
  reviews: { count: number; mean: number | null };
  callRatings: { count: number; mean: number | null };
}

/** A month with its neighbours, `YYYY-MM`; no month after the present one. */
export interface IndicatorMonth {
  month: string;
  previous: string;
  next: string | null;
  indicators: Indicators;
}

/** What each number is called, in the order of page and table. */
export const indicatorWords = {
  booked: m.indicators_booked,
  tookPlace: m.indicators_took_place,
  unsuitable: m.indicators_unsuitable,
  technical: m.indicators_technical,
  patientAbsent: m.indicators_patient_absent,
  specialistAbsent: m.indicators_specialist_absent,
  cancelled: m.indicators_cancelled,
  open: m.indicators_open,
  unanswered: m.indicators_unanswered,
} as const;
export const counted = Object.keys(indicatorWords) as (keyof typeof indicatorWords)[];

/** '93 %'; a dash where there is nothing to share. */
export function share(count: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((count / whole) * 100)}\u00a0%`;
}
