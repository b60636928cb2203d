import type { Booker } from '#domain/appointment.ts';
import { mayCancel, mayReschedule } from '#domain/booking.ts';
import type { Actor } from '#domain/people.ts';
import { cancellationCost } from '#domain/prepayment.ts';
import { refuse, success, type Refusal, type Result } from '#domain/result.ts';
import { freeSlots, isOfferedSlot } from '#domain/slots.ts';
import { instantToWall } from '#domain/time.ts';
import { may } from '#domain/permissions.ts';
import type { Tx, World } from '#ports/world.ts';
import { claimTime, isLostRace } from './agenda-lock.server.ts';
import type { SlotRefusal } from './hold.server.ts';
import { findOffer, nearestFreeSlots, slotQuestion } from './offer.server.ts';

type Booking = Pick<World, 'as' | 'clock' | 'announce'>;

/** What belongs to a move beside the appointment itself, in its transaction and under its lock. */
export interface AlsoUnderLock {
  mayGoOn(tx: Tx): Promise<Refusal | null>;
  done(tx: Tx, taken: { specialistId: string; startsAt: Date; endsAt: Date }): Promise<void>;
}

function whoIs(actor: Actor): Booker {
  return may(actor, 'keep-agenda') ? actor.kind : 'patient';
}

/**
 * Moves an appointment to another hour; it stays the same appointment with the same link (B5). The patient up to the
 * cut-off and to offered slots alone; the practice at any time, outside its hours too, never over another appointment.
 * Refuses `not-found`, `too-late-to-change`, `appointment-over`, `appointment-cancelled`, `slot-not-offered`, `slot-taken`.
 */
export async function rescheduleAppointment(
  world: Booking,
  actor: Actor,
  input: { appointmentId: string; startsAt: Date },
  also: Partial<AlsoUnderLock> = {},
): Promise<Result<null> | SlotRefusal> {
  const now = world.clock.now();
  const before = await world.as(actor, (tx) => tx.selectFrom('appointments').selectAll().where('id', '=', input.appointmentId).executeTakeFirst());
  if (!before) return refuse('not-found');
  if (input.startsAt <= now) return refuse('slot-in-the-past');

  try {
    return await world.as(actor, async (tx) => {
      const endsAt = new Date(input.startsAt.getTime() + before.duration_minutes * 60_000);
      await claimTime(tx, before.specialist_id, { from: input.startsAt, until: endsAt }, now);
      // Asked under the lock: somebody may have moved or cancelled it meanwhile.
      const row = await load(tx, before.id);
      if (!row) return refuse('not-found');
      const allowed = mayReschedule({ status: row.status, startsAt: row.starts_at, cutoffHours: row.cutoff_hours, by: whoIs(actor), now });
      if (!allowed.ok) return allowed;
      const objection = await also.mayGoOn?.(tx);
      if (objection) return objection;
      if (whoIs(actor) === 'patient') {
        const offer = await findOffer(tx, before.service_id);
        if (!offer) return refuse('slot-not-offered');
        const question = await slotQuestion(tx, offer, { from: input.startsAt, until: endsAt }, now, before.id);
        if (!isOfferedSlot(question, input.startsAt)) {
          return { ...refuse('slot-taken'), nearest: await nearestFreeSlots(tx, offer, input.startsAt, now) };
        }
      }
      await tx
        .updateTable('appointments')
        .set((eb) => ({
          starts_at: input.startsAt,
          ends_at: endsAt,
          moved_at: now,
          wall_start: instantToWall(before.zone, input.startsAt).text,
          sequence: eb('sequence', '+', 1),
          delay_minutes: null,
        }))
        .where('id', '=', before.id)
        .execute();
      await world.announce(tx, { type: 'appointment-rescheduled', appointmentId: row.id, from: row.starts_at });
      await also.done?.(tx, { specialistId: row.specialist_id, startsAt: input.startsAt, endsAt });
      return success(null);
    });
  } catch (error) {
    if (!isLostRace(error)) throw error;
    const nearest = await world.as({ kind: 'visitor' }, async (tx) => {
      const offer = await findOffer(tx, before.service_id);
      return offer ? nearestFreeSlots(tx, offer, input.startsAt, now) : [];
    });
    return { ...refuse('slot-taken'), nearest };
  }
}

/** The free hours an appointment could move to, the one it has left out. */
export async function slotsToMoveTo(world: Booking, actor: Actor, appointmentId: string, days: number): Promise<Date[]> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const row = await tx.selectFrom('appointments').select(['id', 'service_id', 'starts_at']).where('id', '=', appointmentId).executeTakeFirst();
    const offer = row && (await findOffer(tx, row.service_id));
    if (!offer) return [];
    const range = { from: now, until: new Date(now.getTime() + days * 86_400_000) };
    const slots = freeSlots(await slotQuestion(tx, offer, range, now, row.id));
    return slots.filter((slot) => slot.getTime() !== row.starts_at.getTime());
  });
}

/** What cancelling now would cost, for the page that asks first (B5). Null where it is not theirs to cancel. */
export async function costOfCancelling(world: Booking, actor: Actor, appointmentId: string) {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const row = await tx.selectFrom('appointments').selectAll().where('id', '=', appointmentId).executeTakeFirst();
    return row ? costOf(row, whoIs(actor), now) : null;
  });
}

type Row = Awaited<ReturnType<typeof load>> & {};
async function load(tx: Tx, id: string) {
  return tx.selectFrom('appointments').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

function costOf(row: Row, cancelledBy: Booker, now: Date) {
  return cancellationCost({
    startsAt: row.starts_at,
    now,
    cutoffHours: row.cutoff_hours,
    lateFeeCents: row.late_fee_cents,
    priceCents: row.price_cents,
    prepayment: row.prepayment,
    payment: row.payment,
    cancelledBy,
  });
}

/**
 * Cancels an appointment: the patient until the hour, the practice at any time; the links die with it (B5, V1).
 * `expectedCostCents` is what the page showed; a cost that has risen since is refused with `try-again-later`.
 */
export async function cancelAppointment(
  world: Booking,
  actor: Actor,
  input: { appointmentId: string; expectedCostCents: number },
): Promise<Result<{ keptCents: number }>> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const row = await load(tx, input.appointmentId);
    if (!row) return refuse('not-found');
    const by = whoIs(actor);
    const allowed = mayCancel({ status: row.status, startsAt: row.starts_at, by, now });
    if (!allowed.ok) return allowed;
    const cost = costOf(row, by, now);
    if (cost.keepCents > input.expectedCostCents) return refuse('try-again-later');
    await tx
      .updateTable('appointments')
      .set((eb) => ({
        status: 'cancelled',
        cancelled_at: now,
        cancelled_by: by,
        cancel_keep_cents: cost.keepCents,
        sequence: eb('sequence', '+', 1),
      }))
      .where('id', '=', row.id)
      .execute();
    await world.announce(tx, { type: 'appointment-cancelled', appointmentId: row.id });
    return success({ keptCents: cost.keepCents });
  });
}
