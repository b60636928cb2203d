import { sql } from 'kysely';
import { channelAfterPackage, packageState, unitsOf } from '#domain/message-package.ts';
import type { MessageKind } from '#domain/reminders.ts';
import { monthOf } from '#domain/time.ts';
import type { Tx } from '#ports/world.ts';
import type { AppointmentRow } from '../appointments.server.ts';
import { countPackages } from '../package/count.server.ts';
import type { MessageRow } from '../rows.server.ts';

/** What a package says to one message: it may go and takes so much, it may not, or another worker is counting just now. */
export type Answer = { units: 0 | 1 } | { why: 'package-used-up' | 'package-used-up-no-email' } | 'left';

/**
 * Opens the packages of whoever's counted messages are about to leave (M5). One worker counts a specialist's package at
 * a time, so that its last unit is spent once; the messages of a package that another counts are left for the next look.
 */
export async function openPackages(
  tx: Tx,
  messages: readonly { message: MessageRow; row: AppointmentRow }[],
  now: Date,
): Promise<(message: MessageRow, row: AppointmentRow) => Answer> {
  const counted = messages.filter(({ message, row }) => countedAs(message, row) > 0);
  const zones = new Map(counted.map(({ row }) => [row.specialist_id, row.zone]));
  const states = zones.size > 0 ? await countLocked(tx, zones, now) : new Map<string, { units: number; used: number }>();
  return (message, row) => {
    if (countedAs(message, row) === 0) return { units: 0 };
    const state = states.get(row.specialist_id);
    if (!state) return 'left';
    // A second try has been counted by the first.
    const used = state.used - (isCounted(message, row, now) ? message.units : 0);
    const { level } = packageState({ units: state.units, used });
    const goes = channelAfterPackage({ ...asCounted(message, row), level, patientHasEmail: row.patient_email !== null });
    if (goes !== 'sms') return { why: goes === 'email' ? 'package-used-up' : 'package-used-up-no-email' };
    state.used = used + 1;
    return { units: 1 };
  };
}

/** Locked in a statement of its own, so that the counting one sees what the last worker spent. */
async function countLocked(tx: Tx, zones: Map<string, string>, now: Date): ReturnType<typeof countPackages> {
  const locked = await sql<{ id: string }>`
    select id from unnest(${[...zones.keys()]}::uuid[]) as wanted (id)
    where pg_try_advisory_xact_lock(hashtextextended(id::text, 11))`.execute(tx);
  return countPackages(tx, new Map(locked.rows.map(({ id }) => [id, zones.get(id) ?? 'UTC'])), now);
}

function asCounted({ channel, audience, kind }: MessageRow, { modality }: AppointmentRow) {
  return { channel, audience, modality, kind: kind as MessageKind };
}
function countedAs(message: MessageRow, row: AppointmentRow): 0 | 1 {
  return unitsOf(asCounted(message, row));
}
function isCounted(message: MessageRow, row: AppointmentRow, now: Date): boolean {
  const month = monthOf(row.zone, now);
  return message.sent_at !== null && message.sent_at >= month.from && message.sent_at < month.until;
}
