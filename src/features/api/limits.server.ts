import { networkOf } from '#domain/network.ts';
import type { Allowance } from '#ports/guard/limits.ts';
import type { World } from '#ports/world.ts';

const system = { kind: 'system', job: 'api-limits' } as const;
const windowSeconds = 60;
/** A token's owner is known, so it may ask more than an address, which many can share. */
const tokenFactor = 5;
const leastBudget = 10;

export type Caller = { kind: 'token'; id: string } | { kind: 'address'; address: string };

/** Takes `cost` from a caller's minute (quality 39: by the address that the configuration lets us trust). */
export async function takeFromBudget(world: Pick<World, 'limits' | 'settings'>, caller: Caller, cost: number): Promise<Allowance> {
  const limit = Math.max(leastBudget, world.settings.apiRequestsAMinute * (caller.kind === 'token' ? tokenFactor : 1));
  const subject = caller.kind === 'token' ? `token|${caller.id}` : `address|${networkOf(caller.address)}`;
  return world.limits.take(`api|${subject}`, { limit, windowSeconds, cost });
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

/** Forgets answers that nobody asks for again. */
export async function forgetOldAnswers(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  const dayAgo = new Date(world.clock.machineNow().getTime() - 86_400_000);
  await world.as(system, (tx) => tx.deleteFrom('api_answers').where('created_at', '<', dayAgo).execute());
}
