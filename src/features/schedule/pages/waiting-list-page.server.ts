import type { Modality } from '#domain/appointment.ts';
import type { Locale } from '#domain/people.ts';
import { groupByDay } from '#domain/slots.ts';
import { formatDayLong, formatHour } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { Practice } from '../queries.server.ts';
import { dayTitle } from './agenda-words.ts';
import { whenWords } from './message-lines.server.ts';

interface Entry {
  id: string;
  patientName: string | null;
  appointment: { id: string; startsAt: Date } | null;
  service: string;
  modality: Modality;
  askedAt: Date;
  wish: string;
  offers: { startsAt: Date; madeAt: Date; status: keyof typeof offerWords; expiresAt: Date }[];
  free: Date[];
}
export type WaitingLine = ReturnType<typeof waitingLines>[number];

const offerWords = {
  open: m.waiting_offer_open,
  accepted: m.waiting_offer_accepted,
  declined: m.waiting_offer_declined,
  lost: m.waiting_offer_lost,
  expired: m.waiting_offer_expired,
  withdrawn: m.waiting_offer_withdrawn,
};
const daysShown = 4;
const hoursShown = 8;

/** Who waits for an earlier hour, in finished words on the practice's wall (B8). */
export function waitingLines(entries: readonly Entry[], { zone }: Pick<Practice, 'zone'>, now: Date, locale: Locale) {
  return entries.map((one) => ({
    id: one.id,
    name: one.patientName,
    appointment: one.appointment && { id: one.appointment.id, words: whenWords(zone, one.appointment.startsAt, now, locale) },
    service: one.service,
    modality: one.modality,
    since: formatDayLong(zone, one.askedAt, locale),
    wish: `${one.wish.charAt(0).toLocaleUpperCase(locale)}${one.wish.slice(1)}`,
    offers: one.offers.map((offer) => {
      // Whoever writes the end of an offer into its row comes by every few seconds.
      const status = offer.status === 'open' && offer.expiresAt <= now ? 'expired' : offer.status;
      return {
        hour: whenWords(zone, offer.startsAt, now, locale),
        status,
        words: offerWords[status]({ until: formatHour(zone, offer.expiresAt) }, { locale }),
      };
    }),
    days: groupByDay(one.free, zone)
      .slice(0, daysShown)
      .map(({ date, slots }) => ({
        day: dayTitle(date, locale),
        hours: slots.slice(0, hoursShown).map((slot) => ({ value: slot.toISOString(), hour: formatHour(zone, slot) })),
      })),
  }));
}
