export interface TurnLimits<Rank extends string> {
  /** So many have their turn at once. */
  width: number;
  /** Whose turn comes first, down to who can come a little later. */
  ranks: readonly Rank[];
  /** One in so many turns is of the last rank, whatever the others ask: a code leaves, a page of results is drawn. */
  lastOneIn: number;
  /** So many may wait. */
  most: number;
  /** And so long, in machine milliseconds; as long as it takes where nothing is said. */
  patienceMs?: Record<Rank, number>;
}

export interface Turns<Rank extends string> {
  /** Settles when it is one's turn; rejects with `Overloaded` where too many wait, or it takes too long. */
  take(rank: Rank): Promise<void>;
  /** Lets the next one have theirs. */
  give(): void;
  /** Does some work in its turn. */
  during<Value>(rank: Rank, work: () => Promise<Value>): Promise<Value>;
}

/** More ask than are answered; carries PostgreSQL's own code for too many connections (quality, fault 14). */
export class Overloaded extends Error {
  code = '53300';
  constructor() {
    super('too many wait for their turn');
  }
}

interface Waiting {
  begin(): void;
}

/**
 * A line before something that does so many things at once, such as a pool of connections (docs/decisions/0068) or the seats
 * of the full hour (docs/decisions/0071): by rank, and within it in the order of their coming.
 */
export function openTurns<Rank extends string>({ width, ranks, lastOneIn, most, patienceMs }: TurnLimits<Rank>): Turns<Rank> {
  const lines = new Map<Rank, Set<Waiting>>(ranks.map((rank) => [rank, new Set()]));
  const lastFirst = [...ranks.slice(-1), ...ranks.slice(0, -1)];
  let free = width;
  let waiting = 0;
  let given = 0;

  function next(): Waiting | undefined {
    given += 1;
    for (const rank of given % lastOneIn === 0 ? lastFirst : ranks) {
      const [one] = lines.get(rank) ?? [];
      if (one && leave(rank, one)) return one;
    }
    return undefined;
  }
  function leave(rank: Rank, one: Waiting): boolean {
    if (!lines.get(rank)?.delete(one)) return false;
    waiting -= 1;
    return true;
  }

  const turns: Turns<Rank> = {
    take(rank) {
      if (free > 0) {
        free -= 1;
        return Promise.resolve();
      }
      if (waiting >= most) return Promise.reject(new Overloaded());
      return new Promise((settle, fail) => {
        const patience = patienceMs && setTimeout(() => leave(rank, one) && fail(new Overloaded()), patienceMs[rank]);
        const one: Waiting = {
          begin() {
            clearTimeout(patience);
            settle();
          },
        };
        lines.get(rank)?.add(one);
        waiting += 1;
      });
    },
    give() {
      const one = next();
      if (one) one.begin();
      else free += 1;
    },
    async during(rank, work) {
      await turns.take(rank);
      try {
        return await work();
      } finally {
        turns.give();
      }
    },
  };
  return turns;
}
