import type { ShownFactor } from '#domain/second-factor.ts';
import type { World } from '#ports/world.ts';
import { deviceWords } from './device-words.ts';
import type { SignedInPerson } from './second-factor/factors.server.ts';

const system = { kind: 'system', job: 'sessions' } as const;

export interface SessionLine {
  id: string;
  /** "Chrome · Windows"; empty where the browser says nothing we know. */
  device: string;
  since: Date;
  lastSeen: Date;
  factor: ShownFactor | null;
  here: boolean;
}

/** Where somebody is signed in, this browser first (A1). */
export async function listSessions(world: Pick<World, 'as' | 'clock'>, who: SignedInPerson): Promise<SessionLine[]> {
  const rows = await world.as(system, (tx) =>
    tx
      .selectFrom('sessions')
      .select(['id', 'device', 'created_at', 'last_seen_at', 'second_factor'])
      .where('account_id', '=', who.accountId)
      .where('ended_at', 'is', null)
      .where('expires_at', '>', world.clock.now())
      .orderBy('last_seen_at', 'desc')
      .execute(),
  );
  const lines = rows.map((row) => ({
    id: row.id,
    device: deviceWords(row.device),
    since: row.created_at,
    lastSeen: row.last_seen_at,
    factor: row.second_factor,
    here: row.id === who.sessionId,
  }));
  return lines.toSorted((one, other) => Number(other.here) - Number(one.here));
}

/** Ends one of one's own sessions, or all others; their sockets are cut at once (quality 21). How many ended. */
export async function endSessions(world: Pick<World, 'as' | 'clock' | 'live'>, who: SignedInPerson, which: string | 'others'): Promise<number> {
  const ended = await world.as(system, (tx) =>
    tx
      .updateTable('sessions')
      .set({ ended_at: world.clock.now() })
      .where('account_id', '=', who.accountId)
      .where('ended_at', 'is', null)
      .where('id', which === 'others' ? '!=' : '=', which === 'others' ? who.sessionId : which)
      .returning('id')
      .execute(),
  );
  for (const { id } of ended) world.live.publish(`session:${id}`, { type: 'ended' });
  return ended.length;
}
