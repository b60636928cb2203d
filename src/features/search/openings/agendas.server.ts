import { sql } from 'kysely';
import type { Modality } from '#domain/appointment.ts';
import { agendaOf, type AgendaRow, type SlotQuestion } from '#domain/slots.ts';
import type { Tx } from '#ports/world.ts';

/** What the slots of one service are computed from beside the agenda of its specialist. */
export interface OfferedService {
  service_id: string;
  specialist_id: string;
  modality: Modality;
  place_id: string | null;
  zone: string;
  duration_minutes: number;
  step_minutes: number;
  buffer_minutes: number;
  before_minutes: number;
  after_minutes: number;
  minimum_notice_minutes: number;
  horizon_days: number;
}

/** The questions of many services with one round trip, whatever their number. */
export async function questionsOf(
  tx: Tx,
  services: readonly OfferedService[],
  range: { from: Date; until: Date },
  now: Date,
): Promise<Map<string, SlotQuestion>> {
  const specialists = [...new Set(services.map((service) => service.specialist_id))];
  const { rows } = await sql<AgendaRow & { specialist_id: string }>`select * from agendas(${specialists}::uuid[], ${range.from}, ${range.until}, ${now})`.execute(tx);
  const agendas = new Map(rows.map((row) => [row.specialist_id, agendaOf(row)]));
  return new Map(
    services.flatMap((service) => {
      const agenda = agendas.get(service.specialist_id);
      return agenda ? [[service.service_id, { ...ruleOf(service), ...agenda, ...range, now }] as const] : [];
    }),
  );
}

function ruleOf(service: OfferedService) {
  return {
    zone: service.zone,
    modality: service.modality,
    placeId: service.place_id,
    durationMinutes: service.duration_minutes,
    stepMinutes: service.step_minutes,
    bufferMinutes: service.buffer_minutes,
    beforeMinutes: service.before_minutes,
    afterMinutes: service.after_minutes,
    minimumNoticeMinutes: service.minimum_notice_minutes,
    horizonDays: service.horizon_days,
  };
}
