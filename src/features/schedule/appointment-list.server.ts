import { sql } from 'kysely';
import type { AppointmentStatus } from '#domain/appointment.ts';
import type { Tx, World } from '#ports/world.ts';
import type { PracticeActor } from './queries.server.ts';

export type Standing = Exclude<AppointmentStatus, 'held' | 'expired'>;

/** An appointment as other programs see it: everything that is organised, nothing of why the patient comes (G3). */
export type ListedAppointment = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

/**
 * The appointments of a specialist by start, a page at a time: those after `after`, at most `limit` and one more.
 * One row of audit for each reading (G2).
 */
export async function listAppointments(
  world: Pick<World, 'as' | 'clock' | 'note'>,
  actor: PracticeActor,
  input: {
    specialistId: string;
    from: Date | null;
    until: Date | null;
    statuses: readonly Standing[] | null;
    after: { startsAt: Date; id: string } | null;
    limit: number;
  },
): Promise<ListedAppointment[]> {
  const { specialistId, from, until, statuses, after, limit } = input;
  return world.as({ ...actor, specialistIds: actor.specialistIds.filter((id) => id === specialistId) }, async (tx) => {
    let query = rows(tx).where('a.specialist_id', '=', specialistId);
    if (from) query = query.where('a.starts_at', '>=', from);
    if (until) query = query.where('a.starts_at', '<', until);
    if (statuses) query = query.where('a.status', 'in', [...statuses]);
    if (after) query = query.where(sql<boolean>`(a.starts_at, a.id) > (${after.startsAt}, ${after.id}::uuid)`);
    const found = await query.limit(limit + 1).execute();
    await world.note(tx, actor, { action: 'agenda-read', objectKind: 'specialist', objectId: specialistId, specialistId });
    return found;
  });
}

/** One of them, noted in the audit; null where it is not theirs (G2). */
export async function findListedAppointment(
  world: Pick<World, 'as' | 'clock' | 'note'>,
  actor: PracticeActor,
  appointmentId: string,
): Promise<ListedAppointment | null> {
  return world.as(actor, async (tx) => {
    const row = await rows(tx)
      .where('a.id', '=', appointmentId)
      .where('a.specialist_id', 'in', [...actor.specialistIds])
      .executeTakeFirst();
    if (!row) return null;
    await world.note(tx, actor, {
      action: 'appointment-read',
      objectKind: 'appointment',
      objectId: row.id,
      specialistId: row.specialistId,
    });
    return row;
  });
}

function rows(tx: Tx) {
  return tx
    .selectFrom('appointments as a')
    .innerJoin('services as v', 'v.id', 'a.service_id')
    .leftJoin('places as l', 'l.id', 'a.place_id')
    .where('a.status', 'not in', ['held', 'expired'])
    .orderBy('a.starts_at')
    .orderBy('a.id')
    .select([
      'a.id',
      'a.specialist_id as specialistId',
      'a.service_id as serviceId',
      'v.name as serviceName',
      'a.place_id as placeId',
      'l.name as placeName',
      'a.status',
      'a.modality',
      'a.starts_at as startsAt',
      'a.ends_at as endsAt',
      'a.zone',
      'a.person_id as personId',
      'a.patient_name as patientName',
      'a.patient_mobile as patientMobile',
      'a.patient_email as patientEmail',
      'a.booked_by as bookedBy',
      'a.price_cents as priceCents',
      'a.currency',
      'a.prepayment',
      'a.confirmation',
      'a.payment',
      'a.outcome',
      'a.sequence',
      'a.created_at as createdAt',
      'a.duration_minutes as durationMinutes',
    ]) // prettier-ignore
    .$narrowType<{ status: Standing; currency: 'EUR' | 'MXN' }>();
}
