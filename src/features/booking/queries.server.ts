import { builtOnce } from '#db/built-once.ts';
import type { ChargeWhen, Currency, Modality, Prepayment } from '#domain/appointment.ts';
import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { formatPhone } from '#domain/phone.ts';
import { prepaymentPlan } from '#domain/prepayment.ts';
import { freeSlots, nearestSlots, slotStanding } from '#domain/slots.ts';
import { dayOfInstant, formatDayLong, formatDayRelative, formatHour, repeatedHourOffset, sameWallTime, zoneName } from '#domain/time.ts';
import { isUuid } from '#domain/typed.ts';
import { m } from '#texts/compiled/messages.js';
import { messageFrom } from '#texts/message-from.ts';
import type { Tx, World } from '#ports/world.ts';
import type { BookingSummary, OtherHours } from './components/summary.ts';
import { isBrowserOf } from './hold.server.ts';
import { slotsByDay } from './move-days.server.ts';
import { findChosen, findOffer, slotQuestion, type Offer } from './offer.server.ts';
import { describeOwn, ownRow } from './own-appointment.server.ts';
import type { OwnAppointment } from './own-appointment.ts';

type Reader = Pick<World, 'as' | 'last' | 'clock'>;
const day = 86_400_000;
const otherDays = 14;

/** An hour of a service, and for whose eyes. */
export interface Wanted {
  serviceId: string;
  startsAt: Date;
  zone: string | null;
  locale: Locale;
}
export interface ChosenSlot {
  summary: BookingSummary;
  standing: 'free' | 'taken' | 'past' | 'not-offered';
}

/** The slot that an address names, whether it is still to be had, and its terms; null where the service is not offered. */
export async function findChosenSlot(
  world: Reader,
  input: Wanted,
): Promise<ChosenSlot | null> {
  const now = world.clock.now();
  return world.as({ kind: 'visitor' }, async (tx) => {
    const { startsAt } = input;
    const chosen = await findChosen(world, tx, input, now);
    if (!chosen) return null;
    const { offer, question } = chosen;
    const standing = startsAt <= now ? 'past' : slotStanding(question, startsAt);
    return { standing, summary: summarise({ ...offer, startsAt }, { zone: input.zone ?? offer.zone, now, locale: input.locale }) };
  });
}

/** The specialist's address of a service, for who arrives without an hour. */
export async function findProfileOf(world: Reader, serviceId: string): Promise<string | null> {
  const offer = await world.as({ kind: 'visitor' }, (tx) => findOffer(tx, serviceId));
  return offer?.slug ?? null;
}

/** Free hours around one that is gone: the nearest six, and the days to come where they are asked for (B2). */
export async function otherHours(world: Reader, input: Wanted & { allDays: boolean }): Promise<OtherHours> {
  return (await hoursInstead(world, input))?.other ?? { nearest: [], all: null };
}

/** What is shown instead of an hour that is gone: its terms and `otherHours`; null where the service is not offered. */
export async function hoursInstead(world: Reader, input: Wanted & { allDays: boolean }): Promise<{ summary: BookingSummary; other: OtherHours } | null> {
  const now = world.clock.now();
  return world.as({ kind: 'visitor' }, async (tx) => {
    const offer = await findOffer(tx, input.serviceId);
    if (!offer) return null;
    const { startsAt, locale } = input;
    const from = new Date(Math.max(now.getTime(), startsAt.getTime() - 7 * day));
    const until = new Date(Math.max(from.getTime(), startsAt.getTime()) + otherDays * day);
    const slots = freeSlots(await slotQuestion(tx, offer, { from, until }, now));
    const zone = input.zone ?? offer.zone;
    return {
      summary: summarise({ ...offer, startsAt }, { zone, now, locale }),
      other: { nearest: slotsByDay(nearestSlots(slots, startsAt, 6), zone, locale), all: input.allDays ? slotsByDay(slots, zone, locale) : null },
    };
  });
}

/** The answer to one who lost is good for whoever lost the same hour within a second. */
const sharedMs = 1000;
const worlds = new WeakMap<Reader['clock'], Map<string, ReturnType<typeof hoursInstead>>>();

/**
 * What all who lost one hour are shown instead (B2): found once for two hundred at a time (S10), a second old at most.
 * Whoever chooses one of its hours is asked for anew, under the lock.
 */
export function shareHoursInstead(world: Reader, wanted: Wanted & { allDays: boolean }): ReturnType<typeof hoursInstead> {
  let shared = worlds.get(world.clock);
  if (!shared) worlds.set(world.clock, (shared = new Map()));
  const key = JSON.stringify([wanted, Math.floor(world.clock.now().getTime() / sharedMs)]);
  const known = shared.get(key);
  if (known) return known;
  const found = hoursInstead(world, wanted);
  shared.set(key, found);
  const forget = () => shared.delete(key);
  found.then(() => setTimeout(forget, sharedMs).unref(), forget);
  return found;
}

