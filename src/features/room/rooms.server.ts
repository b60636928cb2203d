import { sql } from 'kysely';
import { builtOnce } from '#db/built-once.ts';
import { comingBackUndoesCompletion } from '#domain/booking.ts';
import type { Actor, Role } from '#domain/people.ts';
import { roomClosesAt, roomOpensAt, waitEstimate } from '#domain/room-access.ts';
import { roomStage, type DeviceReport, type RoomStage, type RoomView } from '#domain/room-view.ts';
import type { Tx, World } from '#ports/world.ts';

/** Who claims a seat: a browser, on one side of one room, for an actor that its cookies named. */
export interface Claim {
  appointmentId: string;
  role: Role;
  browserHash: Uint8Array;
  actor: Actor;
}

export type Room = NonNullable<Awaited<ReturnType<typeof findRoom>>>;

/** A room with both seats; what a page wants to know besides is joined to it. */
export const roomRows = (tx: Tx, appointmentId: string) =>
  tx
    .selectFrom('appointments as a')
    .innerJoin('specialists as s', 's.id', 'a.specialist_id')
    .leftJoin('seats as p', (join) => join.onRef('p.appointment_id', '=', 'a.id').on('p.role', '=', 'patient'))
    .leftJoin('seats as d', (join) => join.onRef('d.appointment_id', '=', 'a.id').on('d.role', '=', 'specialist'))
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('room_events as w')
            .select('w.id')
            .whereRef('w.appointment_id', '=', 'a.id')
            .where('w.kind', '=', 'words_differ')
            .whereRef('w.at', '>=', 'a.admitted_at'),
        )
        .as('mistrusted'),
    )
    .select((eb) =>
      eb
        .selectFrom('room_events as v')
        .whereRef('v.appointment_id', '=', 'a.id')
        .where('v.role', '=', 'patient')
        .where('v.kind', '=', 'moved')
        .select(({ fn }) => fn.max('v.at').as('at'))
        .as('patient_moved_at'),
    )
    .select([
      'a.id', 'a.specialist_id', 'a.modality', 'a.status', 'a.outcome', 'a.starts_at', 'a.ends_at', 'a.link_version', 'a.patient_name',
      'a.admitted_at', 'a.last_hangup_at', 'a.completed_at', 'a.delay_minutes', 'a.both_connected_seconds',
      's.title', 's.full_name',
      'p.browser_hash as patient_browser', 'p.hides_address as patient_hides_address', 'd.hides_address as specialist_hides_address', 'p.taken_at as patient_taken_at', 'p.present_until as patient_present_until',
      'p.waiting_since as patient_waiting_since', 'p.devices as patient_devices', 'p.call_asked_at', 'p.called_at', 'p.calls',
      'd.browser_hash as specialist_browser', 'd.present_until as specialist_present_until',
      'd.waiting_since as specialist_waiting_since', 'd.devices as specialist_devices',
    ])
    .leftJoinLateral(sql<{ running_until: Date | null; minutes_ahead: number }>`busy_before(a.id)`.as('busy'), (join) => join.onTrue())
    .select(['busy.running_until', 'busy.minutes_ahead'])
    .where('a.id', '=', appointmentId);

/** Asked whenever anybody sits down or anything changes: built once, its text is sent again (fault 63). */
const roomAsked = builtOnce(roomRows);

/** The appointment of a room with both seats; null where this actor may not see it, or where it is not by video. */
export async function findRoom(tx: Tx, appointmentId: string) {
  return byVideo(await roomAsked(tx, appointmentId).first());
}

/** The same where nothing else is asked. */
async function findRoomOnce(world: Pick<World, 'as' | 'last'>, actor: Actor, appointmentId: string): Promise<Room | null> {
  const [row] = await world.as(actor, (tx) => world.last(tx, roomAsked(tx, appointmentId)));
  return byVideo(row);
}

export const byVideo = <Row extends { modality: string }>(row: Row | undefined): Row | null => (row?.modality === 'video' ? row : null);

/** The hash of the browser that holds this side's seat; null while nobody does. */
export function holderOf(room: Room, role: Role): Uint8Array | null {
  return role === 'patient' ? room.patient_browser : room.specialist_browser;
}

/** Whether this browser holds its seat (V5). */
export function seatOf(room: Room, claim: Pick<Claim, 'role' | 'browserHash'>): RoomView['seat'] {
  const holder = holderOf(room, claim.role);
  if (!holder) return 'free';
  return Buffer.compare(holder, claim.browserHash) === 0 ? 'mine' : 'taken';
}

