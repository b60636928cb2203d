import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

const minuteMs = 60_000;
const away = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', '57P01', '57P02', '57P03', '08006', '53100']);

/**
 * Writes a fault down, the same one once a minute with how often it came: a database that is away for an hour must not fill the
 * log. Of a database that is away or full it says what to do.
 */
export function onceAMinute(world: { log: Log; clock: Pick<Clock, 'machineNow'> }): (error: unknown, what: string) => void {
  const said = new Map<string, { at: number; since: number }>();
  return (error, what) => {
    const words = error instanceof Error ? error.message : 'unknown';
    const key = `${what} ${words}`;
    const now = world.clock.machineNow().getTime();
    const before = said.get(key);
    if (before && now - before.at < minuteMs) {
      before.since += 1;
      return;
    }
    if (said.size > 100) said.clear();
    said.set(key, { at: now, since: 0 });
    world.log.error({ error: words, times: (before?.since ?? 0) + 1, ...(isAway(error) ? { mend: 'Start PostgreSQL, or make room on its disk: what is due goes on by itself then.' } : {}) }, what);
  };
}

function isAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && away.has(String(error.code));
}
