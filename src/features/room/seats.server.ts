import { sql, type Insertable } from 'kysely';
import { builtOnce } from '#db/built-once.ts';
import type { Role } from '#domain/people.ts';
import { mayEnterRoom } from '#domain/room-access.ts';
import type { DeviceReport, RoomView } from '#domain/room-view.ts';
import { refuse, success, type Refusal, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import type { RoomEvents, Seats } from '#db/tables.ts';
import type { Tx, World } from '#ports/world.ts';
import type { IceServer } from '#ports/relay.ts';
import { callWithin } from './waiting/call.server.ts';
import { relayOpen } from './relay.server.ts';
import { findRoom, seatOf, stageOf, undoesCompletion, viewOf, type Claim, type Room } from './rooms.server.ts';

type Rooms = Pick<World, 'ahead' | 'as' | 'clock' | 'ids' | 'announce'>;

/** Disconnecting ends presence at once; the lease is for processes that were killed. */
const presenceLeaseMs = 25_000;

/** What whoever sat down needs for the call. */
export interface Seated {
  room: RoomView;
  iceServers: IceServer[];
}

/** Whether the claim's actor may be on this side at all: an assistant never holds a seat (V5). */
export function mayStandHere(room: Room, claim: Claim): boolean {
  const { actor } = claim;
  if (claim.role === 'specialist') return may(actor, 'attend', { specialistId: room.specialist_id });
  return may(actor, 'be-attended', { appointmentId: room.id });
}

/**
 * After a person's press: takes the free seat or comes back to one's own (V2, V5). Whoever of many is first gets it,
 * by the key of the table. Answers with the room as it then is and the relay to go through, all in one transaction of
 * two ways to the database, for who comes back waits for it (S2) and at the full hour everybody does (fault 63).
 * `linkVersion`: of the cookie that nobody has looked at yet (V1).
 * Refuses `not-allowed`, `link-unknown`, `room-not-open-yet`, `room-closed`, `appointment-cancelled`, `seat-taken`.
 */
export async function enterRoom(world: Rooms & Pick<World, 'relay' | 'last'>, claim: Claim, linkVersion: number | null = null): Promise<Result<Seated>> {
  const now = world.clock.now();
  return world.as(claim.actor, async (tx): Promise<Result<Seated>> => {
    const room = await findRoomAlone(world, tx, claim.appointmentId);
    if (!room || (linkVersion !== null && room.link_version !== linkVersion)) return refuse('link-unknown');
    if (!mayStandHere(room, claim)) return refuse('not-allowed');
    const refusal = entryRefusal(room, claim, now);
    if (refusal) {
      if (refusal.kind === 'seat-taken') await note(world, tx, claim, 'turned_away', now);
      return refusal;
    }
    const comesAnew = seatOf(room, claim) === 'free';
    // The specialist has come to this room: whoever asked for it is called (V3).
    const called = claim.role === 'specialist' && (await callWithin(world, tx, room, now));
    await world.announce(tx, { type: 'room-changed', appointmentId: room.id, specialistId: room.specialist_id });
    const seat = { appointment_id: room.id, role: claim.role, browser_hash: Buffer.from(claim.browserHash), taken_at: now, waiting_since: now, present_until: leaseFrom(now) };
    const seated = await world.last(tx, comesAnew ? comesToSeat(tx, seat, world.ids.uuid()) : seatTaken(tx, seat));
    // Everybody who takes or leaves a seat locks the room first: only a fault of ours leads here.
    if (seated.length === 0) throw new Error('a seat that was free is taken');
    const after = { ...seatedIn(room, claim, now), ...(called ? { called_at: now } : {}) };
    return success({ room: viewOf(after, claim.role, 'mine', now), iceServers: relayOpen(stageOf(after, now)) ? world.relay.iceServers(room.id, claim.role) : [] });
  });
}

/** The room, one after the other with who leaves or goes on elsewhere: nobody is turned away from a seat that is being given up. */
async function findRoomAlone(world: Pick<World, 'ahead'>, tx: Tx, appointmentId: string): Promise<Room | null> {
  await world.ahead(tx, locked(tx, appointmentId));
  return findRoom(tx, appointmentId);
}
const locked = builtOnce((tx, appointmentId: string) => tx.selectFrom('appointments').select('id').where('id', '=', appointmentId).forUpdate());

/** The seat, where it is free or this browser's own already; no row where it is somebody else's. */
const taken = (tx: Tx, seat: Insertable<Seats>) =>
  tx
    .insertInto('seats')
    .values(seat)
    .onConflict((conflict) =>
      conflict
        .columns(['appointment_id', 'role'])
        .doUpdateSet((eb) => ({ present_until: eb.ref('excluded.present_until'), waiting_since: eb.fn.coalesce('seats.waiting_since', 'excluded.waiting_since') }))
        .whereRef('seats.browser_hash', '=', 'excluded.browser_hash'),
    )
    .returning(['appointment_id', 'role', 'taken_at']);
const seatTaken = builtOnce(taken);

/** The same for a free one, and that somebody waits there. */
const comesToSeat = builtOnce((tx: Tx, seat: Insertable<Seats>, event: string) =>
  tx
    .with('seated', () => taken(tx, seat))
    .with('noted', (db) =>
      db.insertInto('room_events').columns(['id', 'appointment_id', 'role', 'kind', 'at']).expression((eb) =>
        eb.selectFrom('seated').select([sql<string>`${event}::uuid`.as('id'), 'appointment_id', 'role', sql<'waiting'>`'waiting'`.as('kind'), 'taken_at as at']),
      ),
    )
    .selectFrom('seated')
    .select('appointment_id'),
);

/** What `seatTaken` has made of the room. */
function seatedIn(room: Room, { role, browserHash }: Claim, now: Date): Room {
  const browser = Buffer.from(browserHash);
  const until = leaseFrom(now);
  if (role === 'specialist') return { ...room, specialist_browser: browser, specialist_present_until: until, specialist_waiting_since: room.specialist_waiting_since ?? now };
  return { ...room, patient_browser: browser, patient_present_until: until, patient_waiting_since: room.patient_waiting_since ?? now, patient_taken_at: room.patient_taken_at ?? now };
}

function entryRefusal(room: Room, claim: Claim, now: Date): Refusal | null {
  const seat = seatOf(room, claim);
  const answer = mayEnterRoom({
    role: claim.role,
    status: room.status,
    modality: room.modality,
    startsAt: room.starts_at,
    endsAt: room.ends_at,
    now,
    seat: seat === 'free' ? null : seat,
    actorIsAssistant: claim.role === 'specialist' && !may(claim.actor, 'attend'),
    callRunning: stageOf(room, now) === 'in_call',
    completionCanBeUndone: undoesCompletion(room, now),
  });
  switch (answer.kind) {
    case 'enter':
      return null;
    case 'too-early':
      return refuse('room-not-open-yet');
    case 'closed':
      return refuse('room-closed');
    case 'cancelled':
      return refuse('appointment-cancelled');
    case 'seat-taken':
      return refuse('seat-taken');
    case 'not-video':
      return refuse('link-unknown');
    case 'refused':
      return refuse('not-allowed');
  }
}

/** "Salir": gives the seat up, so that another device may take it; whoever sits there next is admitted anew (V4, V5). */
export async function leaveRoom(world: Rooms, claim: Claim): Promise<Result<null>> {
  return withSeat(world, claim, async (tx, room, now) => {
    const running = stageOf(room, now) === 'in_call';
    await tx.deleteFrom('seats').where('appointment_id', '=', room.id).where('role', '=', claim.role).execute();
    if (running) await tx.updateTable('appointments').set({ last_hangup_at: now }).where('id', '=', room.id).execute();
    await note(world, tx, claim, 'left', now);
    return success(null);
  });
}

/** What the browser found out about its devices, shown to the specialist (V3). */
export async function reportDevices(world: Rooms, claim: Claim, report: DeviceReport): Promise<Result<null>> {
  return withSeat(world, claim, async (tx, room) => {
    await tx
      .updateTable('seats')
      .set({ devices: JSON.stringify(report) })
      .where('appointment_id', '=', room.id)
      .where('role', '=', claim.role)
      .execute();
    return success(null);
  });
}

/** Renews the presence of everybody whose socket is still there. */
export async function renewPresence(world: Pick<World, 'as' | 'clock'>, seats: readonly { appointmentId: string; role: Role }[]): Promise<void> {
  if (seats.length === 0) return;
  const until = leaseFrom(world.clock.now());
  const appointments = seats.map((seat) => seat.appointmentId);
  const roles = seats.map((seat) => seat.role);
  await world.as({ kind: 'system', job: 'presence' }, (tx) =>
    sql`update seats set present_until = ${until} from unnest(${appointments}::uuid[], ${roles}::text[]) as here (appointment_id, role)
        where seats.appointment_id = here.appointment_id and seats.role = here.role`.execute(tx),
  );
}

/**
 * Ends the presence of seats whose lease nobody renewed: those that had lapsed at the last look too, for a clock that
 * jumps lapses every lease at once. Returns what has lapsed now, to be handed in at the next look.
 */
export async function endLapsedPresence(world: Rooms, lapsedBefore: ReadonlySet<string>): Promise<Set<string>> {
  const now = world.clock.now();
  return world.as({ kind: 'system', job: 'presence' }, async (tx) => {
    const lapsed = await tx.selectFrom('seats').select(['appointment_id', 'role']).where('present_until', '<=', now).execute();
    for (const { appointment_id, role } of lapsed) {
      if (!lapsedBefore.has(`${appointment_id} ${role}`)) continue;
      await tx
        .updateTable('seats')
        .set({ present_until: null })
        .where('appointment_id', '=', appointment_id)
        .where('role', '=', role)
        .where('present_until', '<=', now)
        .execute();
      await world.announce(tx, { type: 'room-changed', appointmentId: appointment_id });
    }
    return new Set(lapsed.map(({ appointment_id, role }) => `${appointment_id} ${role}`));
  });
}

/** The last socket of this seat is gone: presence ends, ownership stays (V5). */
export async function markAbsent(world: Rooms, appointmentId: string, role: Role): Promise<void> {
  await world.as({ kind: 'system', job: 'presence' }, async (tx) => {
    await tx.updateTable('seats').set({ present_until: null }).where('appointment_id', '=', appointmentId).where('role', '=', role).execute();
    await world.announce(tx, { type: 'room-changed', appointmentId });
  });
}

/** Counts how long both were connected: what took place and what did not is told by it (B10). */
export async function recordConnected(world: Pick<World, 'as' | 'clock' | 'ids'>, appointmentId: string, seconds: number): Promise<void> {
  if (seconds <= 0) return;
  const now = world.clock.now();
  await world.as({ kind: 'system', job: 'connected' }, async (tx) => {
    const before = await tx.selectFrom('appointments').select('both_connected_seconds').where('id', '=', appointmentId).forUpdate().executeTakeFirst();
    if (!before) return;
    await tx
      .updateTable('appointments')
      .set({ both_connected_seconds: before.both_connected_seconds + Math.round(seconds) })
      .where('id', '=', appointmentId)
      .execute();
    if (before.both_connected_seconds === 0) await note(world, tx, { appointmentId, role: 'specialist' }, 'connected', now);
  });
}

/** Runs a change for who holds the seat, in one transaction, and tells both sides after it. */
export async function withSeat(world: Rooms, claim: Claim, work: SeatWork): Promise<Result<null>> {
  return withSeatQuietly(world, claim, async (tx, room, now) => {
    const done = await work(tx, room, now);
    if (done.ok) await world.announce(tx, { type: 'room-changed', appointmentId: room.id, specialistId: room.specialist_id });
    return done;
  });
}

type SeatWork = (tx: Tx, room: Room, now: Date) => Promise<Result<null>>;

/** The same for what neither side sees. */
export async function withSeatQuietly(world: Rooms, claim: Claim, work: SeatWork): Promise<Result<null>> {
  const now = world.clock.now();
  return world.as(claim.actor, async (tx): Promise<Result<null>> => {
    const room = await findRoomAlone(world, tx, claim.appointmentId);
    if (!room) return refuse('link-unknown');
    if (!mayStandHere(room, claim) || seatOf(room, claim) !== 'mine') return refuse('not-allowed');
    return work(tx, room, now);
  });
}

export async function note(
  world: Pick<World, 'ids'>,
  tx: Tx,
  claim: { appointmentId: string; role: Role },
  kind: RoomEvents['kind'],
  at: Date,
): Promise<void> {
  await noted(world, tx, claim, kind, at).execute();
}

const eventNoted = builtOnce((tx, event: Insertable<RoomEvents>) => tx.insertInto('room_events').values(event));
const noted = (world: Pick<World, 'ids'>, tx: Tx, { appointmentId, role }: Pick<Claim, 'appointmentId' | 'role'>, kind: RoomEvents['kind'], at: Date) =>
  eventNoted(tx, { id: world.ids.uuid(), appointment_id: appointmentId, role, kind, at });

function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + presenceLeaseMs);
}