/** Admission belongs to the browser that sat there then: whoever takes the seat anew is admitted anew (V4). */
export function admissionOf(room: Room): Date | null {
  const { admitted_at, patient_taken_at } = room;
  return admitted_at && patient_taken_at && patient_taken_at <= admitted_at ? admitted_at : null;
}

export function stageOf(room: Room, now: Date): RoomStage {
  return roomStage(
    {
      status: room.status,
      admittedAt: admissionOf(room),
      lastHangupAt: room.last_hangup_at,
      opensAt: roomOpensAt(room.starts_at),
      closesAt: roomClosesAt(room.ends_at),
    },
    now,
  );
}

/** What the specialist said of it by hand is not undone by coming back. */
export function undoesCompletion(room: Room, now: Date): boolean {
  if (room.outcome === 'unsuitable') return false;
  return comingBackUndoesCompletion({
    status: room.status,
    modality: room.modality,
    completedAt: room.completed_at,
    lastHangupAt: room.last_hangup_at,
    endsAt: room.ends_at,
    now,
  });
}

/** Whether this side's page is open now: leaving ends presence, and so does a lease that nobody renews. */
export function isPresent(room: Room, role: Role): boolean {
  return (role === 'patient' ? room.patient_present_until : room.specialist_present_until) !== null;
}

/** The room as one side may see it. `seat` says what the asking browser is to that side's seat. */
export function viewOf(room: Room, role: Role, seat: RoomView['seat'], now: Date): RoomView {
  const forPatient = role === 'patient';
  const waitingSince = forPatient ? room.specialist_waiting_since : room.patient_waiting_since;
  const stage = stageOf(room, now);
  // Whoever only holds a forwarded link learns that it is full, and nobody's name (V2, V5).
  const outside = forPatient && seat === 'taken';
  const expected = waitEstimate({ startsAt: room.starts_at, now, delayMinutes: room.delay_minutes, callRunningUntil: room.running_until, minutesAhead: room.minutes_ahead ?? 0 });
  return {
    appointmentId: room.id,
    role,
    now: now.toISOString(),
    stage,
    seat,
    startsAt: room.starts_at.toISOString(),
    endsAt: room.ends_at.toISOString(),
    opensAt: roomOpensAt(room.starts_at).toISOString(),
    closesAt: roomClosesAt(room.ends_at).toISOString(),
    other: {
      name: outside ? '' : forPatient ? `${room.title} ${room.full_name}`.trim() : room.patient_name,
      present: !outside && isPresent(room, forPatient ? 'specialist' : 'patient'),
      waitingSince: outside ? null : (waitingSince?.toISOString() ?? null),
      devices: forPatient ? null : (room.patient_devices as DeviceReport | null),
      movedAt: forPatient ? null : (room.patient_moved_at?.toISOString() ?? null),
    },
    admittedAt: admissionOf(room)?.toISOString() ?? null,
    hungUpAt: room.last_hangup_at?.toISOString() ?? null,
    callBack: outside || !room.call_asked_at ? null : { calledAt: room.called_at?.toISOString() ?? null },
    mayComeBack: stage === 'hung_up' || undoesCompletion(room, now),
    mistrusted: room.mistrusted === true,
    unsuitable: room.outcome === 'unsuitable',
    delayMinutes: room.delay_minutes,
    expectedAt: expected?.toISOString() ?? null,
    addressHidden: {
      byMe: (forPatient ? room.patient_hides_address : room.specialist_hides_address) === true,
      byOther: (forPatient ? room.specialist_hides_address : room.patient_hides_address) === true,
    },
  };
}

/** The room for one browser, or null where its actor may not see it. */
export async function readRoom(world: Pick<World, 'as' | 'last' | 'clock'>, claim: Claim): Promise<RoomView | null> {
  const room = await findRoomOnce(world, claim.actor, claim.appointmentId);
  return room ? viewOf(room, claim.role, seatOf(room, claim), world.clock.now()) : null;
}

/** Both sides' views at once, for those who hold the seats. */
export async function readBothSides(
  world: Pick<World, 'as' | 'last' | 'clock'>,
  appointmentId: string,
): Promise<{ patient: RoomView; specialist: RoomView } | null> {
  const room = await findRoomOnce(world, { kind: 'system', job: 'room-push' }, appointmentId);
  if (!room) return null;
  const now = world.clock.now();
  return {
    patient: viewOf(room, 'patient', room.patient_browser ? 'mine' : 'free', now),
    specialist: viewOf(room, 'specialist', room.specialist_browser ? 'mine' : 'free', now),
  };
}
