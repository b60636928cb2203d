import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '#ports/clock.ts';

/** So many answers under way at once, on the average of the last seconds: people wait for one another. */
const crowdedFrom = 10;
/** A page with its pictures, or fifty presses at once, are no crowd: it lasts. */
const averageMs = 20_000;

export interface Crowd {
  /** Counts a page or what a program asks for from now until it is answered; files of the build are no crowd. */
  watch(request: Pick<IncomingMessage, 'url'>, response: Pick<ServerResponse, 'once'>): void;
  /** See `World.crowded`. */
  crowded(): boolean;
}

/** Counts how many this process is answering at once (docs/decisions/0068). */
export function countCrowd(clock: Pick<Clock, 'machineNow'>): Crowd {
  let inside = 0;
  let average = 0;
  let at = clock.machineNow().getTime();

  function look(): number {
    const now = clock.machineNow().getTime();
    average += (inside - average) * (1 - Math.exp(-Math.max(0, now - at) / averageMs));
    at = now;
    return average;
  }

  return {
    watch({ url }, response) {
      if (url?.startsWith('/_app/')) return;
      look();
      inside += 1;
      response.once('close', () => {
        look();
        inside -= 1;
      });
    },
    crowded: () => look() >= crowdedFrom,
  };
}
