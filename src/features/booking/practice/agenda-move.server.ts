import { sql } from 'kysely';
import { LONGEST_MINUTES, mayUndoMove, SHORTEST_MINUTES, tellMoveAt, type MoveWarning } from '#domain/agenda-move.ts';
import { mayReschedule } from '#domain/booking.ts';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type Refusal, type Result } from '#domain/result.ts';
import { instantToWall } from '#domain/time.ts';
import type { Tx, World } from '#ports/world.ts';
import { isLostRace, lockAgenda } from '../agenda-lock.server.ts';
import { findOffer } from '../offer.server.ts';
import { placeFor } from './place-for.server.ts';

type Changes = Pick<World, 'as' | 'clock' | 'ids' | 'announce'>;
type PracticeActor = Extract<Actor, { kind: 'specialist' | 'assistant' }>;

/** Refused until somebody says that it is meant (`evenSo`); names every warning. */
export type WarnedRefusal = Refusal & { warnings?: MoveWarning[] };

export interface AgendaMove {
  /** What `undoMove` takes. */
  moveId: string;
  /** The start changed: the patient will be told. A new end alone is told to nobody. */
  told: boolean;
  startsAt: Date;
  endsAt: Date;
}

/**
 * Gives an appointment another hour, another length or both, as the practice does by dragging (B6, B9). The price
 * stays. `from` is what the page showed: somebody else's change meanwhile is not written over.
 * Refuses `not-found`, `changed-meanwhile`, `appointment-over`, `appointment-cancelled`, `too-late-to-change`,
 * `slot-in-the-past`, `slot-taken`, `slot-held`, and with `warnings` `outside-hours` unless `evenSo`.
 */
export async function moveInAgenda(
  world: Changes,
  actor: PracticeActor,
  input: { appointmentId: string; startsAt: Date; minutes: number | null; from: Date | null; evenSo: boolean },
): Promise<Result<AgendaMove> | WarnedRefusal> {
  const now = world.clock.now();
  const before = await world.as(actor, (tx) => find(tx, actor, input.appointmentId).executeTakeFirst());
  if (!before) return refuse('not-found');
  try {
    return await world.as(actor, async (tx) => {
      await lockAgenda(tx, before.specialist_id);
      const row = await find(tx, actor, before.id).forUpdate().executeTakeFirst();
      if (!row) return refuse('not-found');
      const change = plan(row, input, now);
      if (!change.ok) return change;
      const { startsAt, endsAt, minutes, moves } = change.value;
      const offer = await findOffer(tx, row.service_id);
      const place = await placeFor(tx, { specialistId: row.specialist_id, offer, startsAt, minutes, except: row.id, now });
      if (place.taken) return refuse(place.taken);
      if (place.warnings.length > 0 && !input.evenSo) return { ...refuse('outside-hours'), warnings: place.warnings };

      const sequence = row.sequence + 1;
      const moveId = world.ids.uuid();
      await setTimes(tx, row, { startsAt, endsAt, minutes, sequence, moves, now });
      await tx
        .insertInto('appointment_moves')
        .values({
          id: moveId,
          appointment_id: row.id,
          moved_at: now,
          moved_by_account_id: actor.accountId,
          from_starts_at: row.starts_at,
          from_minutes: row.duration_minutes,
          to_starts_at: startsAt,
          to_minutes: minutes,
          sequence,
        })
        .execute();
      await world.announce(
        tx,
        moves
          ? { type: 'appointment-rescheduled', appointmentId: row.id, from: row.starts_at, tellAt: tellMoveAt(now) }
          : { type: 'appointment-stretched', appointmentId: row.id },
      );
      return success({ moveId, told: moves, startsAt, endsAt });
    });
  } catch (error) {
    if (!isLostRace(error)) throw error;
    return refuse('slot-taken');
  }
}

/**
 * Takes the last move or stretch back, within `UNDO_SECONDS`: nobody was told, and nobody will be (B9).
 * Refuses `not-found`, `undo-too-late` (also where it was changed since), `slot-taken` (somebody booked the old hour).
 */
