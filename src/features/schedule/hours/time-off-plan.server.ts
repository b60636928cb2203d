import { sql } from 'kysely';
import type { Modality, PaymentFact } from '#domain/appointment.ts';
import { agendaOf, freeSlots, nearestSlots, type AgendaRow, type Busy, type SlotQuestion } from '#domain/slots.ts';
import type { Tx, World } from '#ports/world.ts';
import type { PracticeActor } from '../queries.server.ts';
import { exceptionsOf, standingIn, type TimeOff } from './exceptions.server.ts';

/** An appointment inside a time off and where it could go (B9). */
export interface PlannedMove {
  appointmentId: string;
  patientName: string;
  startsAt: Date;
  endsAt: Date;
  modality: Modality;
  serviceName: string;
  placeName: string | null;
  hasMobile: boolean;
  hasEmail: boolean;
  priceCents: number;
  currency: string;
  payment: PaymentFact;
  /** The nearest free hour of its service outside the time off, no two the same; null where there is none. */
  proposal: Date | null;
  /** Others, the nearest in the order of time. */
  others: Date[];
}

const lookAheadDays = 60;
const offered = 12;
/** Nobody is moved forward to within a day unless the practice says so. */
const fairNoticeMs = 86_400_000;

/**
 * The appointments that stand in a time off, soonest first, each with the nearest fitting free hour: same service and
 * place, outside the time off, never two to the same hour (B9). Noted as a read of the agenda (G2).
 */
export async function planTimeOff(
  world: Pick<World, 'as' | 'clock' | 'note'>,
  actor: PracticeActor,
  practice: { id: string; zone: string },
  off: TimeOff,
): Promise<PlannedMove[]> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    await world.note(tx, actor, {
      action: 'agenda-read',
      objectKind: 'specialist',
      objectId: practice.id,
      specialistId: practice.id,
    });
    const rows = await standing(tx, practice.id, off);
    if (rows.length === 0) return [];
    const agenda = await readAgenda(tx, practice.id, off, now);
    const given: Busy[] = [];
    return rows.map(({ placeId, durationMinutes, beforeMinutes, afterMinutes, ...row }) => {
      const own = { modality: row.modality, placeId, durationMinutes, beforeMinutes, afterMinutes };
      const question: SlotQuestion = { ...agenda, ...own, zone: practice.zone, now };
      const free = freeSlots({ ...question, busy: [...question.busy, ...given] });
      const fair = free.filter((slot) => slot > row.startsAt || slot.getTime() >= now.getTime() + fairNoticeMs);
      const [proposal] = nearestSlots(fair, row.startsAt, 1);
      const others = nearestSlots(free, row.startsAt, offered).filter((slot) => slot !== proposal);
      if (proposal) {
        const endsAt = new Date(proposal.getTime() + durationMinutes * 60_000);
        given.push({ startsAt: proposal, endsAt, beforeMinutes, afterMinutes });
      }
      return { ...row, proposal: proposal ?? null, others };
    });
  });
}

async function standing(tx: Tx, specialistId: string, off: TimeOff) {
  const rows = await standingIn(tx, specialistId, off)
    .innerJoin('services as v', 'v.id', 'a.service_id')
    .leftJoin('places as l', 'l.id', 'a.place_id')
    .select([
      'a.id as appointmentId',
      'a.patient_name as patientName',
      'a.starts_at as startsAt',
      'a.ends_at as endsAt',
      'a.modality',
      'a.place_id as placeId',
      'a.duration_minutes as durationMinutes',
      'v.name as serviceName',
      'v.buffer_before_minutes as beforeMinutes',
      'v.buffer_after_minutes as afterMinutes',
      'l.name as placeName',
      'a.patient_mobile',
      'a.patient_email',
      'a.price_cents as priceCents',
      'a.currency',
      'a.payment',
    ])
    .orderBy('a.starts_at')
    .execute();
  return rows.map(({ patient_mobile, patient_email, ...row }) => ({
    ...row,
    hasMobile: patient_mobile !== null,
    hasEmail: patient_email !== null,
  }));
}

/** Hours, exceptions with the time off already in them, what is taken, and the rules, for the weeks ahead. */
async function readAgenda(tx: Tx, specialistId: string, off: TimeOff, now: Date) {
  const day = 86_400_000;
  const until = new Date(Math.max(off.until.getTime(), now.getTime()) + lookAheadDays * day);
  const { rows } = await sql<AgendaRow>`select * from agendas(array[${specialistId}]::uuid[], ${now}, ${until}, ${now})`.execute(tx);
  const { hours, exceptions, busy } = agendaOf(rows[0] ?? { hours: [], exceptions: [], busy: [] });
  const rules = await tx
    .selectFrom('specialist_settings')
    .select([
      'slot_step_minutes as stepMinutes',
      'buffer_minutes as bufferMinutes',
      'minimum_notice_minutes as minimumNoticeMinutes',
      'horizon_days as horizonDays',
    ])
    .where('specialist_id', '=', specialistId)
    .executeTakeFirstOrThrow();
  return { ...rules, hours, exceptions: [...exceptions, ...exceptionsOf(off)], busy, from: now, until };
}
