import type { Change } from '#domain/changes.ts';
import { afterQuiet } from '#domain/quiet-hours.ts';
import { isCardReminder, planReminders, reminderMinutesOf, type PlannedMessage, type PlanReason } from '#domain/reminders.ts';
import type { Tx, World } from '#ports/world.ts';
import { findAppointment, findForPlan, type PlanRow } from './appointments.server.ts';
import { channelsOfOffer } from './offers.server.ts';
import { planRowsAhead } from './rows.server.ts';

type Planner = Pick<World, 'clock' | 'ids' | 'ahead'>;

const reasons: Partial<Record<Change['type'], PlanReason>> = {
  'appointment-booked': 'booked',
  'appointment-rescheduled': 'rescheduled',
  'appointment-cancelled': 'cancelled',
  'appointment-completed': 'completed',
  'appointment-unsuitable': 'unsuitable',
  'card-asked': 'card-asked',
  'card-settled': 'card-settled',
  'card-refused': 'card-refused',
  'money-taken': 'money-taken',
  'money-given-back': 'money-given-back',
  'notices-chosen': 'reminders-changed',
};

const documentReason = { patient: 'document-to-specialist', specialist: 'document-to-patient' } as const;

/**
 * Plans what follows from a change and withdraws what no longer applies, in the change's transaction (M1–M3, M6).
 * Runs as whoever made the change: rows name no recipient, which is found when they are sent.
 */
export async function replanMessages(world: Planner, tx: Tx, change: Change): Promise<void> {
  if (change.type === 'reminder-times-changed') return replanReminders(world, tx, change.specialistId);
  const reason = change.type === 'document-sent' ? documentReason[change.sender] : reasons[change.type];
  if (!reason || !('appointmentId' in change) || !change.appointmentId) return;
  const row = await findForPlan(tx, change.appointmentId);
  const tellAt = change.type === 'appointment-rescheduled' || change.type === 'appointment-booked' ? change.tellAt : undefined;
  if (row) await replan(world, tx, row, reason, tellAt);
}

/**
 * Undoes in the plan what a move did to it: its own messages are withdrawn, those it withdrew are due again as they
 * were, so that the patient hears of an earlier change that was still to be told, and of nothing else (B9, M6).
 */
export async function takeBackMove(world: Planner, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'appointment-move-undone') return;
  const row = await findAppointment(tx, change.appointmentId);
  if (!row) return;
  const moved = withdrawnBy('rescheduled', change.sequence);
  await tx
    .updateTable('messages')
    .set({ status: 'cancelled', why: 'move-undone', lease_until: null })
    .where('appointment_id', '=', row.id)
    .where('occurrence', 'in', [moved, change.movedTo.toISOString()])
    .where('status', '=', 'planned')
    .execute();
  await tx
    .updateTable('messages')
    .set({ status: 'planned', why: null })
    .where('appointment_id', '=', row.id)
    .where('status', '=', 'cancelled')
    .where('why', '=', moved)
    .execute();
}

/** Plans the message that carries a one-time code, due at once. */
export async function planCodeMessage(world: Planner, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'code-issued') return;
  const now = world.clock.now();
  const planned: PlannedMessage = { kind: 'code', audience: 'patient', channel: change.channel, dueAt: now, occurrence: 'code' };
  await planRowsAhead(world, tx, { appointmentId: null, codeId: change.codeId, specialistId: null }, [planned], now);
}

/** Tells a patient who left the waiting room that it is their turn (V3): by SMS, by mail where there is no mobile. */
export async function planCallMessage(world: Planner, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'patient-called') return;
  const row = await findAppointment(tx, change.appointmentId);
  if (!row || (!row.patient_mobile && !row.patient_email)) return;
  const now = world.clock.now();
  const channel = row.patient_mobile ? 'sms' : 'email';
  const planned: PlannedMessage = {
    kind: 'your_turn',
    audience: 'patient',
    channel,
    dueAt: now,
    occurrence: `called ${now.toISOString()}`,
  };
  await planRowsAhead(world, tx, { appointmentId: row.id, codeId: null, specialistId: row.specialist_id }, [planned], now);
}

