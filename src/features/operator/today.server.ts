import { sql } from 'kysely';
import type { AlarmKind } from '#domain/alarms.ts';
import type { Actor } from '#domain/people.ts';
import type { World } from '#ports/world.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;
const day = 86_400_000;

export interface Today {
  specialists: { admitted: number; paused: number };
  /** Proposals that wait for this operator, not for another. */
  proposals: number;
  /** Rows or seals of the access log that do not hold; null before the first round ended. */
  breaches: number | null;
  /** When the log was last looked at as a whole. */
  lookedAt: Date | null;
  /** Of the last day, the newest first. */
  alarms: { kind: AlarmKind; subject: string; count: number; lastAt: Date }[];
  differences: { events: number; answers: number; refunds: number; disputes: number };
}

/** What waits for a decision today and what is wrong, in numbers (O1); no name in it. */
export async function readToday(world: Pick<World, 'as' | 'clock'>, actor: Operator): Promise<Today> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const { rows: counts } = await sql<Today['specialists'] & { proposals: number }>`
      select count(*) filter (where admitted_at is not null) admitted, count(*) filter (where paused_at is not null) paused,
        (select count(*) from operator_proposals where decision is null and proposed_by <> ${actor.accountId} and proposed_at > ${new Date(now.getTime() - 7 * day)}) proposals
      from specialists`.execute(tx);
    const round = await tx.selectFrom('audit_rounds').select(['ended_at', 'breaches']).where('ended_at', 'is not', null).orderBy('number', 'desc').limit(1).executeTakeFirst();
    const alarms = await tx
      .selectFrom('alarms')
      .select(['kind', 'subject'])
      .select(({ fn }) => [fn.sum<number>('count').as('count'), fn.max('last_at').as('lastAt')])
      .where('hour', '>', new Date(now.getTime() - day))
      .groupBy(['kind', 'subject'])
      .orderBy('lastAt', 'desc')
      .limit(20)
      .execute();
    const { rows: open } = await sql<Today['differences']>`select * from payment_differences(${now})`.execute(tx);
    const { admitted = 0, paused = 0, proposals = 0 } = counts[0] ?? {};
    return {
      specialists: { admitted, paused },
      proposals,
      breaches: round && Array.isArray(round.breaches) ? round.breaches.length : null,
      lookedAt: round?.ended_at ?? null,
      alarms: alarms.map((one) => ({ kind: one.kind as AlarmKind, subject: one.subject, count: Number(one.count), lastAt: one.lastAt })),
      differences: open[0] ?? { events: 0, answers: 0, refunds: 0, disputes: 0 },
    };
  });
}
