/** Who waits for a connection: somebody in the middle of something, or who only looks, and upkeep that can come a little later. */
export type Rank = 'first' | 'after';

export interface TurnLimits {
  /** Connections there are. */
  connections: number;
  /** So many may wait for each of them. */
  waitingEach: number;
  /** And so long, in machine milliseconds. */
  patienceMs: Record<Rank, number>;
}

export interface Turns {
  /** Settles when it is one's turn; rejects with `Overloaded` where too many wait, or it takes too long. */
  take(rank: Rank): Promise<void>;
  /** Lets the next one have theirs. */
  give(): void;
}

/** More ask than the database answers; carries PostgreSQL's own code for too many connections (quality, fault 14). */
export class Overloaded extends Error {
  code = '53300';
  constructor() {
    super('too many wait for a connection');
  }
}

interface Waiting {
  begin(): void;
}

/** One in so many turns is of those who come after, whatever the others ask: a code leaves, a page of results is drawn. */
const oneIn = 4;

/**
 * The line before a pool of connections (docs/decisions/0068). Whoever is in the middle of a booking goes before whoever
 * only looks, each in the order of their coming, and waits longer before they are told to come back.
 */
export function openTurns({ connections, waitingEach, patienceMs }: TurnLimits): Turns {
  const lines: Record<Rank, Set<Waiting>> = { first: new Set(), after: new Set() };
  let free = connections;
  let given = 0;

  function next(): Waiting | undefined {
    given += 1;
    const order: Rank[] = given % oneIn === 0 ? ['after', 'first'] : ['first', 'after'];
    for (const rank of order) {
      const [one] = lines[rank];
      if (one && lines[rank].delete(one)) return one;
    }
    return undefined;
  }

  return {
    take(rank) {
      if (free > 0) {
        free -= 1;
        return Promise.resolve();
      }
      if (lines.first.size + lines.after.size >= connections * waitingEach) return Promise.reject(new Overloaded());
      return new Promise((settle, fail) => {
        const patience = setTimeout(() => lines[rank].delete(one) && fail(new Overloaded()), patienceMs[rank]);
        const one: Waiting = {
          begin() {
            clearTimeout(patience);
            settle();
          },
        };
        lines[rank].add(one);
      });
    },
    give() {
      const one = next();
      if (one) one.begin();
      else free += 1;
    },
  };
}
