import { expireHolds, forgetUnprovedPeople } from '#features/booking/jobs.server.ts';
import { publishSlots } from '#features/fhir/bulk.server.ts';
import { slotsOfServices } from '#features/profiles/free-slots.server.ts';
import { forgetOldAnswers } from '#features/api/limits.server.ts';
import { expireOffers, offerFreedHours } from '#features/booking/waiting/offers.server.ts';
import { warnOfZones } from '#features/booking/zones/compare-zones.server.ts';
import { keepWallTimes } from '#features/booking/zones/keep-wall-times.server.ts';
import { openNewDays } from '#features/booking/waiting/open-wishes.server.ts';
import { sendDueMails, sendDueTexts } from '#features/messages/sending/send.server.ts';
import { sweepMessages } from '#features/messages/sending/sweep.server.ts';
import { takeDueAmounts } from '#features/payments/amount.server.ts';
import { forgetRawEvents, listMissedEvents, processCardEvent } from '#features/payments/news/events.server.ts';
import { holdCard, holdDueCards } from '#features/payments/card/hold.server.ts';
import { letGoOfHolds, releaseHold, takeHold } from '#features/payments/card/take-hold.server.ts';
import { askCheckout, chargeSavedCard, expireCheckout, refundPayment } from '#features/payments/jobs.server.ts';
import { reconcileCheckouts } from '#features/payments/reconcile.server.ts';
import { completeDue, forgetOldRooms } from '#features/room/jobs.server.ts';
import { anchorAudit, watchAudit } from '#features/privacy/audit-rounds.server.ts';
import { forgetAudit, sealAudit } from '#features/privacy/audit-seals.server.ts';
import { forgetBlockedRecords } from '#features/privacy/erasure.server.ts';
import { letLateArrivalsGo } from '#features/privacy/late-arrivals.server.ts';
import { keepNoLonger } from '#features/privacy/retention.server.ts';
import { readDueCalendars } from '#features/calendars/refresh.server.ts';
import { forgetSearchWords, refreshListings } from '#features/search/openings/refresh.server.ts';
import type { World } from '#ports/world.ts';
import { forgetAlarms } from './guard/alarms.ts';
import { forgetCounts } from './guard/limits.ts';
import type { DueTasks, JobHandlers } from './engine.ts';

/** What each queued job does. */
export const jobHandlers: JobHandlers = {
  'process-card-event': processCardEvent,
  'expire-checkout': expireCheckout,
  'settle-checkout': askCheckout,
  'refund-payment': refundPayment,
  'charge-saved-card': chargeSavedCard,
  'hold-card': holdCard,
  'take-hold': takeHold,
  'release-hold': releaseHold,
};

/** Upkeep that need not be looked at every second; a restart looks at once. */
const hourly = (task: (world: World) => Promise<void>) => every(3_600_000, task);

function every(ms: number, task: (world: World) => Promise<void>): (world: World) => Promise<void> {
  const last = new WeakMap<World, number>();
  return async (world) => {
    const now = world.clock.now().getTime();
    if (now - (last.get(world) ?? 0) < ms) return;
    last.set(world, now);
    await task(world);
  };
}

/** What product time makes due, in this order. */
export const dueTasks: DueTasks = [
  expireHolds,
  hourly(openNewDays),
  expireOffers,
  offerFreedHours,
  completeDue,
  reconcileCheckouts,
  holdDueCards,
  letGoOfHolds,
  takeDueAmounts,
  sweepMessages,
  hourly((world) => keepWallTimes(world)),
  hourly(warnOfZones),
  (world) => publishSlots(world, slotsOfServices),
  hourly(forgetOldRooms),
  hourly(forgetUnprovedPeople),
  hourly(forgetOldAnswers),
  hourly(forgetCounts),
  hourly(forgetAlarms),
  hourly(forgetRawEvents),
  hourly(forgetSearchWords),
  sealAudit,
  hourly(forgetAudit),
  hourly(forgetBlockedRecords),
  hourly(letLateArrivalsGo),
  hourly(keepNoLonger),
  refreshListings,
];

/** Due work that waits for other people's servers: each runs beside the rest and beside the others, and nothing waits for it. */
export const lanes: DueTasks = [sendDueTexts, sendDueMails, readDueCalendars, listMissedEvents, hourly(anchorAudit), every(60_000, watchAudit)];
