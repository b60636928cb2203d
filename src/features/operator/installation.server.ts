import type { Actor } from '#domain/people.ts';
import type { World } from '#ports/world.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;

export interface Trouble {
  /** 'tls', 'turn-udp', 'messages-email' …: what the doctor calls it. */
  id: string;
  isBroken: boolean;
  /** The doctor's own words. */
  what: string;
  mend: string;
  since: Date;
}

/** What is wrong with the machine and its providers now, the worst and oldest first, and when it was looked at last (O1). */
export async function readInstallation(world: Pick<World, 'as'>, actor: Operator): Promise<{ troubles: Trouble[]; lookedAt: Date | null }> {
  const rows = await world.as(actor, (tx) => tx.selectFrom('installation_findings').selectAll().orderBy('state').orderBy('since').orderBy('id').execute());
  const [first] = rows;
  return {
    troubles: rows.filter((row) => row.state !== 'good').map(({ id, state, what, mend, since }) => ({ id, isBroken: state === 'broken', what, mend, since })),
    lookedAt: first?.looked_at ?? null,
  };
}
