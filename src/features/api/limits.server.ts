import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { networkOf } from '#domain/network.ts';
import type { World } from '#ports/world.ts';

const system = { kind: 'system', job: 'api-limits' } as const;
const windowSeconds = 60;
/** A token's owner is known, so it may ask more than an address, which many can share. */
const tokenFactor = 5;
const leastBudget = 10;

export type Caller = { kind: 'token'; id: string } | { kind: 'address'; address: string };

export interface Allowance {
  allowed: boolean;
  limit: number;
  remaining: number;
  resetsInSeconds: number;
}

/**
 * Takes `cost` from a caller's minute, counted over all processes, in machine time (quality 39: by the address that
 * the configuration lets us trust). Neither address nor token id is kept, only a keyed hash.
 */
export async function takeFromBudget(world: Pick<World, 'as' | 'clock' | 'vault' | 'settings'>, caller: Caller, cost: number): Promise<Allowance> {
  const now = world.clock.machineNow();
  const limit = Math.max(leastBudget, world.settings.apiRequestsAMinute * (caller.kind === 'token' ? tokenFactor : 1));
  const subject = caller.kind === 'token' ? `token|${caller.id}` : `address|${networkOf(caller.address)}`;
  const bucket = createHash('sha256').update(world.vault.sign('cookie', `api-usage|${subject}`)).digest();
  const resets = new Date(now.getTime() + windowSeconds * 1000);
  const { rows } = await world.as(system, (tx) =>
    sql<{ used: number; resets_at: Date }>`
      insert into api_usage (bucket, used, resets_at) values (${bucket}, ${cost}, ${resets})
      on conflict (bucket) do update set
        used = case when api_usage.resets_at <= ${now} then ${cost} else least(api_usage.used + ${cost}, 2000000000) end,
        resets_at = case when api_usage.resets_at <= ${now} then ${resets} else api_usage.resets_at end
      returning used, resets_at
    `.execute(tx),
  );
  const row = rows[0] ?? { used: cost, resets_at: resets };
  return {
    allowed: row.used <= limit,
    limit,
    remaining: Math.max(0, limit - row.used),
    resetsInSeconds: Math.max(1, Math.ceil((row.resets_at.getTime() - now.getTime()) / 1000)),
  };
}

/** draft-ietf-httpapi-ratelimit-headers, and the older names that many clients read. */
export function allowanceHeaders(allowance: Allowance): Record<string, string> {
  const { limit, remaining, resetsInSeconds } = allowance;
  return {
    'ratelimit-policy': `"minute";q=${limit};w=${windowSeconds}`,
    ratelimit: `"minute";r=${remaining};t=${resetsInSeconds}`,
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetsInSeconds),
    ...(allowance.allowed ? {} : { 'retry-after': String(resetsInSeconds) }),
  };
}

/** Forgets what nobody counts any more. */
export async function forgetOldUsage(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  const now = world.clock.machineNow();
  const dayAgo = new Date(now.getTime() - 86_400_000);
  await world.as(system, async (tx) => {
    await tx.deleteFrom('api_usage').where('resets_at', '<', now).execute();
    await tx.deleteFrom('api_answers').where('created_at', '<', dayAgo).execute();
  });
}