/** What this browser holds of that very slot, or has booked: who comes back goes on with it, and is told of no stranger (B4). */
export async function findOwnBooking(world: Reader, browserHash: Uint8Array, input: { serviceId: string; startsAt: Date }): Promise<string | null> {
  const row = await world.as({ kind: 'system', job: 'resume-hold' }, (tx) =>
    ownBooking(tx, Buffer.from(browserHash), input.serviceId, input.startsAt, world.clock.now()).first(),
  );
  return row?.id ?? null;
}

const ownBooking = builtOnce((tx: Tx, browserHash: Buffer, serviceId: string, startsAt: Date, now: Date) =>
  tx
    .selectFrom('appointments')
    .select('id')
    .where('browser_hash', '=', browserHash)
    .where('service_id', '=', serviceId)
    .where('starts_at', '=', startsAt)
    .where((eb) => eb.or([eb('status', '=', 'booked'), eb.and([eb('status', '=', 'held'), eb('hold_expires_at', '>', now)])])),
);

export interface HeldBooking {
  id: string;
  step: 'code' | 'card' | 'confirm' | 'expired' | 'booked' | 'over';
  summary: BookingSummary;
  zone: string;
  contact: { mobile: string; email: string };
  linkVersion: number;
  /** While the hold runs: how long still, until when, and whether it can be extended. */
  hold: { remainingMs: number; until: string; extendable: boolean } | null;
}

const heldRow = builtOnce((tx: Tx, appointmentId: string) =>
  tx
    .selectFrom('appointments as a')
    .innerJoin('specialists as s', 's.id', 'a.specialist_id')
    .innerJoin('specialist_settings as t', 't.specialist_id', 's.id')
    .innerJoin('services as v', 'v.id', 'a.service_id')
    .leftJoin('places as p', 'p.id', 'a.place_id')
    .where('a.id', '=', appointmentId)
    .select([
      'a.id', 'a.status', 'a.link_version', 'a.person_id', 'a.browser_hash', 'a.hold_expires_at', 'a.hold_extended', 'a.contact_proved_at',
      'a.patient_zone', 'a.patient_mobile',
      'a.patient_email', 'a.starts_at as startsAt', 'a.service_id as serviceId', 'a.modality', 'a.duration_minutes as durationMinutes', 'a.zone',
      'a.price_cents as priceCents', 'a.currency', 'a.prepayment', 'a.charge_when as chargeWhen', 'a.late_fee_cents as lateFeeCents',
      'a.cutoff_hours as cutoffHours', 'v.name as serviceName', 's.slug', 's.title', 's.full_name as specialistName', 's.headline', 's.portrait',
      's.phone', 's.country', 't.video_message as videoMessage', 't.other_payment_instructions as otherPaymentInstructions',
      'p.name as placeName', 'p.address as placeAddress', 'p.city as placeCity',
    ]) // prettier-ignore
);

type HeldRow = Awaited<ReturnType<ReturnType<typeof heldRow>['execute']>>[number];

/** A booking as the browser that began it sees it; null for every other browser (B3, B4). */
export async function findHeldBooking(world: Reader, browserHash: Uint8Array, appointmentId: string, locale: Locale): Promise<HeldBooking | null> {
  if (!isUuid(appointmentId)) return null;
  const [row] = await world.as({ kind: 'guest', appointmentId }, (tx) => world.last(tx, heldRow(tx, appointmentId)));
  return row && isBrowserOf(row, browserHash) ? describeHeld(row, world.clock.now(), locale) : null;
}

/** `findHeldBooking`, and with it the appointment as its patient sees it, null until it is booked: what the last page shows, in one question. */
export async function findBooked(world: Reader, browserHash: Uint8Array, appointmentId: string, locale: Locale): Promise<{ held: HeldBooking; appointment: OwnAppointment | null } | null> {
  if (!isUuid(appointmentId)) return null;
  const [row, [own]] = await world.as({ kind: 'guest', appointmentId }, (tx) => Promise.all([heldRow(tx, appointmentId).first(), world.last(tx, ownRow(tx, appointmentId))]));
  if (!row || !isBrowserOf(row, browserHash)) return null;
  const now = world.clock.now();
  return { held: describeHeld(row, now, locale), appointment: own ? describeOwn(own, now, locale) : null };
}

function describeHeld(row: HeldRow, now: Date, locale: Locale): HeldBooking {
  const zone = row.patient_zone;
  const expiresAt = row.status === 'held' ? row.hold_expires_at : null;
  const running = expiresAt !== null && expiresAt > now;
  return {
    id: row.id,
    step: stepOf(row, running),
    summary: summarise({ ...row, currency: row.currency as Currency }, { zone, now, locale }),
    zone,
    contact: { mobile: row.patient_mobile ? formatPhone(row.patient_mobile, row.country) : '', email: row.patient_email ?? '' },
    linkVersion: row.link_version,
    hold: running ? { remainingMs: expiresAt.getTime() - now.getTime(), until: formatHour(zone, expiresAt), extendable: !row.hold_extended } : null,
  };
}

