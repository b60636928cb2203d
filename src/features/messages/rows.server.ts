import { sql, type Selectable } from 'kysely';
import type { Messages } from '#db/tables.ts';
import type { Channel, MessageKind, PlannedMessage } from '#domain/reminders.ts';
import type { Tx, World } from '#ports/world.ts';

export type MessageRow = Selectable<Messages>;

/** What a row of messages speaks of: an appointment, an offer of the waiting list (with or without one), or a code. */
export interface Subject {
  appointmentId: string | null;
  codeId: string | null;
  offerId?: string;
  specialistId: string | null;
  /** '2026-11', of what tells a specialist of their package. */
  packageMonth?: string;
}

/**
 * Writes planned rows, each message once whatever happens (M6). One that was withdrawn before it left is planned
 * again: an appointment moved away and back is reminded after all.
 */
export async function planRows(
  world: Pick<World, 'ids'>,
  tx: Tx,
  subject: Subject,
  plan: PlannedMessage[],
  now: Date,
): Promise<number> {
  if (plan.length === 0) return 0;
  const { numAffectedRows } = await insertPlan(world, subject, plan, now).execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** The same for who does not ask how many there were: travels with the next statement. */
export async function planRowsAhead(
  world: Pick<World, 'ids' | 'ahead'>,
  tx: Tx,
  subject: Subject,
  plan: PlannedMessage[],
  now: Date,
): Promise<void> {
  if (plan.length > 0) await world.ahead(tx, insertPlan(world, subject, plan, now));
}

/** One parameter and one text, however many rows: every booking writes seven of them (S9). */
function insertPlan(world: Pick<World, 'ids'>, subject: Subject, plan: PlannedMessage[], now: Date) {
  const rows = plan.map((message) => ({
    id: world.ids.uuid(),
    appointment_id: subject.appointmentId,
    code_id: subject.codeId,
    offer_id: subject.offerId ?? null,
    specialist_id: subject.specialistId,
    package_month: subject.packageMonth ?? null,
    kind: message.kind,
    audience: message.audience,
    channel: message.channel,
    occurrence: message.occurrence,
    due_at: message.dueAt,
    created_at: now,
  }));
  // What was never tried moves to its new time.
  return sql`
    insert into messages (id, appointment_id, code_id, offer_id, specialist_id, package_month, kind, audience, channel, occurrence, due_at, created_at)
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as m (
      id uuid, appointment_id uuid, code_id uuid, offer_id uuid, specialist_id uuid, package_month text,
      kind text, audience text, channel text, occurrence text, due_at timestamptz, created_at timestamptz)
    on conflict on constraint one_message_per_occurrence_audience_kind_and_channel
    do update set status = 'planned', why = null, due_at = excluded.due_at
    where messages.status = 'cancelled' or (messages.status = 'planned' and messages.attempts = 0)`;
}

/**
 * Locks one message for whoever sends or judges it, its appointment before it: the order in which commands lock, so
 * that a cancellation under way is waited for instead of ending in a dead-lock.
 */
export async function lockMessage(tx: Tx, messageId: string) {
  const found = await tx.selectFrom('messages').select('appointment_id').where('id', '=', messageId).executeTakeFirst();
  if (found?.appointment_id)
    await tx.selectFrom('appointments').select('id').where('id', '=', found.appointment_id).forKeyShare().execute();
  return tx.selectFrom('messages').selectAll().where('id', '=', messageId).forUpdate().executeTakeFirst();
}

/** Plans the other channel for a message that its own cannot bring (M7). True where a row is there to be sent. */
export async function raiseOtherChannel(
  world: Pick<World, 'ids'>,
  tx: Tx,
  message: {
    id: string;
    appointment_id: string | null;
    kind: string;
    audience: 'patient' | 'specialist';
    channel: Channel;
    occurrence: string;
    specialist_id: string | null;
  },
  reachable: Record<Channel, boolean>,
  now: Date,
): Promise<boolean> {
  const other: Channel = message.channel === 'sms' ? 'email' : 'sms';
  if (message.appointment_id === null || !reachable[other]) return false;
  // Looked for first: an insert would wait for the other channel's row while its worker waits for ours.
  const there = await tx
    .selectFrom('messages')
    .select('status')
    .where('appointment_id', '=', message.appointment_id)
    .where('occurrence', '=', message.occurrence)
    .where('audience', '=', message.audience)
    .where('kind', '=', message.kind)
    .where('channel', '=', other)
    .executeTakeFirst();
  if (there && there.status !== 'cancelled') return false;
  const subject = { appointmentId: message.appointment_id, codeId: null, specialistId: message.specialist_id };
  const planned = {
    kind: message.kind as MessageKind,
    audience: message.audience,
    channel: other,
    dueAt: now,
    occurrence: message.occurrence,
  };
  return (await planRows(world, tx, subject, [planned], now)) > 0;
}
