import type { Connection } from '../connection.ts';

export interface Built {
  made: Connection;
  remote: MediaStream;
  builtAt: number;
}

/** Relay credentials inside an offer that waits for its answer live ten minutes. */
export const staleOfferMs = 5 * 60_000;

/** The next connection, laid out and unsaid once the other side left, so that whoever comes back is answered at once (S2). */
export function keepSpare(build: () => Built) {
  let spare: Built | null = null;
  return {
    layOut() {
      if (spare) return;
      spare = build();
      spare.made.offer();
    },
    /** Hands it over once; null where there is none, or where it lay too long. */
    take(): Built | null {
      const taken = spare;
      spare = null;
      if (!taken || performance.now() - taken.builtAt < staleOfferMs) return taken;
      taken.made.close();
      return null;
    },
    putAway() {
      spare?.made.close();
      spare = null;
    },
  };
}
