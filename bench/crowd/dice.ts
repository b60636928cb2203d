/** A stream of numbers in [0, 1) that follows from its seed alone (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(roll: () => number, list: readonly T[]): T {
  return list[Math.floor(roll() * list.length)] as T;
}

/** Picks by weight; `sums` are the running sums of the weights. */
export function pickWeighted<T>(roll: () => number, list: readonly T[], sums: readonly number[]): T {
  const wanted = roll() * (sums.at(-1) ?? 0);
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > wanted) high = middle;
    else low = middle + 1;
  }
  return list[low] as T;
}
