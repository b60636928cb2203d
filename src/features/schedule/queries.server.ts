import type { Actor } from '#domain/people.ts';
import { roomClosesAt } from '#domain/room-access.ts';
import { formatHour, instantToWall } from '#domain/time.ts';
import type { Tx, World } from '#ports/world.ts';
import { glanceOf, type AgendaEvent } from './agenda.ts';
import { messageStates } from './reads/message-states.server.ts';
import { isFreshCheck, readinessOf, type DeviceFacts } from '#domain/readiness.ts';
import { may } from '#domain/permissions.ts';

export type PracticeActor = Extract<Actor, { kind: 'specialist' | 'assistant' }>;
type Reads = Pick<World, 'as' | 'clock' | 'note'>;

/** The specialists whose agenda this actor keeps, by name (B6). */
export async function listPractice(world: Pick<World, 'as'>, actor: PracticeActor) {
  return world.as(actor, (tx) =>
    tx
      .selectFrom('specialists')
      .select([
        'id',
        'title',
        'full_name as fullName',
        'zone',
        'country',
        'currency',
        'slug',
        'portrait',
        'video_enabled as videoEnabled',
        'paused_why as pausedWhy',
      ])
      .where('id', 'in', [...actor.specialistIds])
      .orderBy('full_name')
      .execute(),
  );
}
export type Practice = Awaited<ReturnType<typeof listPractice>>[number];

/**
 * Every appointment that begins in [from, until) with all that one glance tells: hour, patient, modality,
 * confirmation, payment, device check, who waits since when (B9). One query, one row of audit (G2).
 */
export async function listAgenda(
  world: Reads,
  actor: PracticeActor,
  input: { specialistId: string; from: Date; until: Date },
): Promise<AgendaEvent[]> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const rows = await eventRows(tx)
      .where('a.specialist_id', '=', input.specialistId)
      .where('a.specialist_id', 'in', [...actor.specialistIds])
      .where('a.starts_at', '>=', input.from)
      .where('a.starts_at', '<', input.until)
      .where('a.status', 'in', ['booked', 'in_progress', 'completed', 'no_show'])
      .orderBy('a.starts_at')
      .execute();
    await world.note(tx, actor, {
      action: 'agenda-read',
      objectKind: 'specialist',
      objectId: input.specialistId,
      specialistId: input.specialistId,
    });
    const messages = await messageStates(
      tx,
      rows.map((row) => row.id),
      now,
    );
    return rows.map((row) => ({ ...eventOf(row, now), message: messages.get(row.id) ?? null }));
  });
}

export function eventRows(tx: Tx) {
  return tx
    .selectFrom('appointments as a')
    .leftJoin('seats as p', (join) => join.onRef('p.appointment_id', '=', 'a.id').on('p.role', '=', 'patient'))
    .leftJoin('device_checks as d', 'd.appointment_id', 'a.id')
    .select([
      'a.id',
      'a.starts_at',
      'a.ends_at',
      'a.zone',
      'a.duration_minutes',
      'a.patient_name',
      'a.modality',
      'a.status',
      'a.confirmation',
      'a.payment',
      'a.outcome',
      'a.admitted_at',
      'a.last_hangup_at',
      'a.delay_minutes',
      'p.taken_at',
      'p.present_until',
      'p.waiting_since',
      'p.devices',
      'd.camera',
      'd.microphone',
      'd.network',
      'd.sound',
      'd.checked_at',
    ]);
}
type EventRow = Awaited<ReturnType<ReturnType<typeof eventRows>['execute']>>[number];

export function eventOf(row: EventRow, now: Date): AgendaEvent {
  const wall = instantToWall(row.zone, row.starts_at);
  const presence = presenceOf(row, now);
  const open = row.status === 'booked' || row.status === 'in_progress';
  const { readiness, reason } = readinessOf(devicesOf(row, presence.waiting, now));
  return {
    id: row.id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    date: wall.date,
    minute: wall.minute,
    durationMinutes: row.duration_minutes,
    hour: formatHour(row.zone, row.starts_at),
    endHour: formatHour(row.zone, row.ends_at),
    patientName: row.patient_name,
    modality: row.modality,
    glance: glanceOf({
      status: row.status,
      modality: row.modality,
      confirmation: row.confirmation,
      payment: row.payment,
      outcome: row.outcome,
      endsAt: row.ends_at,
      closesAt: roomClosesAt(row.ends_at),
      waiting: presence.waiting,
      inCall: presence.inCall,
      now,
    }),
    past: row.ends_at <= now || !open,
    readiness: row.modality === 'video' && open ? readiness : null,
    readinessReason: reason,
    waitingSince: presence.waiting ? row.waiting_since : null,
    delayMinutes: row.delay_minutes,
    message: null,
    movable: row.status === 'booked' && row.ends_at > now,
    stretchable: open && row.ends_at > now,
    takesTime: open || row.status === 'completed',
  };
}

