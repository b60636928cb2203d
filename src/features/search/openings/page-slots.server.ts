import { sql } from 'kysely';
import { freeSlots } from '#domain/slots.ts';
import { addDays, dayOfInstant } from '#domain/time.ts';
import type { Tx } from '#ports/world.ts';
import { questionsOf, type OfferedService } from './agendas.server.ts';
import type { FoundRow } from '../found.server.ts';

const day = 86_400_000;
/** As many days as a card has columns. */
const shownDays = 4;

/**
 * The next slots of a page of results: as they are kept, without what has become too soon meanwhile. For a chosen date
 * the agendas of the page are computed, from that date on; whoever has nothing on it gets none.
 */
export async function slotsFrom(
  tx: Tx,
  rows: readonly FoundRow[],
  onDate: string | null,
  now: Date,
): Promise<Map<string, Date[]>> {
  if (rows.length === 0) return new Map();
  if (!onDate) {
    const bookable = (row: FoundRow) =>
      row.free_at.filter((slot) => slot.getTime() >= now.getTime() + row.minimum_notice_minutes * 60_000);
    return new Map(rows.map((row) => [row.service_id, bookable(row)]));
  }
  // The date begins and ends at other instants in other zones: a day more each side, then each in its own.
  const middle = Date.parse(onDate);
  const range = { from: new Date(Math.max(now.getTime(), middle - day)), until: new Date(middle + (shownDays + 1) * day) };
  const questions = await questionsOf(tx, await offered(tx, rows), range, now);
  const last = addDays(onDate, shownDays - 1);
  return new Map(
    [...questions].map(([serviceId, question]) => {
      const dated = freeSlots(question).map((slot) => ({ slot, date: dayOfInstant(question.zone, slot) }));
      const shown = dated.some(({ date }) => date === onDate) ? dated.filter(({ date }) => date >= onDate && date <= last) : [];
      return [serviceId, shown.map(({ slot }) => slot)];
    }),
  );
}

async function offered(tx: Tx, rows: readonly FoundRow[]): Promise<OfferedService[]> {
  const { rows: services } = await sql<OfferedService>`
    select v.id as service_id, v.specialist_id, v.modality, v.place_id, s.zone, v.duration_minutes, t.slot_step_minutes as step_minutes, t.buffer_minutes,
      v.buffer_before_minutes as before_minutes, v.buffer_after_minutes as after_minutes,
      t.minimum_notice_minutes, t.horizon_days
    from services v join specialists s on s.id = v.specialist_id join specialist_settings t on t.specialist_id = s.id
    where v.id = any(${rows.map((row) => row.service_id)}::uuid[])
  `.execute(tx);
  return services;
}
