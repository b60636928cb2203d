import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Limits } from '#ports/guard/limits.ts';
import type { World } from '#ports/world.ts';

const system = { kind: 'system', job: 'limits' } as const;

/** Budgets in rows, so that all processes share them; each is counted in a transaction of its own, for a moment. */
export function rowLimits(world: Pick<World, 'as' | 'clock' | 'vault'>): Limits {
  return {
    async take(key, { limit, windowSeconds, cost }) {
      const now = world.clock.machineNow();
      const bucket = createHash('sha256').update(world.vault.sign('cookie', `door-count|${key}`)).digest();
      const resets = new Date(now.getTime() + windowSeconds * 1000);
      const { rows } = await world.as(system, (tx) =>
        sql<{ used: number; resets_at: Date }>`
          insert into door_counts (bucket, used, resets_at) values (${bucket}, ${cost}, ${resets})
          on conflict (bucket) do update set
            used = case when door_counts.resets_at <= ${now} then ${cost} else least(door_counts.used + ${cost}, 2000000000) end,
            resets_at = case when door_counts.resets_at <= ${now} then ${resets} else door_counts.resets_at end
          returning used, resets_at
        `.execute(tx),
      );
      const row = rows[0] ?? { used: cost, resets_at: resets };
      return {
        allowed: row.used <= limit,
        limit,
        used: row.used,
        remaining: Math.max(0, limit - row.used),
        resetsInSeconds: Math.max(1, Math.ceil((row.resets_at.getTime() - now.getTime()) / 1000)),
      };
    },
  };
}

/** Forgets what nobody counts any more. */
export async function forgetCounts(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  const now = world.clock.machineNow();
  await world.as(system, (tx) => tx.deleteFrom('door_counts').where('resets_at', '<', now).execute());
}
