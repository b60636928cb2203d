import { sql } from 'kysely';
import { authorityDeadline, mustTellPeople, seenBy, type Seen } from '#domain/privacy/breach.ts';
import type { World } from '#ports/world.ts';

export interface BreachQuestion {
  from: Date;
  until: Date;
  /** When the breach became known: the 72 hours run from there. */
  knownAt: Date;
  /** The account that fell into other hands; null: whoever looked. */
  actorAccountId: string | null;
}

export interface ConcernedPerson {
  personId: string;
  name: string;
  email: string | null;
  mobile: string | null;
  country: 'ES' | 'MX';
  classes: Seen[];
}

export interface BreachReport {
  question: BreachQuestion;
  deadline: Date;
  /** Accesses in that time, by who and what. */
  accesses: { who: string; action: string; count: number; firstAt: Date; lastAt: Date }[];
  accessCount: number;
  people: ConcernedPerson[];
  classes: Seen[];
  tellPeople: boolean;
}

interface PersonRow {
  personId: string;
  name: string;
  email: string | null;
  mobile: string | null;
  country: 'ES' | 'MX';
  actions: string[];
}

/**
 * Whom an access in that time concerns, and with which classes of data (art. 33, 34; quality 80): through appointments
 * that were opened, accounts that were exported, and whole agendas that were read.
 */
export async function breachReport(world: Pick<World, 'as'>, question: BreachQuestion): Promise<BreachReport> {
  const { from, until, actorAccountId } = question;
  const inTime = sql`at >= ${from} and at < ${until} and (${actorAccountId}::uuid is null or actor_account_id = ${actorAccountId}::uuid)`;
  const system = { kind: 'system', job: 'breach-report' } as const;
  return world.as(system, async (tx) => {
    const accesses = await sql<BreachReport['accesses'][number]>`
      select actor_kind who, action, count(*)::int count, min(at) "firstAt", max(at) "lastAt" from audit where ${inTime} group by 1, 2 order by 3 desc, 1, 2`.execute(tx);
    const touched = await sql<PersonRow>`
      with events as materialized (select distinct object_kind, object_id, action, specialist_id from audit where ${inTime}),
      touched as (
        select a.person_id, e.action, a.specialist_id from events e join appointments a on e.object_kind = 'appointment' and a.id = e.object_id
        union
        select p.id, e.action, null::uuid from events e join people p on e.object_kind = 'account' and p.account_id = e.object_id
        union
        select a.person_id, e.action, a.specialist_id from events e join appointments a on e.object_kind = 'specialist' and a.specialist_id = e.object_id and a.status not in ('held', 'expired')
      )
      select p.id "personId", p.full_name "name", p.email, p.mobile, coalesce(min(s.country), 'ES') country, array_agg(distinct t.action) actions
      from touched t join people p on p.id = t.person_id left join specialists s on s.id = t.specialist_id
      group by p.id, p.full_name, p.email, p.mobile order by p.full_name, p.id`.execute(tx);
    const people = touched.rows.map(({ actions, ...person }): ConcernedPerson => ({ ...person, classes: [...new Set(actions.flatMap(seenBy))] })).filter((person) => person.classes.length > 0);
    const classes = [...new Set(people.flatMap((person) => person.classes))];
    return {
      question,
      deadline: authorityDeadline(question.knownAt),
      accesses: accesses.rows,
      accessCount: accesses.rows.reduce((sum, one) => sum + one.count, 0),
      people,
      classes,
      tellPeople: mustTellPeople(classes),
    };
  });
}
