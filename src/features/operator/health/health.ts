import { m } from '#texts/compiled/messages.js';

/** What a bar or a part of it stands for; its words, its colour and its pattern go by this code. */
export const seriesWords = {
  sent: m.op_series_sent,
  late: m.op_series_late,
  failed: m.op_series_failed,
  median: m.op_series_median,
  worst: m.op_series_worst,
  direct: m.op_series_direct,
  relayed: m.op_series_relayed,
  unconnected: m.op_series_unconnected,
} as const;

export interface Series {
  code: keyof typeof seriesWords;
  values: number[];
}

export interface Health {
  labels: { short: string; long: string }[];
  sms: Series[];
  mail: Series[];
  /** Seconds from an event's arrival until it was worked on; `worst` is what lies above the median. */
  eventLag: Series[];
  differences: { events: number; answers: number; refunds: number; disputes: number };
  calls: Series[];
  /** Seconds from "Dar paso" until both were connected. */
  firstPicture: Series[];
  shares: { met: number; connected: number; relayed: number };
}
