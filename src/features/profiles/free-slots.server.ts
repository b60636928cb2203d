import { sql } from 'kysely';
import { agendaOf, freeSlots, type AgendaRow, type SlotQuestion } from '#domain/slots.ts';
import type { Tx, World } from '#ports/world.ts';

export interface FreeSlots {
  /** The specialist's zone. */
  zone: string;
  free: Date[];
}
export interface ServiceSlots extends FreeSlots {
  /** Starts that would be offered if nobody had booked them. */
  taken: Date[];
  /** The end of what one can book now. */
  bookableUntil: Date;
}
interface Range {
  from: Date;
  until: Date;
}

const day = 86_400_000;

/** The free slots of one service over some days (B1); null where it is not offered (P2). */
export async function slotsOfService(
  world: Pick<World, 'as' | 'clock'>,
  serviceId: string,
  { from, days }: { from?: Date; days: number },
): Promise<ServiceSlots | null> {
  const now = world.clock.now();
  const start = from ?? now;
  const range = { from: start, until: new Date(start.getTime() + days * day) };
  const [question] = await world.as({ kind: 'visitor' }, (tx) => questionsOf(tx, [serviceId], range, now));
  if (!question) return null;
  const free = freeSlots(question);
  const known = new Set(free.map((slot) => slot.getTime()));
  const bookableUntil = new Date(now.getTime() + question.horizonDays * day);
  return { zone: question.zone, bookableUntil, free, taken: freeSlots({ ...question, busy: [] }).filter((slot) => !known.has(slot.getTime())) };
}

/** The free slots of many services with one round of questions to the database, whatever their number. */
export async function slotsOfServices(tx: Tx, serviceIds: readonly string[], range: Range, now: Date): Promise<Map<string, FreeSlots>> {
  const questions = await questionsOf(tx, serviceIds, range, now);
  return new Map(questions.map((question) => [question.serviceId, { zone: question.zone, free: freeSlots(question) }]));
}

async function questionsOf(tx: Tx, serviceIds: readonly string[], range: Range, now: Date): Promise<(SlotQuestion & { serviceId: string })[]> {
  if (serviceIds.length === 0) return [];
  const services = await offeredServices(tx, serviceIds);
  const specialists = [...new Set(services.map((service) => service.specialistId))];
  const { rows } = await sql<AgendaRow & { specialist_id: string }>`select * from agendas(${specialists}::uuid[], ${range.from}, ${range.until}, ${now})`.execute(tx);
  const agendas = new Map(rows.map((row) => [row.specialist_id, agendaOf(row)]));
  return services.flatMap((service) => {
    const agenda = agendas.get(service.specialistId);
    return agenda ? [{ ...service, ...agenda, ...range, now }] : [];
  });
}

function offeredServices(tx: Tx, serviceIds: readonly string[]) {
  return tx
    .selectFrom('services as v')
    .innerJoin('specialists as s', 's.id', 'v.specialist_id')
    .innerJoin('specialist_settings as t', 't.specialist_id', 's.id')
    .where('v.id', 'in', [...serviceIds])
    .where('v.active', '=', true)
    .where('s.admitted_at', 'is not', null)
    .where((eb) => eb.or([eb('v.modality', '=', 'in_person'), eb('s.video_enabled', '=', true)]))
    .select([
      'v.id as serviceId', 's.id as specialistId', 's.zone', 'v.modality', 'v.place_id as placeId', 'v.duration_minutes as durationMinutes',
      't.slot_step_minutes as stepMinutes', 't.buffer_minutes as bufferMinutes', 'v.buffer_before_minutes as beforeMinutes', 'v.buffer_after_minutes as afterMinutes', 't.minimum_notice_minutes as minimumNoticeMinutes',
      't.horizon_days as horizonDays',
    ]) // prettier-ignore
    .execute();
}