/** Admission belongs to who sat there then; whoever took the seat since waits anew (V4, V5). */
function presenceOf(
  row: Pick<EventRow, 'status' | 'admitted_at' | 'last_hangup_at' | 'taken_at' | 'present_until'>,
  now: Date,
): { waiting: boolean; inCall: boolean } {
  const present = row.present_until !== null && row.present_until > now;
  const admitted = row.admitted_at !== null && row.taken_at !== null && row.taken_at <= row.admitted_at;
  return {
    waiting: present && (row.status === 'booked' || (row.status === 'in_progress' && !admitted)),
    inCall: row.status === 'in_progress' && admitted && row.last_hangup_at === null,
  };
}

/** What the waiting browser reports now counts more than a check of another day. */
function devicesOf(
  row: Pick<EventRow, 'devices' | 'camera' | 'microphone' | 'network' | 'sound' | 'checked_at'>,
  waiting: boolean,
  now: Date,
): DeviceFacts | null {
  if (waiting && row.devices) return row.devices as unknown as DeviceFacts;
  if (row.checked_at === null || !isFreshCheck(row.checked_at, now)) return null;
  return { camera: row.camera, microphone: row.microphone, network: row.network, sound: row.sound } as DeviceFacts;
}

/**
 * One appointment with everything the practice may know. The reason is health data: it is opened from the vault for
 * the specialist alone (G3), an assistant learns only whether there is one. Null where it is not theirs.
 */
export async function findAppointment(world: Reads & Pick<World, 'vault' | 'note'>, actor: PracticeActor, appointmentId: string) {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const row = await eventRows(tx)
      .innerJoin('services as v', 'v.id', 'a.service_id')
      .leftJoin('places as l', 'l.id', 'a.place_id')
      .leftJoin('data_keys as k', 'k.person_id', 'a.person_id')
      .select([
        'a.specialist_id',
        'a.patient_email',
        'a.patient_mobile',
        'a.price_cents',
        'a.currency',
        'a.prepayment',
        'a.charge_when',
        'a.booked_by',
        'a.for_somebody_else',
        'a.reason_sealed',
        'a.cancelled_at',
        'a.cancelled_by',
        'a.completed_at',
        'a.patient_zone',
        'v.name as service_name',
        'l.name as place_name',
        'k.wrapped as data_key',
        'd.checked_at',
      ])
      .select((eb) => eb.exists(eb.selectFrom('reviews as r').select('r.id').whereRef('r.appointment_id', '=', 'a.id')).as('reviewed'))
      .where('a.id', '=', appointmentId)
      .where('a.specialist_id', 'in', [...actor.specialistIds])
      .where('a.status', 'not in', ['held', 'expired'])
      .executeTakeFirst();
    if (!row) return null;
    const mayRead = may(actor, 'read-reason', { specialistId: row.specialist_id }) && row.reason_sealed !== null && row.data_key !== null;
    const reason =
      mayRead && row.data_key && row.reason_sealed
        ? world.vault.open(row.data_key, `appointments.${row.id}.reason`, row.reason_sealed)
        : null;
    await world.note(tx, actor, {
      action: reason === null ? 'appointment-read' : 'appointment-read-with-reason',
      objectKind: 'appointment',
      objectId: row.id,
      specialistId: row.specialist_id,
    });
    return {
      ...eventOf(row, now),
      specialistId: row.specialist_id,
      zone: row.zone,
      status: row.status,
      confirmation: row.confirmation,
      payment: row.payment,
      outcome: row.outcome,
      prepayment: row.prepayment,
      priceCents: row.price_cents,
      currency: row.currency === 'MXN' ? ('MXN' as const) : ('EUR' as const),
      serviceName: row.service_name,
      placeName: row.place_name,
      mobile: row.patient_mobile,
      email: row.patient_email,
      bookedBy: row.booked_by,
      forSomebodyElse: row.for_somebody_else,
      cancelledAt: row.cancelled_at,
      completedAt: row.completed_at,
      reviewed: row.reviewed === true,
      cancelledBy: row.cancelled_by,
      checkedAt: row.checked_at,
      hasReason: row.reason_sealed !== null,
      reason,
    };
  });
}
export type AppointmentFacts = NonNullable<Awaited<ReturnType<typeof findAppointment>>>;
