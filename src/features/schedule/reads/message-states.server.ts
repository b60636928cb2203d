import { sql } from 'kysely';
import type { Tx } from '#ports/world.ts';
import type { MessageState } from '../views.ts';

/**
 * How far the last message to each patient got, all channels together (M7, B9): the one that left or should have
 * left, or the first that is still to come. Messages whose hour had passed count for nothing.
 */
export async function messageStates(tx: Tx, appointmentIds: readonly string[], now: Date): Promise<Map<string, MessageState>> {
  if (appointmentIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; state: MessageState }>`
    select distinct on (appointment_id) appointment_id as id, state from (
      select appointment_id, min(due_at) as due,
        case when bool_or(status = 'delivered') then 'reached' when bool_or(status = 'sent') then 'sent'
             when bool_or(status in ('planned', 'sending')) then 'planned' else 'failed' end as state
      from messages
      where appointment_id = any (${[...appointmentIds]}::uuid[]) and audience = 'patient' and status <> 'cancelled'
        and coalesce(why, '') not in ('hour-passed', 'appointment-over')
      group by appointment_id, kind, occurrence) told
    order by appointment_id, due <= ${now} desc, case when due <= ${now} then due end desc, due
  `.execute(tx);
  return new Map(rows.map((row) => [row.id, row.state]));
}
