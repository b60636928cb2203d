import { sql } from 'kysely';
import { readPatientSearch } from '#domain/patient-search.ts';
import type { World } from '#ports/world.ts';
import type { PracticeActor } from '../queries.server.ts';
import { isMeant } from './meant-patients.ts';

export interface KnownPatient {
  id: string;
  fullName: string;
  email: string | null;
  mobile: string | null;
  /** The last time they came, null before the first. */
  lastAt: Date | null;
  /** Appointments ahead, the soonest first, three at most. */
  coming: { id: string; startsAt: Date }[];
}

const most = 8;

/**
 * Patients of this specialist by any parts of name, mobile or e-mail, a slip of the finger in the name forgiven; nobody
 * else is ever found (B6). What begins with the text comes first. Noted where somebody was found (G2).
 */
export async function findPatients(
  world: Pick<World, 'as' | 'clock' | 'note'>,
  actor: PracticeActor,
  input: { specialistId: string; text: string },
): Promise<KnownPatient[]> {
  const { specialistId } = input;
  const parts = readPatientSearch(input.text);
  if (!actor.specialistIds.includes(specialistId) || parts.length === 0) return [];
  const text = parts.map((part) => part.text).join(' ');
  const now = world.clock.now();
  return world.as({ ...actor, specialistIds: [specialistId] }, async (tx) => {
    const { rows } = await sql<Omit<KnownPatient, 'coming' | 'lastAt'> & { lastAt: Date | null; coming: { id: string; ms: number }[] | null }>`
      with mine as (
        select person_id as id,
          max(starts_at) filter (where status in ('completed', 'booked', 'in_progress') and starts_at <= ${now}) as last_at,
          json_agg(json_build_object('id', id, 'ms', extract(epoch from starts_at) * 1000) order by starts_at)
            filter (where status in ('booked', 'in_progress') and ends_at > ${now}) as coming
        from appointments
        where specialist_id = ${specialistId} and status not in ('held', 'expired') and person_id is not null
        group by person_id),
      known as (
        select p.id, p.full_name, p.email, p.mobile, mine.last_at, mine.coming, lower(unaccent(p.full_name)) as plain
        from mine join people p on p.id = mine.id where ${isMeant(parts)})
      select id, full_name as "fullName", email, mobile, last_at as "lastAt", coming from known,
        lower(unaccent(${text})) as wanted
      order by plain like wanted || '%' desc, plain like '% ' || wanted || '%' desc, plain like '%' || wanted || '%' desc,
        word_similarity(wanted, plain) desc, plain
      limit ${most}
    `.execute(tx);
    if (rows.length > 0) await world.note(tx, actor, { action: 'patients-read', objectKind: 'specialist', objectId: specialistId, specialistId });
    return rows.map(({ coming, ...row }) => ({
      ...row,
      coming: (coming ?? []).slice(0, 3).map(({ id, ms }) => ({ id, startsAt: new Date(ms) })),
    }));
  });
}
