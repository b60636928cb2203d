import { mayReschedule } from '#domain/booking.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { isOfferedSlot } from '#domain/slots.ts';
import { switchedOff } from '#domain/switches.ts';
import { formatDayLong, formatHour } from '#domain/time.ts';
import { fitsWish, isEarlier, type Wish } from '#domain/waiting-list.ts';
import type { Tx, World } from '#ports/world.ts';
import { slotsToMoveTo } from '../change.server.ts';
import { findOffer, slotQuestion } from '../offer.server.ts';
import type { Earlier, EarlierOffer } from './earlier.ts';
import { wishWords } from './words.server.ts';

type Booking = Pick<World, 'as' | 'clock' | 'ids' | 'announce' | 'switches'>;

/**
 * Puts the patient of an appointment on the waiting list, or changes what they asked for (B8). Only while they may
 * move the appointment themselves (B5). Refuses `waiting-list-off`, `not-found`, `too-late-to-change`, `appointment-over`, `appointment-cancelled`.
 */
export async function askForEarlier(
  world: Booking,
  actor: Actor,
  input: { appointmentId: string; wish: Wish },
): Promise<Result<null>> {
  if (!(await world.switches.isOn('waiting-list'))) return switchedOff('waiting-list');
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const row = await tx
      .selectFrom('appointments')
      .selectAll()
      .where('id', '=', input.appointmentId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return refuse('not-found');
    const allowed = mayReschedule({
      status: row.status,
      startsAt: row.starts_at,
      cutoffHours: row.cutoff_hours,
      by: 'patient',
      now,
    });
    if (!allowed.ok) return allowed;
    const { weekdays, part, fromDate } = input.wish;
    const values = { weekdays: [...weekdays], part, from_date: fromDate };
    const changed = await tx
      .updateTable('waiting_requests')
      .set(values)
      .where('appointment_id', '=', row.id)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (changed.numUpdatedRows > 0n) return success(null);
    await tx
      .insertInto('waiting_requests')
      .values({
        id: world.ids.uuid(),
        specialist_id: row.specialist_id,
        service_id: row.service_id,
        appointment_id: row.id,
        zone: row.patient_zone,
        locale: row.patient_locale,
        asked_at: now,
        ...values,
      })
      .execute();
    return success(null);
  });
}

/** Takes them off the list; an open offer ends with it. Answers the same where they are not on it. */
export async function stopWaiting(
  world: Pick<World, 'as' | 'clock'>,
  actor: Actor,
  wish: { appointmentId: string } | { requestId: string },
): Promise<Result<null>> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const ended = await tx
      .updateTable('waiting_requests')
      .set({ ended_at: now, ended_why: 'left' })
      .where('ended_at', 'is', null)
      .$if('appointmentId' in wish, (query) =>
        query.where('appointment_id', '=', 'appointmentId' in wish ? wish.appointmentId : ''),
      )
      .$if('requestId' in wish, (query) => query.where('id', '=', 'requestId' in wish ? wish.requestId : ''))
      .returning('id')
      .execute();
    const ids = ended.map((row) => row.id);
    if (ids.length > 0) {
      await tx
        .updateTable('waiting_offers')
        .set({ status: 'withdrawn', ended_at: now })
        .where('request_id', 'in', ids)
        .where('status', '=', 'open')
        .execute();
    }
    return success(null);
  });
}

/** How an appointment stands with the waiting list: wish, the last offer, and what is free before it already (B8). */
export async function findEarlier(
  world: Pick<World, 'as' | 'clock' | 'announce'>,
  actor: Actor,
  appointment: { id: string; startsAt: string; zone: string; mayChange: boolean },
  locale: Locale,
): Promise<Earlier> {
  const { id, zone } = appointment;
  const startsAt = new Date(appointment.startsAt);
  const found = await world.as(actor, async (tx) => {
    const request = await tx
      .selectFrom('waiting_requests')
      .selectAll()
      .where('appointment_id', '=', id)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    return { request, offer: request ? await lastOffer(tx, request, { zone, locale, now: world.clock.now() }) : null };
  });
  const wish: Wish = {
    weekdays: found.request?.weekdays ?? [],
    part: found.request?.part ?? 'any',
    fromDate: found.request?.from_date ?? null,
  };
  const days = Math.ceil((startsAt.getTime() - world.clock.now().getTime()) / 86_400_000) + 1;
  const slots = appointment.mayChange ? await slotsToMoveTo(world, actor, id, Math.min(days, 366)) : [];
  return {
    wish: found.request
      ? { weekdays: [...wish.weekdays], part: wish.part, fromDate: wish.fromDate ?? '', words: wishWords(wish, locale) }
      : null,
    offer: found.offer,
    freeNow: slots.filter((slot) => isEarlier(startsAt, slot, zone) && fitsWish(wish, zone, slot)).length,
  };
}

/** The newest offer still worth a word: open, or ended without having been declined by its receiver. */
async function lastOffer(
  tx: Tx,
  request: { id: string; service_id: string; appointment_id: string | null },
  view: { zone: string; locale: Locale; now: Date },
): Promise<EarlierOffer | null> {
  const offer = await tx
    .selectFrom('waiting_offers')
    .selectAll()
    .where('request_id', '=', request.id)
    .where('starts_at', '>', view.now)
    .orderBy('made_at', 'desc')
    .executeTakeFirst();
  if (!offer || offer.status === 'declined' || offer.status === 'withdrawn' || offer.status === 'accepted') return null;
  return {
    id: offer.id,
    day: formatDayLong(view.zone, offer.starts_at, view.locale),
    hour: formatHour(view.zone, offer.starts_at),
    until: formatHour(view.zone, offer.expires_at),
    standing: await standingOf(tx, request, offer, view.now),
  };
}

/** Booked by somebody else without an offer, it is gone as well, before anybody wrote so into the row. */
async function standingOf(
  tx: Tx,
  request: { service_id: string; appointment_id: string | null },
  row: { status: string; starts_at: Date; ends_at: Date; expires_at: Date },
  now: Date,
): Promise<EarlierOffer['standing']> {
  if (row.status === 'lost') return 'gone';
  const offer = await findOffer(tx, request.service_id);
  if (!offer) return 'gone';
  const question = await slotQuestion(
    tx,
    offer,
    { from: row.starts_at, until: row.ends_at },
    now,
    request.appointment_id ?? undefined,
  );
  if (!isOfferedSlot(question, row.starts_at)) return 'gone';
  return row.status === 'open' && row.expires_at > now ? 'open' : 'over';
}
