import { sql } from 'kysely';
import type { AppointmentStatus } from '#domain/appointment.ts';
import type { Actor, Role } from '#domain/people.ts';
import type { Tx } from '#ports/world.ts';

/** Who has a part in a record: the patient's account and the specialist; never an assistant, never the holder of a link alone. */
export type RecordActor = Extract<Actor, { kind: 'patient' | 'specialist' }>;

export function roleOf(actor: RecordActor): Role {
  return actor.kind;
}

export interface Consultation {
  id: string;
  status: AppointmentStatus;
  starts_at: Date;
  ends_at: Date;
  zone: string;
  patient_zone: string;
  person_id: string;
  specialist_id: string;
  patient_name: string;
  specialist: string;
  /** The patient's data key, wrapped; null once it is blocked or gone. */
  wrapped: Buffer | null;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An appointment of this actor with the key of its patient; null where it is not theirs or nobody's yet. */
export async function findConsultation(tx: Tx, actor: RecordActor, appointmentId: string): Promise<Consultation | null> {
  if (!uuid.test(appointmentId)) return null;
  const row = await tx
    .selectFrom('appointments as a')
    .innerJoin('specialists as s', 's.id', 'a.specialist_id')
    .leftJoin('data_keys as k', 'k.person_id', 'a.person_id')
    .select(['a.id', 'a.status', 'a.starts_at', 'a.ends_at', 'a.zone', 'a.patient_zone', 'a.person_id', 'a.specialist_id', 'a.patient_name', 'k.wrapped'])
    .select(sql<string>`btrim(s.title || ' ' || s.full_name)`.as('specialist'))
    .where('a.id', '=', appointmentId)
    .where('a.status', 'not in', ['held', 'expired'])
    .$if(actor.kind === 'specialist', (query) => query.where('a.specialist_id', 'in', actor.kind === 'specialist' ? [...actor.specialistIds] : []))
    .executeTakeFirst();
  return row?.person_id ? { ...row, person_id: row.person_id } : null;
}
