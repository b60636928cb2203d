import type { World } from '#ports/world.ts';

type Reader = Pick<World, 'as' | 'clock'>;

/**
 * Keeps what `read` found for a minute of machine time, per world: counts over a hundred thousand rows are not asked
 * for with every page. While it is read anew the old answer is given.
 */
export function cachedForAMinute<W extends Reader, T>(read: (world: W) => Promise<T>): (world: W) => Promise<T> {
  const known = new WeakMap<W['clock'], { value: Promise<T>; until: number; renewing: boolean }>();
  return (world) => {
    const now = world.clock.machineNow().getTime();
    const entry = known.get(world.clock);
    if (entry && now < entry.until) return entry.value;
    if (entry?.renewing) return entry.value;
    const value = read(world);
    if (!entry) {
      known.set(world.clock, { value, until: now + minute, renewing: false });
      value.catch(() => known.delete(world.clock));
      return value;
    }
    entry.renewing = true;
    value.then(
      () => known.set(world.clock, { value, until: now + minute, renewing: false }),
      () => known.delete(world.clock),
    );
    return entry.value;
  };
}

const minute = 60_000;
