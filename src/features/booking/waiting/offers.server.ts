import { sql } from 'kysely';
import type { Modality } from '#domain/appointment.ts';
import { freeSlots } from '#domain/slots.ts';
import { planOffers, type Waiting } from '#domain/waiting-list.ts';
import type { Tx, World } from '#ports/world.ts';
import { findOffer, slotQuestion } from '../offer.server.ts';
import { standingRequests } from './standing.server.ts';

const system = { kind: 'system', job: 'waiting-list' } as const;
type Offering = Pick<World, 'as' | 'clock' | 'ids' | 'announce' | 'switches'>;

const batch = 20;
const againMinutes = 5;
/** So many of those who asked first are considered for one freed hour. */
const considered = 500;

/** Ends the offers whose time is over; their hours are looked at again at once (B8). */
export async function expireOffers(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  const now = world.clock.now();
  await world.as(system, async (tx) => {
    const over = await tx
      .updateTable('waiting_offers')
      .set({ status: 'expired', ended_at: now })
      .where('status', '=', 'open')
      .where('expires_at', '<=', now)
      .returning(['specialist_id', 'starts_at', 'ends_at'])
      .execute();
    for (const { specialist_id, starts_at, ends_at } of over) {
      await tx
        .updateTable('freed_hours')
        .set({ look_at: now })
        .where('specialist_id', '=', specialist_id)
        .where('starts_at', '<', ends_at)
        .where('ends_at', '>', starts_at)
        .execute();
    }
  });
}

/**
 * Offers what was freed to those who asked for an earlier hour; `src/domain/waiting-list.ts` says to whom (B8). While the list is
 * switched off nothing new goes out; what is still ahead is offered once it is on again.
 */
export async function offerFreedHours(world: Offering): Promise<void> {
  if (!(await world.switches.isOn('waiting-list'))) return;
  const now = world.clock.now();
  for (let looked = 0; looked < batch; looked++) {
    const more = await world.as(system, async (tx) => {
      const freed = await tx
        .selectFrom('freed_hours')
        .selectAll()
        .where('look_at', '<=', now)
        .orderBy('look_at')
        .orderBy('starts_at')
        .limit(1)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst();
      if (!freed) return false;
      const lookAgainAt = freed.ends_at <= now ? null : await offerOne(world, tx, freed, now);
      if (lookAgainAt) await tx.updateTable('freed_hours').set({ look_at: lookAgainAt }).where('id', '=', freed.id).execute();
      else await tx.deleteFrom('freed_hours').where('id', '=', freed.id).execute();
      return true;
    });
    if (!more) return;
  }
}

interface Freed {
  specialist_id: string;
  starts_at: Date;
  ends_at: Date;
  modality: Modality | null;
  left_by: string | null;
  held_since: Date | null;
}

async function offerOne(world: Offering, tx: Tx, freed: Freed, now: Date): Promise<Date | null> {
  const rows = await wishesFor(tx, freed, now);
  if (rows.length === 0) return null;
  const slots = await freeByService(tx, freed, new Set(rows.map((row) => row.service_id)), now);
  const before = await offersBefore(
    tx,
    rows.map((row) => row.id),
  );
  const waiting = rows.map((row) => asWaiting(row, slots.get(row.service_id) ?? nothingFree, before.get(row.id) ?? []));
  const open = await openOffersOver(tx, freed);
  const plan = planOffers({ freedAt: freed.starts_at, waiting, open, heldSince: freed.held_since, now });
  for (const { requestId, startsAt, expiresAt } of plan.offers) {
    const row = rows.find((one) => one.id === requestId);
    if (!row) continue;
    const id = world.ids.uuid();
    const ends_at = new Date(startsAt.getTime() + (slots.get(row.service_id) ?? nothingFree).minutes * 60_000);
    await tx
      .insertInto('waiting_offers')
      .values({
        id,
        request_id: row.id,
        specialist_id: freed.specialist_id,
        starts_at: startsAt,
        ends_at,
        made_at: now,
        expires_at: expiresAt,
        status: 'open',
      })
      .execute();
    await world.announce(tx, {
      type: 'earlier-offered',
      offerId: id,
      appointmentId: row.appointment_id,
      specialistId: freed.specialist_id,
    });
  }
  if (plan.lookAgainAt) return plan.lookAgainAt;
  const taken = plan.offers.length === 0 && (await isHeld(tx, freed, now));
  return taken || plan.offers.length > 0 || open > 0 ? new Date(now.getTime() + againMinutes * 60_000) : null;
}

