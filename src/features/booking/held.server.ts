import { holdExpiry } from '#domain/booking.ts';
import type { Locale } from '#domain/people.ts';
import { readBothContacts } from '#domain/phone.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { slotStanding } from '#domain/slots.ts';
import { formatDayRelative, formatHour, instantToWall } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { World } from '#ports/world.ts';
import { claimTime, isLostRace } from './agenda-lock.server.ts';
import { isBrowserOf } from './hold.server.ts';
import { findOffer, slotQuestion } from './offer.server.ts';

type Booking = Pick<World, 'as' | 'clock' | 'announce'>;

/**
 * Puts another contact under a hold whose contact is not proved yet; the old one receives nothing more.
 * Refuses `not-found`, `hold-expired`, `not-allowed` (proved already), `invalid-input` with fields.
 */
export async function changeHeldContact(
  world: Booking,
  browserHash: Uint8Array,
  input: { appointmentId: string; movil: string; correo: string },
): Promise<Result<null>> {
  const now = world.clock.now();
  const { appointmentId } = input;
  return world.as({ kind: 'guest', appointmentId }, async (tx) => {
    const row = await tx.selectFrom('appointments').selectAll().where('id', '=', appointmentId).forUpdate().executeTakeFirst();
    if (!row || !isBrowserOf(row, browserHash)) return refuse('not-found');
    if (row.status !== 'held' || !row.hold_expires_at || row.hold_expires_at <= now) return refuse('hold-expired');
    if (row.contact_proved_at !== null) return refuse('not-allowed');
    const offer = await findOffer(tx, row.service_id);
    const { mobile, email, faults } = readBothContacts(input, offer?.country ?? 'ES');
    if (Object.keys(faults).length > 0) return refuse('invalid-input', faults);
    await tx.updateTable('appointments').set({ patient_mobile: mobile, patient_email: email }).where('id', '=', appointmentId).execute();
    if (row.person_id) await tx.updateTable('people').set({ mobile, email }).where('id', '=', row.person_id).execute();
    return success(null);
  });
}

/** Gives a held hour back before its time (B4). Answers the same where it is free already; refuses `not-found`, `not-allowed`. */
export async function releaseHold(world: Booking, browserHash: Uint8Array, appointmentId: string): Promise<Result<null>> {
  return world.as({ kind: 'guest', appointmentId }, async (tx) => {
    const row = await tx.selectFrom('appointments').select(['status', 'browser_hash']).where('id', '=', appointmentId).forUpdate().executeTakeFirst();
    if (!row || !isBrowserOf(row, browserHash)) return refuse('not-found');
    if (row.status === 'expired') return success(null);
    if (row.status !== 'held') return refuse('not-allowed');
    await tx.updateTable('appointments').set({ status: 'expired', hold_expires_at: null }).where('id', '=', appointmentId).execute();
    await world.announce(tx, { type: 'hold-ended', appointmentId });
    return success(null);
  });
}

/**
 * Holds the hour of an ended hold again, or another one, with the same data; a contact that was proved stays proved
 * (B4). Refuses `not-found`, `not-allowed` (not a hold any more), `slot-in-the-past`, `slot-not-offered`, `slot-taken`.
 */
export async function reviveHold(
  world: Booking,
  browserHash: Uint8Array,
  input: { appointmentId: string; startsAt: Date | null },
): Promise<Result<null>> {
  const now = world.clock.now();
  const { appointmentId } = input;
  const before = await world.as({ kind: 'guest', appointmentId }, (tx) =>
    tx.selectFrom('appointments').selectAll().where('id', '=', appointmentId).executeTakeFirst(),
  );
  if (!before || !isBrowserOf(before, browserHash)) return refuse('not-found');
  const startsAt = input.startsAt ?? before.starts_at;
  if (Number.isNaN(startsAt.getTime())) return refuse('slot-not-offered');
  if (startsAt <= now) return refuse('slot-in-the-past');
  const endsAt = new Date(startsAt.getTime() + before.duration_minutes * 60_000);
  try {
    return await world.as({ kind: 'guest', appointmentId }, async (tx) => {
      await claimTime(tx, before.specialist_id, { from: startsAt, until: endsAt }, now);
      // Asked under the lock: a card may have booked it meanwhile, and nothing but cancelling undoes that (F11).
      const row = await tx.selectFrom('appointments').select(['status', 'person_id']).where('id', '=', appointmentId).forUpdate().executeTakeFirst();
      if ((row?.status !== 'held' && row?.status !== 'expired') || row.person_id === null) return refuse('not-allowed');
      const offer = await findOffer(tx, before.service_id);
      if (!offer) return refuse('slot-not-offered');
      const question = await slotQuestion(tx, offer, { from: startsAt, until: new Date(startsAt.getTime() + 1) }, now, appointmentId);
      const standing = slotStanding(question, startsAt);
      if (standing !== 'free') return refuse(`slot-${standing}`);
      await tx
        .updateTable('appointments')
        .set({
          status: 'held',
          starts_at: startsAt,
          ends_at: endsAt,
          wall_start: instantToWall(before.zone, startsAt).text,
          hold_expires_at: holdExpiry(now),
          hold_extended: false,
        })
        .where('id', '=', appointmentId)
        .execute();
      return success(null);
    });
  } catch (error) {
    if (!isLostRace(error)) throw error;
    return refuse('slot-taken');
  }
}

const resumableMinutes = 30;

export interface Unfinished {
  id: string;
  specialist: string;
  /** "jueves 26, 18:40" on the patient's wall. */
  when: string;
}

/** What this browser began and did not finish in the last half hour: its hold runs, or can be had again (B4). */
export async function findUnfinished(
  world: Pick<World, 'as' | 'clock'>,
  browserHash: Uint8Array,
  locale: Locale,
): Promise<Unfinished | null> {
  const now = world.clock.now();
  const row = await world.as({ kind: 'system', job: 'resume-hold' }, (tx) =>
    tx
      .selectFrom('appointments as a')
      .innerJoin('specialists as s', 's.id', 'a.specialist_id')
      .select(['a.id', 'a.status', 'a.starts_at', 'a.patient_zone', 's.title', 's.full_name'])
      .where('a.browser_hash', '=', Buffer.from(browserHash))
      // Web forms always bring a key, and the index holds only rows that have one.
      .where('a.idempotency_key', 'is not', null)
      .where('a.created_at', '>', new Date(now.getTime() - resumableMinutes * 60_000))
      .where('a.starts_at', '>', now)
      .orderBy('a.created_at', 'desc')
      .executeTakeFirst(),
  );
  if (!row || (row.status !== 'held' && row.status !== 'expired')) return null;
  const day = formatDayRelative(row.patient_zone, row.starts_at, now, locale);
  const when = m.own_hour_of_day({ day, hour: formatHour(row.patient_zone, row.starts_at) }, { locale });
  return { id: row.id, specialist: `${row.title} ${row.full_name}`.trim(), when };
}
