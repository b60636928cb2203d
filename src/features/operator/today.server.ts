import { sql } from 'kysely';
import type { Actor } from '#domain/people.ts';
import type { World } from '#ports/world.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;

export interface Today {
  specialists: { admitted: number; paused: number; hidden: number };
}

/** What stands in this house today, in numbers (O1); no name in it. */
export async function readToday(world: Pick<World, 'as'>, actor: Operator): Promise<Today> {
  return world.as(actor, async (tx) => {
    const { rows } = await sql<{ admitted: number; paused: number; hidden: number }>`
      select count(*) filter (where admitted_at is not null) admitted,
        count(*) filter (where admitted_at is null and paused_at is not null) paused,
        count(*) filter (where admitted_at is null and paused_at is null) hidden
      from specialists`.execute(tx);
    return { specialists: rows[0] ?? { admitted: 0, paused: 0, hidden: 0 } };
  });
}
