import type { Modality } from './appointment.ts';
import { dayOfInstant, instantToWall, wallToInstant, addDays, weekdayOf } from './time.ts';

/** The waiting list (B8): who is offered a freed hour, in which order, how many at once, and for how long. */

export type DayPart = 'any' | 'morning' | 'afternoon';

/** When somebody could come, on the clock of their own wall; no weekday means any of them (1 Monday … 7 Sunday). */
export interface Wish {
  weekdays: readonly number[];
  part: DayPart;
  fromDate: string | null;
}

export interface Waiting {
  requestId: string;
  askedAt: Date;
  wish: Wish;
  zone: string;
  modality: Modality;
  /** Free starts of the service they wait for over what was freed, and how long it takes. */
  free: readonly Date[];
  minutes: number;
  /** The appointment they have and until when it may be moved; null for who has none yet. */
  current: { startsAt: Date; movableUntil: Date } | null;
  /** They have another offer to think about. */
  undecided: boolean;
  /** Hours they were offered and let go: neither these nor their neighbours again. */
  known: readonly Date[];
  /** Hours they wanted and lost: these may come again. */
  lost: readonly Date[];
}

export interface FreedQuestion {
  /** When the freed time begins: an hour right there leaves no gap. */
  freedAt: Date;
  waiting: readonly Waiting[];
  /** Offers of the freed time that are open now. */
  open: number;
  /** An abandoned hold gains nothing for who could have had the hour before it; null where it was really taken. */
  heldSince: Date | null;
  now: Date;
}

export interface PlannedOffer {
  requestId: string;
  startsAt: Date;
  expiresAt: Date;
}

const MINUTE = 60_000;
const NOON = 14 * 60;
/** Nobody is woken: offers leave between these hours on the receiver's wall. */
const WAKING = { from: 9 * 60, until: 21 * 60 };
const AT_ONCE = 5;
const AT_ONCE_NEAR = 10;
const NEAR_HOURS = 6;
const LIFE_MINUTES = 30;
const LIFE_MINUTES_NEAR = 15;
/** Less than this to answer is no offer. */
const LIFE_MINUTES_LEAST = 5;
/** An hour on the same day is worth a message from here on. */
const GAIN_MINUTES = 120;
/** From the answer to the hour: to find a quiet place, or to travel. */
const LEAD_MINUTES: Record<Modality, number> = { video: 30, in_person: 120 };

/** Is that start on a day and a part of the day that suits them? */
export function fitsWish(wish: Wish, zone: string, startsAt: Date): boolean {
  const date = dayOfInstant(zone, startsAt);
  const { minute } = instantToWall(zone, startsAt);
  const day = wish.weekdays.length === 0 || wish.weekdays.includes(weekdayOf(date));
  const part = wish.part === 'any' || minute < NOON === (wish.part === 'morning');
  return day && part && (wish.fromDate === null || date >= wish.fromDate);
}

/** Worth a message: an earlier day on their wall, or two hours earlier on the same. */
export function isEarlier(current: Date, startsAt: Date, zone: string): boolean {
  if (startsAt >= current) return false;
  const sameDay = dayOfInstant(zone, startsAt) === dayOfInstant(zone, current);
  return !sameDay || current.getTime() - startsAt.getTime() >= GAIN_MINUTES * MINUTE;
}

/** Until when the offer can be taken; null where there is no time left to answer and come. */
export function offerExpiry(offer: { startsAt: Date; modality: Modality; movableUntil: Date | null; now: Date }): Date | null {
  const { startsAt, modality, movableUntil, now } = offer;
  const near = startsAt.getTime() - now.getTime() < NEAR_HOURS * 60 * MINUTE;
  const ends = [
    now.getTime() + (near ? LIFE_MINUTES_NEAR : LIFE_MINUTES) * MINUTE,
    startsAt.getTime() - LEAD_MINUTES[modality] * MINUTE,
    ...(movableUntil ? [movableUntil.getTime()] : []),
  ];
  const end = Math.min(...ends);
  return end - now.getTime() < LIFE_MINUTES_LEAST * MINUTE ? null : new Date(end);
}

/** The next moment at which their telephone may ring: now, or nine in the morning on their wall. */
export function nextWaking(zone: string, now: Date): Date {
  const { minute } = instantToWall(zone, now);
  if (minute >= WAKING.from && minute < WAKING.until) return now;
  const today = dayOfInstant(zone, now);
  return wallToInstant(zone, minute < WAKING.from ? today : addDays(today, 1), WAKING.from);
}

/**
 * The next offers of freed time: whoever asked first comes first, five at once (ten when the hour is near), each for
 * the hour nearest to the freed one that suits them, one offer at a time for a person, none twice. `lookAgainAt` is when somebody
 * else may have their turn; null where nobody will.
 */
export function planOffers(question: FreedQuestion): { offers: PlannedOffer[]; lookAgainAt: Date | null } {
  const { now, open } = question;
  const offers: PlannedOffer[] = [];
  const later: Date[] = [];
  const wishes = question.waiting
    .map((one) => ({ one, startsAt: bestStart(one, question) }))
    .filter((wish): wish is { one: Waiting; startsAt: Date } => wish.startsAt !== null)
    .sort((a, b) => a.one.askedAt.getTime() - b.one.askedAt.getTime() || (a.one.requestId < b.one.requestId ? -1 : 1));
  for (const { one, startsAt } of wishes) {
    const movableUntil = one.current?.movableUntil ?? null;
    const { modality } = one;
    const at = nextWaking(one.zone, now);
    if (!offerExpiry({ startsAt, modality, movableUntil, now: at })) continue;
    if (at > now) {
      later.push(at);
      continue;
    }
    const near = startsAt.getTime() - now.getTime() < NEAR_HOURS * 60 * MINUTE;
    const expiresAt = offerExpiry({ startsAt, modality, movableUntil, now });
    if (one.undecided || open + offers.length >= (near ? AT_ONCE_NEAR : AT_ONCE) || !expiresAt) {
      later.push(new Date(now.getTime() + LIFE_MINUTES_LEAST * MINUTE));
      continue;
    }
    offers.push({ requestId: one.requestId, startsAt, expiresAt });
  }
  const soonest = later.length === 0 ? null : new Date(Math.min(...later.map((at) => at.getTime())));
  return { offers, lookAgainAt: soonest };
}

function bestStart(one: Waiting, { heldSince, freedAt }: FreedQuestion): Date | null {
  const { free, current, wish, zone, known, lost, askedAt } = one;
  const away = (a: Date, b: Date) => Math.abs(a.getTime() - b.getTime());
  const has = (list: readonly Date[], startsAt: Date) => list.some((other) => away(other, startsAt) < one.minutes * MINUTE);
  const fits = (startsAt: Date) =>
    fitsWish(wish, zone, startsAt) &&
    (current === null || isEarlier(current.startsAt, startsAt, zone)) &&
    !has(known, startsAt) &&
    (heldSince === null || askedAt >= heldSince || has(lost, startsAt));
  return [...free].sort((a, b) => away(a, freedAt) - away(b, freedAt)).find(fits) ?? null;
}