export async function undoMove(world: Changes, actor: PracticeActor, moveId: string): Promise<Result<{ appointmentId: string }>> {
  const now = world.clock.now();
  const found = await world.as(actor, (tx) =>
    tx
      .selectFrom('appointment_moves as m')
      .innerJoin('appointments as a', 'a.id', 'm.appointment_id')
      .select(['m.appointment_id as appointmentId', 'a.specialist_id as specialistId'])
      .where('m.id', '=', moveId)
      .where('a.specialist_id', 'in', [...actor.specialistIds])
      .executeTakeFirst(),
  );
  if (!found) return refuse('not-found');
  try {
    return await world.as(actor, async (tx) => {
      await lockAgenda(tx, found.specialistId);
      const row = await find(tx, actor, found.appointmentId).forUpdate().executeTakeFirst();
      const move = await tx.selectFrom('appointment_moves').selectAll().where('id', '=', moveId).executeTakeFirstOrThrow();
      const isLast = row?.sequence === move.sequence && (row.status === 'booked' || row.status === 'in_progress');
      if (!row || !mayUndoMove({ movedAt: move.moved_at, undoneAt: move.undone_at, isLast, now })) return refuse('undo-too-late');
      const endsAt = plus(move.from_starts_at, move.from_minutes);
      const moves = move.from_starts_at.getTime() !== row.starts_at.getTime();
      await sql`select expire_stale_holds(${row.specialist_id}, tstzrange(${move.from_starts_at}, ${endsAt}), ${now})`.execute(tx);
      await setTimes(tx, row, { startsAt: move.from_starts_at, endsAt, minutes: move.from_minutes, sequence: row.sequence + 1, moves, now });
      await tx.updateTable('appointment_moves').set({ undone_at: now }).where('id', '=', moveId).execute();
      const appointmentId = row.id;
      await world.announce(
        tx,
        moves
          ? { type: 'appointment-move-undone', appointmentId, sequence: move.sequence, movedTo: move.to_starts_at }
          : { type: 'appointment-stretched', appointmentId },
      );
      return success({ appointmentId });
    });
  } catch (error) {
    if (!isLostRace(error)) throw error;
    return refuse('slot-taken');
  }
}

function find(tx: Tx, actor: PracticeActor, appointmentId: string) {
  return tx
    .selectFrom('appointments')
    .select([
      'id',
      'specialist_id',
      'service_id',
      'status',
      'starts_at',
      'ends_at',
      'duration_minutes',
      'zone',
      'sequence',
      'cutoff_hours',
    ])
    .where('id', '=', appointmentId)
    .where('specialist_id', 'in', [...actor.specialistIds])
    .where('status', 'not in', ['held', 'expired']);
}
type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof find>['executeTakeFirst']>>>;

interface Times {
  startsAt: Date;
  endsAt: Date;
  minutes: number;
  moves: boolean;
}

/** Whether this change may be made at all, whatever else stands in the agenda. */
function plan(row: Row, input: { startsAt: Date; minutes: number | null; from: Date | null }, now: Date): Result<Times> {
  if (input.from && input.from.getTime() !== row.starts_at.getTime()) return refuse('changed-meanwhile');
  const minutes = input.minutes ?? row.duration_minutes;
  const endsAt = plus(input.startsAt, minutes);
  const moves = input.startsAt.getTime() !== row.starts_at.getTime();
  const runs = !moves && row.status === 'in_progress';
  const allowed = mayReschedule({ status: runs ? 'booked' : row.status, startsAt: row.starts_at, cutoffHours: row.cutoff_hours, by: 'specialist', now });
  if (!allowed.ok) return allowed;
  if (!Number.isInteger(minutes) || minutes < SHORTEST_MINUTES || minutes > LONGEST_MINUTES) return refuse('invalid-input');
  if (moves ? input.startsAt <= now : endsAt <= now) return refuse('slot-in-the-past');
  return success({ startsAt: input.startsAt, endsAt, minutes, moves });
}

async function setTimes(tx: Tx, row: Row, times: Times & { sequence: number; now: Date }): Promise<void> {
  await tx
    .updateTable('appointments')
    .set({
      starts_at: times.startsAt,
      ends_at: times.endsAt,
      wall_start: instantToWall(row.zone, times.startsAt).text,
      duration_minutes: times.minutes,
      sequence: times.sequence,
      moved_at: times.now,
      ...(times.moves ? { delay_minutes: null } : {}),
    })
    .where('id', '=', row.id)
    .execute();
}

function plus(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * 60_000);
}
