import { sql } from 'kysely';
import type { Modality } from '#domain/appointment.ts';
import type { SlotQuestion } from '#domain/slots.ts';
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
interface AgendaRow {
  specialist_id: string;
  hours: SlotQuestion['hours'];
  exceptions: SlotQuestion['exceptions'];
  /** Start and end in seconds since the epoch, and the rest wanted before and after in minutes. */
  busy: [number, number, number, number][];
}

const day = 86_400_000;

/** The questions of many services with one round trip, whatever their number. A day more on either side: days begin at other instants elsewhere. */
export async function questionsOf(
  tx: Tx,
  services: readonly OfferedService[],
  range: { from: Date; until: Date },
  now: Date,
): Promise<Map<string, SlotQuestion>> {
  const specialists = [...new Set(services.map((service) => service.specialist_id))];
  const wide = { from: new Date(range.from.getTime() - day), until: new Date(range.until.getTime() + day) };
  const { rows } = await sql<AgendaRow>`
    select s.id as specialist_id,
      (select coalesce(json_agg(json_build_object(
          'modality', h.modality, 'placeId', h.place_id, 'weekday', h.weekday, 'startsMinute', h.starts_minute, 'endsMinute', h.ends_minute)), '[]')
        from weekly_hours h where h.specialist_id = s.id) as hours,
      (select coalesce(json_agg(json_build_object('kind', e.kind, 'modality', e.modality, 'placeId', e.place_id, 'onDate', e.on_date,
          'startsMinute', e.starts_minute, 'endsMinute', e.ends_minute)), '[]')
        from hour_exceptions e
        where e.specialist_id = s.id and e.on_date between ${wide.from}::timestamptz::date - 1 and ${wide.until}::timestamptz::date + 1) as exceptions,
      (select coalesce(json_agg(json_build_array(extract(epoch from b.starts_at), extract(epoch from b.ends_at), b.before_minutes, b.after_minutes)), '[]')
        from busy_times(s.id, ${wide.from}, ${wide.until}, ${now}) b) as busy
    from unnest(${specialists}::uuid[]) as s (id)
  `.execute(tx);
  const agendas = new Map(rows.map((row) => [row.specialist_id, agendaOf(row)]));
  return new Map(
    services.flatMap((service) => {
      const agenda = agendas.get(service.specialist_id);
      return agenda ? [[service.service_id, { ...ruleOf(service), ...agenda, ...range, now }] as const] : [];
    }),
  );
}

function agendaOf({ hours, exceptions, busy }: AgendaRow): Pick<SlotQuestion, 'hours' | 'exceptions' | 'busy'> {
  return {
    hours,
    exceptions,
    busy: busy.map(([start, end, beforeMinutes, afterMinutes]) => ({
      startsAt: new Date(start * 1000),
      endsAt: new Date(end * 1000),
      beforeMinutes,
      afterMinutes,
    })),
  };
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
