import type { AppointmentStatus, Booker } from '#domain/appointment.ts';
import { refuse, success, type RefusalKind, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';
import type { PracticeActor } from '../queries.server.ts';
import { keepTimeOff, standingIn, type TimeOff } from './exceptions.server.ts';
import type { Choice, StepState } from './time-off-choice.ts';

/** Booking's own commands: a time off moves and cancels as anybody of the practice would (features do not import each other). */
export interface BookingCommands {
  reschedule: (input: { appointmentId: string; startsAt: Date }) => Promise<Result<unknown>>;
  cancel: (input: { appointmentId: string; expectedCostCents: number }) => Promise<Result<unknown>>;
}
export interface TimeOffStep {
  appointmentId: string;
  patientName: string;
  patientMobile: string | null;
  /** Where it stood when the time off was taken. */
  startsAt: Date;
  choice: Choice['choice'];
  moveTo: Date | null;
  state: StepState;
}

type Changes = Pick<World, 'as' | 'clock' | 'ids' | 'note'>;
const leaseSeconds = 30;

/**
 * Keeps a time off together with what becomes of each appointment in it, in one transaction; nothing is moved yet
 * (B9). `groupId` names a time off that is kept already. Refuses `not-found`, `slot-taken` (two to one hour, or one
 * inside the time off), `slot-in-the-past`.
 */
export async function startTimeOff(
  world: Changes,
  actor: PracticeActor,
  specialistId: string,
  input: { off: TimeOff; groupId: string | null; choices: readonly Choice[] },
): Promise<Result<{ groupId: string }>> {
  if (!actor.specialistIds.includes(specialistId)) return refuse('not-found');
  const now = world.clock.now();
  const refusal = refuseChoices(input.choices, input.off, now);
  if (refusal) return refuse(refusal);
  const groupId = input.groupId ?? world.ids.uuid();
  return world.as(actor, async (tx) => {
    if (input.groupId === null) await keepTimeOff(tx, world, specialistId, groupId, input.off);
    const inside = await standingIn(tx, specialistId, input.off).select(['a.id', 'a.starts_at']).execute();
    const steps = input.choices.flatMap((choice) => {
      const row = inside.find((one) => one.id === choice.appointmentId);
      return row ? [{ ...choice, startsAt: row.starts_at }] : [];
    });
    for (const step of steps) {
      const values = {
        starts_at: step.startsAt,
        choice: step.choice,
        move_to: step.moveTo,
        state: step.choice === 'keep' ? ('done' as const) : ('pending' as const),
        claimed_until: null,
        finished_at: step.choice === 'keep' ? now : null,
        created_at: now,
      };
      await tx
        .insertInto('time_off_steps')
        .values({ group_id: groupId, appointment_id: step.appointmentId, specialist_id: specialistId, ...values })
        .onConflict((clash) => clash.columns(['group_id', 'appointment_id']).doUpdateSet(values))
        .execute();
    }
    return success({ groupId });
  });
}

function refuseChoices(choices: readonly Choice[], off: TimeOff, now: Date): RefusalKind | null {
  const hours = choices.flatMap((one) => (one.moveTo ? [one.moveTo.getTime()] : []));
  if (new Set(hours).size !== hours.length) return 'slot-taken';
  if (hours.some((ms) => ms <= now.getTime())) return 'slot-in-the-past';
  return hours.some((ms) => ms >= off.from.getTime() && ms < off.until.getTime()) ? 'slot-taken' : null;
}

/**
 * Does what is pending of a time off, row by row, each through booking's own command in its own transaction, for at
 * most `budgetMs` of machine time: what is done is done wherever it stops, and calling it again goes on (B9).
 * Returns how many are left.
 */
export async function runTimeOff(
  world: Pick<World, 'as' | 'clock'>,
  actor: PracticeActor,
  input: { specialistId: string; groupId: string; budgetMs: number },
  booking: BookingCommands,
): Promise<{ left: number }> {
  const end = world.clock.machineNow().getTime() + input.budgetMs;
  for (;;) {
    const step = await claimStep(world, actor, input);
    if (!step) break;
    const state = await doStep(world, actor, step, booking);
    await world.as(actor, (tx) => finishStep(tx, input.groupId, step.appointment_id, state, world.clock.now()));
    if (world.clock.machineNow().getTime() >= end) break;
  }
  const { count } = await world.as(actor, (tx) =>
    pending(tx, input)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
  );
  return { left: Number(count) };
}

function pending(tx: Tx, input: { specialistId: string; groupId: string }) {
  return tx
    .selectFrom('time_off_steps')
    .where('group_id', '=', input.groupId)
    .where('specialist_id', '=', input.specialistId)
    .where('state', '=', 'pending');
}

/** One row under a lease: a second tab, or a run that was killed and started again, never does it twice at once. */
function claimStep(world: Pick<World, 'as' | 'clock'>, actor: PracticeActor, input: { specialistId: string; groupId: string }) {
  const now = world.clock.machineNow();
  return world.as(actor, async (tx) => {
    const row = await pending(tx, input)
      .selectAll()
      .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<', now)]))
      .orderBy('starts_at')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (!row) return null;
    await tx
      .updateTable('time_off_steps')
      .set({ claimed_until: new Date(now.getTime() + leaseSeconds * 1000) })
      .where('group_id', '=', row.group_id)
      .where('appointment_id', '=', row.appointment_id)
      .execute();
    return row;
  });
}
type StepRow = NonNullable<Awaited<ReturnType<typeof claimStep>>>;

/** A run cut off between the command and its mark finds the appointment where it was to go: then it is done. */
async function doStep(
  world: Pick<World, 'as'>,
  actor: PracticeActor,
  step: StepRow,
  booking: BookingCommands,
): Promise<StepState> {
  const now = await world.as(actor, (tx) =>
    tx
      .selectFrom('appointments')
      .select(['status', 'starts_at', 'cancelled_by', 'cancelled_at'])
      .where('id', '=', step.appointment_id)
      .executeTakeFirst(),
  );
  if (!now) return 'changed';
  if (isDone(step, now)) return 'done';
  if (now.status !== 'booked' || now.starts_at.getTime() !== step.starts_at.getTime()) return 'changed';
  const { appointment_id: appointmentId, move_to: startsAt } = step;
  // The practice cancels free of charge: a cost above nothing would be a mistake, and is refused.
  const done = startsAt
    ? await booking.reschedule({ appointmentId, startsAt })
    : await booking.cancel({ appointmentId, expectedCostCents: 0 });
  if (done.ok) return 'done';
  return done.kind === 'slot-taken' || done.kind === 'slot-in-the-past' ? 'slot-taken' : 'changed';
}

function isDone(
  step: StepRow,
  now: { status: AppointmentStatus; starts_at: Date; cancelled_by: Booker | string | null; cancelled_at: Date | null },
): boolean {
  if (step.move_to) return now.status === 'booked' && now.starts_at.getTime() === step.move_to.getTime();
  return (
    now.status === 'cancelled' &&
    now.cancelled_by !== 'patient' &&
    now.cancelled_at !== null &&
    now.cancelled_at >= step.created_at
  );
}

async function finishStep(tx: Tx, groupId: string, appointmentId: string, state: StepState, now: Date): Promise<void> {
  await tx
    .updateTable('time_off_steps')
    .set({ state, claimed_until: null, finished_at: state === 'pending' ? null : now })
    .where('group_id', '=', groupId)
    .where('appointment_id', '=', appointmentId)
    .execute();
}

/** What was chosen for each appointment of a time off and how far it is, soonest first; noted as a read (G2). */
export async function listSteps(
  world: Changes,
  actor: PracticeActor,
  specialistId: string,
  groupId: string,
): Promise<TimeOffStep[]> {
  return world.as(actor, async (tx) => {
    const rows = await tx
      .selectFrom('time_off_steps as s')
      .innerJoin('appointments as a', 'a.id', 's.appointment_id')
      .select([
        's.appointment_id as appointmentId',
        'a.patient_name as patientName',
        'a.patient_mobile as patientMobile',
        's.starts_at as startsAt',
        's.choice',
        's.move_to as moveTo',
        's.state',
      ])
      .where('s.group_id', '=', groupId)
      .where('s.specialist_id', '=', specialistId)
      .where('s.specialist_id', 'in', [...actor.specialistIds])
      .orderBy('s.starts_at')
      .execute();
    if (rows.length > 0) {
      await world.note(tx, actor, {
        action: 'agenda-read',
        objectKind: 'specialist',
        objectId: specialistId,
        specialistId,
      });
    }
    return rows;
  });
}

/** Time off whose run was left half way: its group and how many appointments still wait for it. */
export async function listUnfinished(world: Pick<World, 'as'>, actor: PracticeActor, specialistId: string) {
  const rows = await world.as(actor, (tx) =>
    tx
      .selectFrom('time_off_steps')
      .select((eb) => ['group_id as groupId', eb.fn.countAll<number>().as('left')])
      .where('specialist_id', '=', specialistId)
      .where('specialist_id', 'in', [...actor.specialistIds])
      .where('state', 'in', ['pending', 'slot-taken'])
      .groupBy('group_id')
      .execute(),
  );
  return rows.map((row) => ({ groupId: row.groupId, left: Number(row.left) }));
}
