import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { isOfferedSlot } from '#domain/slots.ts';
import { switchedOff } from '#domain/switches.ts';
import { nextWaking, offerExpiry } from '#domain/waiting-list.ts';
import type { Tx, World } from '#ports/world.ts';
import { findOffer, slotQuestion } from '../offer.server.ts';

type PracticeActor = Extract<Actor, { kind: 'specialist' | 'assistant' }>;

const system = { kind: 'system', job: 'waiting-list' } as const;

/**
 * Offers one free hour to somebody of the list, chosen by the practice instead of by turn (B8); an offer still open is
 * replaced. Refuses `waiting-list-off`, `not-found`, `slot-not-offered`, `offer-too-near` (no time to answer and come, or past their own
 * cut-off), `offer-at-night` (on their wall).
 */
export async function offerHour(
  world: Pick<World, 'as' | 'clock' | 'ids' | 'announce' | 'switches'>,
  actor: PracticeActor,
  specialistId: string,
  input: { requestId: string; startsAt: Date },
): Promise<Result<null>> {
  if (!(await world.switches.isOn('waiting-list'))) return switchedOff('waiting-list');
  const { requestId, startsAt } = input;
  const now = world.clock.now();
  const asked = await world.as(actor, async (tx) => {
    const wish = await findWish(tx, actor, specialistId, requestId);
    const offer = wish && (await findOffer(tx, wish.service_id));
    if (!wish || !offer) return refuse('not-found');
    const range = { from: startsAt, until: new Date(startsAt.getTime() + 1) };
    const question = await slotQuestion(tx, offer, range, now, wish.appointment_id ?? undefined);
    if (!isOfferedSlot(question, startsAt)) return refuse('slot-not-offered');
    return success({ wish, offer });
  });
  if (!asked.ok) return asked;
  const { wish, offer } = asked.value;
  const movableUntil =
    wish.starts_at && wish.cutoff_hours !== null ? new Date(wish.starts_at.getTime() - wish.cutoff_hours * 3_600_000) : null;
  const expiresAt = offerExpiry({ startsAt, modality: offer.modality, movableUntil, now });
  if (!expiresAt) return refuse('offer-too-near');
  if (nextWaking(wish.zone, now) > now) return refuse('offer-at-night');

  const offerId = world.ids.uuid();
  // The practice may ask for it; how its receiver is reached only the worker knows.
  return world.as(system, async (tx) => {
    const still = await tx
      .selectFrom('waiting_requests')
      .select('id')
      .where('id', '=', wish.id)
      .where('ended_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (!still) return refuse('not-found');
    await withdrawOpenOffers(tx, wish.id, now);
    await tx
      .insertInto('waiting_offers')
      .values({
        id: offerId,
        request_id: wish.id,
        specialist_id: specialistId,
        starts_at: startsAt,
        ends_at: new Date(startsAt.getTime() + offer.durationMinutes * 60_000),
        made_at: now,
        expires_at: expiresAt,
        status: 'open',
      })
      .execute();
    await world.announce(tx, { type: 'earlier-offered', offerId, appointmentId: wish.appointment_id, specialistId });
    return success(null);
  });
}

/** Takes somebody off the list, as when they said so on the telephone; their appointment stands (B8). Refuses `not-found`. */
export async function removeFromList(
  world: Pick<World, 'as' | 'clock'>,
  actor: PracticeActor,
  specialistId: string,
  input: { requestId: string },
): Promise<Result<null>> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const wish = await findWish(tx, actor, specialistId, input.requestId);
    if (!wish) return refuse('not-found');
    await tx
      .updateTable('waiting_requests')
      .set({ ended_at: now, ended_why: 'removed' })
      .where('id', '=', wish.id)
      .where('ended_at', 'is', null)
      .execute();
    await withdrawOpenOffers(tx, wish.id, now);
    return success(null);
  });
}

async function findWish(tx: Tx, actor: PracticeActor, specialistId: string, requestId: string) {
  if (!actor.specialistIds.includes(specialistId)) return undefined;
  return tx
    .selectFrom('waiting_requests as w')
    .leftJoin('appointments as a', 'a.id', 'w.appointment_id')
    .select(['w.id', 'w.service_id', 'w.appointment_id', 'w.zone', 'a.starts_at', 'a.cutoff_hours'])
    .where('w.id', '=', requestId)
    .where('w.specialist_id', '=', specialistId)
    .where('w.ended_at', 'is', null)
    .executeTakeFirst();
}

async function withdrawOpenOffers(tx: Tx, requestId: string, now: Date): Promise<void> {
  await tx
    .updateTable('waiting_offers')
    .set({ status: 'withdrawn', ended_at: now })
    .where('request_id', '=', requestId)
    .where('status', '=', 'open')
    .execute();
}
