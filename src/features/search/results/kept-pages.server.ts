import type { World } from '#ports/world.ts';

type Reader = Pick<World, 'as' | 'clock'>;
/** A page is at most so much older than the search itself, by either clock. */
const keptMs = 3000;
/** So many are remembered; whoever asks for more at once gets them computed. */
const mostPages = 400;

interface Kept<T> {
  page: Promise<T>;
  machineMs: number;
  productMs: number;
}

/**
 * Remembers what was found for three seconds of either clock, per world: in a rush many ask for the same page, and it is
 * found once. Its free hours are then those of a moment ago; booking asks the agenda again (docs/decisions/0024).
 */
export function keptForAMoment<T>(find: (world: Reader, key: string) => Promise<T>): (world: Reader, key: string) => Promise<T> {
  const worlds = new WeakMap<Reader['clock'], Map<string, Kept<T>>>();
  return (world, key) => {
    const [machineMs, productMs] = [world.clock.machineNow().getTime(), world.clock.now().getTime()];
    const fresh = (one: Kept<T>) => machineMs - one.machineMs < keptMs && Math.abs(productMs - one.productMs) < keptMs;
    let pages = worlds.get(world.clock);
    if (!pages) worlds.set(world.clock, (pages = new Map()));
    const known = pages.get(key);
    if (known && fresh(known)) return known.page;
    pages.delete(key);
    // In the order of their finding: the first is the oldest.
    for (const [other, one] of pages) {
      if (fresh(one)) break;
      pages.delete(other);
    }
    const page = find(world, key);
    if (pages.size >= mostPages) return page;
    const kept = { page, machineMs, productMs };
    pages.set(key, kept);
    page.catch(() => pages.get(key) === kept && pages.delete(key));
    return page;
  };
}
