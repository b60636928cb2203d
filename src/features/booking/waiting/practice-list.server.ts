import type { Modality } from '#domain/appointment.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { freeSlots } from '#domain/slots.ts';
import { fitsWish, isEarlier, type Wish } from '#domain/waiting-list.ts';
import type { Tx, World } from '#ports/world.ts';
import { findOffer, slotQuestion } from '../offer.server.ts';
import { standingRequests } from './standing.server.ts';
import { wishWords } from './words.server.ts';

type PracticeActor = Extract<Actor, { kind: 'specialist' | 'assistant' }>;
type Reads = Pick<World, 'as' | 'clock' | 'note'>;

/** Somebody on a practice's list, with what was offered and what could be. */
export interface WaitingEntry {
  id: string;
  /** Null: asked without ever having had an appointment here, and is a stranger until there is one (B6). */
  patientName: string | null;
  appointment: { id: string; startsAt: Date } | null;
  service: string;
  modality: Modality;
  askedAt: Date;
  wish: string;
  offers: { startsAt: Date; madeAt: Date; status: OfferStatus; expiresAt: Date }[];
  /** Free hours that would suit them, soonest first. */
  free: Date[];
}
type OfferStatus = 'open' | 'accepted' | 'declined' | 'lost' | 'expired' | 'withdrawn';

const offersShown = 3;

/** Who waits for an earlier hour of a practice, who asked first first; one row of audit (B8, G2). */
export async function listWaitingFor(
  world: Reads,
  actor: PracticeActor,
  specialistId: string,
  locale: Locale,
): Promise<WaitingEntry[]> {
  if (!actor.specialistIds.includes(specialistId)) return [];
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const rows = await openWishes(tx, specialistId, now);
    const offers = await offersOf(
      tx,
      rows.map((row) => row.id),
    );
    const free = await freeOfServices(tx, new Set(rows.map((row) => row.service_id)), now);
    await world.note(tx, actor, { action: 'waiting-list-read', objectKind: 'specialist', objectId: specialistId, specialistId });
    return rows.map((row): WaitingEntry => {
      const wish: Wish = { weekdays: row.weekdays, part: row.part, fromDate: row.from_date };
      const suits = (slot: Date) =>
        fitsWish(wish, row.zone, slot) && (row.starts_at === null || isEarlier(row.starts_at, slot, row.zone));
      return {
        id: row.id,
        patientName: row.patient_name ?? row.known_name,
        appointment: row.appointment_id && row.starts_at ? { id: row.appointment_id, startsAt: row.starts_at } : null,
        service: row.service_name,
        modality: row.modality,
        askedAt: row.asked_at,
        wish: wishWords(wish, locale),
        offers: offers.get(row.id) ?? [],
        free: (free.get(row.service_id) ?? []).filter(suits),
      };
    });
  });
}

/** How many wait, and for which of these appointments. */
export async function waitingAppointments(
  world: Pick<World, 'as' | 'clock'>,
  actor: PracticeActor,
  specialistId: string,
): Promise<{ count: number; appointmentIds: string[] }> {
  if (!actor.specialistIds.includes(specialistId)) return { count: 0, appointmentIds: [] };
  const rows = await world.as(actor, (tx) => openWishes(tx, specialistId, world.clock.now()));
  return { count: rows.length, appointmentIds: rows.flatMap((row) => row.appointment_id ?? []) };
}

function openWishes(tx: Tx, specialistId: string, now: Date) {
  return standingRequests(tx, specialistId, now)
    .select([
      'w.id',
      'w.service_id',
      'w.appointment_id',
      'w.asked_at',
      'w.weekdays',
      'w.part',
      'w.from_date',
      'w.zone',
      'v.name as service_name',
      'v.modality',
      'a.starts_at',
      'a.patient_name',
    ]) // prettier-ignore
    .select((eb) =>
      eb
        .selectFrom('appointments as p')
        .whereRef('p.booked_by_account_id', '=', 'w.account_id')
        .whereRef('p.specialist_id', '=', 'w.specialist_id')
        .where('p.booked_by', '=', 'patient')
        .where('p.status', 'not in', ['held', 'expired'])
        .orderBy('p.starts_at', 'desc')
        .limit(1)
        .select('p.patient_name')
        .as('known_name'),
    )
    .orderBy('w.asked_at')
    .orderBy('w.id')
    .limit(100)
    .execute();
}

async function offersOf(tx: Tx, requestIds: string[]): Promise<Map<string, WaitingEntry['offers']>> {
  const found = new Map<string, WaitingEntry['offers']>();
  if (requestIds.length === 0) return found;
  const rows = await tx
    .selectFrom('waiting_offers')
    .select(['request_id', 'starts_at', 'made_at', 'status', 'expires_at'])
    .where('request_id', 'in', requestIds)
    .orderBy('made_at', 'desc')
    .execute();
  for (const row of rows) {
    const list = found.get(row.request_id) ?? [];
    if (list.length < offersShown)
      list.push({ startsAt: row.starts_at, madeAt: row.made_at, status: row.status as OfferStatus, expiresAt: row.expires_at });
    found.set(row.request_id, list);
  }
  return found;
}

async function freeOfServices(tx: Tx, services: Set<string>, now: Date): Promise<Map<string, Date[]>> {
  const free = new Map<string, Date[]>();
  for (const serviceId of services) {
    const offer = await findOffer(tx, serviceId);
    if (!offer) continue;
    const until = new Date(now.getTime() + (offer.horizonDays + 1) * 86_400_000);
    free.set(serviceId, freeSlots(await slotQuestion(tx, offer, { from: now, until }, now)));
  }
  return free;
}
