/** More than a person would wait for are told to come again. */
const mostWaiting = 4000;

type Turn = () => void;

/** Does some work when its turn has come; `ahead` comes before all who wait, for whom it goes on. */
export type InTurn = <Value>(work: () => Promise<Value>, place?: 'ahead' | 'last') => Promise<Value>;

/**
 * So many at once, the others in the order they came: everybody who comes at the full hour is let in and seated one after
 * the other instead of being refused by a database that all of them ask at once (fault 63). Throws where too many wait.
 */
export function inTurn(width: number, most = mostWaiting): InTurn {
  let working = 0;
  const ahead: Turn[] = [];
  const waiting: Turn[] = [];

  function next() {
    const turn = ahead.shift() ?? waiting.shift();
    if (turn) turn();
    else working -= 1;
  }
  return async (work, place = 'last') => {
    if (working < width) working += 1;
    else {
      const line = place === 'ahead' ? ahead : waiting;
      if (line.length >= most) throw new Error('too many wait');
      await new Promise<void>((turn) => line.push(turn));
    }
    try {
      return await work();
    } finally {
      next();
    }
  };
}
