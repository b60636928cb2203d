import type { ServerResponse } from 'node:http';
import type { Clock } from '#ports/clock.ts';

/** So many pages at once are being drawn only where people wait for one another. */
const crowdedFrom = 8;
/** For so long after it was crowded it still is: a rush has pauses. */
const lastsMs = 2000;

export interface Crowd {
  /** Counts an answer from now until it is given. */
  watch(response: ServerResponse): void;
  /** See `World.crowded`. */
  crowded(): boolean;
}

/** Counts how many this process is answering at once (docs/decisions/0068). */
export function countCrowd(clock: Pick<Clock, 'machineNow'>): Crowd {
  let inside = 0;
  let crowdedAt = -Infinity;
  return {
    watch(response) {
      inside += 1;
      if (inside >= crowdedFrom) crowdedAt = clock.machineNow().getTime();
      response.once('close', () => (inside -= 1));
    },
    crowded: () => clock.machineNow().getTime() - crowdedAt < lastsMs,
  };
}