/** Plans the offer of an earlier hour, by every channel its receiver has: it does not live long (B8). */
export async function planOfferMessages(world: Planner, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'earlier-offered') return;
  const { offerId, appointmentId, specialistId } = change;
  const now = world.clock.now();
  const planned = (await channelsOfOffer(tx, offerId)).map((channel): PlannedMessage => ({
    kind: 'earlier_offer',
    audience: 'patient',
    channel,
    dueAt: now,
    occurrence: `offer ${offerId}`,
  }));
  await planRowsAhead(world, tx, { appointmentId, codeId: null, offerId, specialistId }, planned, now);
}

async function replanReminders(world: Planner, tx: Tx, specialistId: string): Promise<void> {
  const ahead = await tx
    .selectFrom('appointments')
    .select('id')
    .where('specialist_id', '=', specialistId)
    .where('status', '=', 'booked')
    .where('starts_at', '>', world.clock.now())
    .execute();
  for (const { id } of ahead) {
    const row = await findForPlan(tx, id);
    if (row) await replan(world, tx, row, 'reminders-changed');
  }
}

async function replan(world: Planner, tx: Tx, row: PlanRow, reason: PlanReason, tellAt?: Date | null): Promise<void> {
  const now = world.clock.now();
  const plan = planReminders({
    reason,
    modality: row.modality,
    startsAt: row.starts_at,
    now,
    ...(tellAt === undefined ? {} : { tellAt }),
    status: row.status,
    outcome: row.outcome,
    reminderMinutes: row.service_reminder_minutes ?? row.reminder_minutes,
    patientHasMobile: row.patient_mobile !== null,
    patientHasEmail: row.patient_email !== null,
    channelChoice: row.patient_channel,
    prepayment: row.prepayment,
    bookedBy: row.booked_by,
    confirmation: row.confirmation,
    sequence: row.sequence,
  }).map((message) => ({ ...message, dueAt: afterQuiet(message, nightOf(row)) }));
  // What was only just booked has nothing to take back.
  const waiting = reason === 'booked' ? [] : await withdraw(tx, row, reason, plan);
  const asked = new Set(waiting.filter(({ kind, occurrence }) => once.includes(kind) && !isCardReminder(occurrence)).map(({ kind }) => kind));
  const fresh = plan.filter((message) => !asked.has(message.kind) || isCardReminder(message.occurrence));
  await planRowsAhead(world, tx, { appointmentId: row.id, codeId: null, specialistId: row.specialist_id }, fresh, now);
}

/** One that waits to leave says it for what is added meanwhile. */
const once = ['card_request', 'document', 'document_notice'];

function nightOf(row: PlanRow) {
  const hours = { fromMinute: row.quiet_from_minute, untilMinute: row.quiet_until_minute };
  return { hours, zone: row.patient_zone, startsAt: row.starts_at };
}

/** Takes back what the change overtook; answers what still waits. */
async function withdraw(
  tx: Tx,
  row: Pick<PlanRow, 'id' | 'sequence'>,
  reason: PlanReason,
  plan: PlannedMessage[],
): Promise<{ id: string; kind: string; occurrence: string }[]> {
  const waiting = await tx
    .selectFrom('messages')
    .select(['id', 'kind', 'audience', 'channel', 'occurrence'])
    .where('appointment_id', '=', row.id)
    .where('status', '=', 'planned')
    .execute();
  const key = (one: { kind: string; audience: string; channel: string; occurrence: string }) =>
    [one.kind, one.audience, one.channel, one.occurrence].join('|');
  const stillPlanned = new Set(plan.map(key));
  const overtaken = waiting.filter((message) => overtakes(reason, message.kind) && !stillPlanned.has(key(message)));
  if (overtaken.length > 0) {
    await tx
      .updateTable('messages')
      .set({ status: 'cancelled', why: withdrawnBy(reason, row.sequence), lease_until: null })
      .where(
        'id',
        'in',
        overtaken.map((message) => message.id),
      )
      .where('status', '=', 'planned')
      .execute();
  }
  return waiting.filter((message) => !overtaken.includes(message));
}

/** Names the very change, so that taking it back finds what it withdrew. */
function withdrawnBy(reason: PlanReason, sequence: number): string {
  return reason === 'rescheduled' ? `rescheduled ${sequence}` : reason;
}

/** A move, a cancellation and an end take the place of all that waits, other times of reminders alone, the rest of nothing. */
function overtakes(reason: PlanReason, kind: string): boolean {
  if (reason === 'rescheduled' || reason === 'cancelled' || reason === 'completed' || reason === 'unsuitable') return true;
  return reason === 'reminders-changed' && (kind === 'specialist_link' || reminderMinutesOf(kind) !== null);
}