interface Standing {
  status: string;
  person_id: string | null;
  contact_proved_at: Date | null;
  prepayment: Prepayment;
  chargeWhen: ChargeWhen;
  priceCents: number;
}

function stepOf(row: Standing, running: boolean): HeldBooking['step'] {
  if (row.status === 'booked' || row.status === 'in_progress' || row.status === 'completed') return 'booked';
  // A day after it ended what was typed is forgotten, and there is nothing to go on with.
  if ((row.status !== 'held' && row.status !== 'expired') || row.person_id === null) return 'over';
  if (!running) return 'expired';
  if (row.contact_proved_at === null) return 'code';
  return prepaymentPlan({ bookedBy: 'patient', ...row }).cardIsPartOfBooking ? 'card' : 'confirm';
}

type Terms = Pick<
  Offer,
  | 'serviceId' | 'modality' | 'serviceName' | 'durationMinutes' | 'priceCents' | 'slug' | 'title' | 'specialistName' | 'portrait' | 'headline' | 'zone'
  | 'country' | 'phone' | 'cutoffHours' | 'prepayment' | 'chargeWhen' | 'lateFeeCents' | 'otherPaymentInstructions' | 'videoMessage' | 'placeName'
  | 'placeAddress' | 'placeCity'
> & { currency: Currency; startsAt: Date; modality: Modality }; // prettier-ignore

function summarise(terms: Terms, view: { zone: string; now: Date; locale: Locale }): BookingSummary {
  const { zone, now, locale } = view;
  const { startsAt } = terms;
  const plan = prepaymentPlan({ bookedBy: 'patient', ...terms });
  const cutoffAt = new Date(startsAt.getTime() - terms.cutoffHours * 3_600_000);
  const hourOn = (wall: string) => {
    const offset = repeatedHourOffset(wall, startsAt);
    return offset ? `${formatHour(wall, startsAt)} (${offset})` : formatHour(wall, startsAt);
  };
  const otherDay = dayOfInstant(zone, startsAt) !== dayOfInstant(terms.zone, startsAt);
  const practice = { hour: hourOn(terms.zone), zone: zoneName(terms.zone, locale), day: formatDayLong(terms.zone, startsAt, locale) };
  const name = `${terms.title} ${terms.specialistName}`.trim();
  return {
    specialist: { name, headline: terms.headline, portrait: terms.portrait, slug: terms.slug, phone: formatPhone(terms.phone, terms.country), phoneHref: `tel:${terms.phone}` },
    modality: terms.modality,
    serviceId: terms.serviceId,
    service: terms.serviceName,
    minutes: terms.durationMinutes,
    startsAt: startsAt.toISOString(),
    day: capital(formatDayLong(zone, startsAt, locale)),
    dayShort: capital(formatDayRelative(zone, startsAt, now, locale)),
    hour: hourOn(zone),
    zoneName: capital(zoneName(zone, locale)),
    elsewhere: sameWallTime(zone, terms.zone, startsAt) ? null : (otherDay ? m.booking_elsewhere_day : m.booking_elsewhere)(practice, { locale }),
    price: formatMoney(terms.priceCents, terms.currency, locale),
    paying: payingOf(terms, plan.cardIsPartOfBooking),
    instructions: terms.prepayment === 'other' ? terms.otherPaymentInstructions : '',
    place: terms.placeName ? { name: terms.placeName, address: terms.placeAddress ?? '', city: terms.placeCity ?? '' } : null,
    videoMessage: terms.modality === 'video' ? terms.videoMessage : '',
    videoMessageFrom: terms.modality === 'video' ? messageFrom(`${terms.title} ${terms.specialistName}`.trim(), locale) : '',
    steps: plan.cardIsPartOfBooking ? 3 : 2,
    cutoff: cutoffAt > now ? { day: formatDayLong(zone, cutoffAt, locale), hour: formatHour(zone, cutoffAt) } : null,
    lateFee: plan.cardIsPartOfBooking && terms.lateFeeCents > 0 ? formatMoney(Math.min(terms.lateFeeCents, terms.priceCents), terms.currency, locale) : null,
  };
}

function payingOf(terms: Terms, card: boolean): BookingSummary['paying'] {
  if (terms.priceCents === 0) return 'free';
  if (card) return terms.chargeWhen === 'after' ? 'card_after' : 'card_now';
  return terms.prepayment === 'other' ? 'instructions' : 'at_practice';
}

function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase('es') + text.slice(1);
}