async function wishesFor(tx: Tx, freed: Freed, now: Date) {
  return standingRequests(tx, freed.specialist_id, now)
    .$if(freed.modality !== null, (query) => query.where('v.modality', '=', freed.modality ?? 'video'))
    .$if(freed.left_by !== null, (query) => query.where(sql<boolean>`w.appointment_id is distinct from ${freed.left_by}`))
    .select([
      'w.id',
      'w.service_id',
      'w.appointment_id',
      'w.asked_at',
      'w.weekdays',
      'w.part',
      'w.from_date',
      'w.zone',
      'v.modality',
      'a.starts_at',
      'a.cutoff_hours',
    ]) // prettier-ignore
    .orderBy('w.asked_at')
    .limit(considered)
    .execute();
}
type WishRow = Awaited<ReturnType<typeof wishesFor>>[number];

interface FreeTimes {
  starts: Date[];
  minutes: number;
}
const nothingFree: FreeTimes = { starts: [], minutes: 0 };

/** The free starts of each service whose time lies over what was freed. */
async function freeByService(tx: Tx, freed: Freed, services: Set<string>, now: Date) {
  const free = new Map<string, FreeTimes>();
  for (const serviceId of services) {
    const offer = await findOffer(tx, serviceId);
    if (!offer) continue;
    const length = offer.durationMinutes * 60_000;
    const from = new Date(freed.starts_at.getTime() - length + 1);
    const question = await slotQuestion(tx, offer, { from, until: freed.ends_at }, now);
    free.set(serviceId, { starts: freeSlots(question), minutes: offer.durationMinutes });
  }
  return free;
}

async function offersBefore(tx: Tx, requestIds: string[]) {
  const rows = await tx
    .selectFrom('waiting_offers')
    .select(['request_id', 'starts_at', 'status'])
    .where('request_id', 'in', requestIds)
    .execute();
  return Map.groupBy(rows, (row) => row.request_id);
}

function asWaiting(row: WishRow, free: FreeTimes, before: { starts_at: Date; status: string }[]): Waiting {
  const startsOf = (fits: (status: string) => boolean) =>
    before.filter((offer) => fits(offer.status)).map((offer) => offer.starts_at);
  return {
    requestId: row.id,
    askedAt: row.asked_at,
    wish: { weekdays: row.weekdays, part: row.part, fromDate: row.from_date },
    zone: row.zone,
    modality: row.modality,
    free: free.starts,
    minutes: free.minutes,
    current:
      row.starts_at && row.cutoff_hours !== null
        ? { startsAt: row.starts_at, movableUntil: new Date(row.starts_at.getTime() - row.cutoff_hours * 3_600_000) }
        : null,
    undecided: before.some((offer) => offer.status === 'open'),
    known: startsOf((status) => status !== 'lost' && status !== 'open'),
    lost: startsOf((status) => status === 'lost'),
  };
}

async function openOffersOver(tx: Tx, freed: Freed): Promise<number> {
  const { count } = await tx
    .selectFrom('waiting_offers')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('specialist_id', '=', freed.specialist_id)
    .where('status', '=', 'open')
    .where('starts_at', '<', freed.ends_at)
    .where('ends_at', '>', freed.starts_at)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Held by somebody at this moment: it may come back, and whoever is next in the list has not been asked yet. */
async function isHeld(tx: Tx, freed: Freed, now: Date): Promise<boolean> {
  const held = await tx
    .selectFrom('appointments')
    .select('id')
    .where('specialist_id', '=', freed.specialist_id)
    .where('status', '=', 'held')
    .where('hold_expires_at', '>', now)
    .where('starts_at', '<', freed.ends_at)
    .where('ends_at', '>', freed.starts_at)
    .executeTakeFirst();
  return held !== undefined;
}
