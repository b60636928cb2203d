import { sql } from 'kysely';
import { readPatientSearch } from '#domain/patient-search.ts';
import type { World } from '#ports/world.ts';
import type { PracticeActor } from './queries.server.ts';
import { isMeant } from './reads/meant-patients.ts';

const most = 60;

/** The specialist's own patients by name, with their last and next appointment; all of them for an empty text (B6, G2). */
export async function listPatients(
  world: Pick<World, 'as' | 'clock' | 'note'>,
  actor: PracticeActor,
  input: { specialistId: string; text: string; from?: { offset: number; length: number } },
) {
  const now = world.clock.now();
  const parts = readPatientSearch(input.text);
  return world.as(actor, async (tx) => {
    const rows = await tx
      .selectFrom('appointments as a')
      .innerJoin('people as p', 'p.id', 'a.person_id')
      .where('a.specialist_id', '=', input.specialistId)
      .where('a.specialist_id', 'in', [...actor.specialistIds])
      .where('a.status', 'not in', ['held', 'expired'])
      .$if(parts.length > 0, (query) => query.where(isMeant(parts)))
      .groupBy(['p.id', 'p.full_name', 'p.mobile', 'p.email'])
      .select(['p.id', 'p.full_name as fullName', 'p.mobile', 'p.email'])
      .select([
        sql<Date | null>`max(a.starts_at) filter (where a.status in ('completed', 'booked', 'in_progress') and a.starts_at <= ${now})`.as(
          'lastAt',
        ),
        sql<Date | null>`min(a.starts_at) filter (where a.status in ('booked', 'in_progress') and a.starts_at > ${now})`.as(
          'nextAt',
        ),
        sql<
          string | null
        >`(array_agg(a.id order by a.starts_at) filter (where a.status in ('booked', 'in_progress') and a.starts_at > ${now}))[1]`.as(
          'nextId',
        ),
        sql<
          string | null
        >`(array_agg(a.id order by a.starts_at desc) filter (where a.status in ('completed', 'booked', 'in_progress') and a.starts_at <= ${now}))[1]`.as(
          'lastId',
        ),
      ])
      .orderBy('p.full_name')
      .orderBy('p.id')
      .limit(input.from?.length ?? most)
      .offset(input.from?.offset ?? 0)
      .execute();
    await world.note(tx, actor, {
      action: 'patients-read',
      objectKind: 'specialist',
      objectId: input.specialistId,
      specialistId: input.specialistId,
    });
    return rows;
  });
}
