import { sql } from 'kysely';
import type { MoveWarning } from '#domain/agenda-move.ts';
import { practiceWarnings } from '#domain/slots.ts';
import type { Tx } from '#ports/world.ts';
import { claimTime } from '../agenda-lock.server.ts';
import { slotQuestion, type Offer } from '../offer.server.ts';

export interface PlaceFor {
  /** Never there: somebody's appointment, or a booking under way (B2). */
  taken: 'slot-taken' | 'slot-held' | null;
  /** There only when it is meant (B6). */
  warnings: MoveWarning[];
}

/**
 * What stands where the practice wants to put an appointment. Locks the agenda and frees holds whose time is over.
 * Without an offer (the service is offered no more) hours and buffers are not known and not warned of.
 */
export async function placeFor(
  tx: Tx,
  wanted: { specialistId: string; offer: Offer | null; startsAt: Date; minutes: number; except: string | null; now: Date },
): Promise<PlaceFor> {
  const { specialistId, offer, startsAt, except, now } = wanted;
  const endsAt = new Date(startsAt.getTime() + wanted.minutes * 60_000);
  await claimTime(tx, specialistId, { from: startsAt, until: endsAt }, now);
  const there = await tx
    .selectFrom('appointments')
    .select(['id', 'status'])
    .where('specialist_id', '=', specialistId)
    .where('status', 'in', ['held', 'booked', 'in_progress', 'completed'])
    .where(sql<boolean>`during && tstzrange(${startsAt}, ${endsAt})`)
    .execute();
  const others = there.filter((one) => one.id !== except);
  if (others.length > 0) return { taken: others.every((one) => one.status === 'held') ? 'slot-held' : 'slot-taken', warnings: [] };
  if (!offer) return { taken: null, warnings: [] };
  const question = await slotQuestion(tx, offer, { from: startsAt, until: endsAt }, now, except ?? undefined);
  const own = question.busy.filter((time) => time.appointmentId !== null);
  const elsewhere = question.busy.some((time) => time.appointmentId === null && time.startsAt < endsAt && time.endsAt > startsAt);
  const warnings = practiceWarnings({ ...question, busy: own, durationMinutes: wanted.minutes }, startsAt);
  return { taken: null, warnings: [...warnings, ...(elsewhere ? (['over-external'] as const) : [])] };
}
