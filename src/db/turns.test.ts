import { expect, it, vi } from 'vitest';
import { openTurns, Overloaded } from './turns.ts';

type Rank = 'first' | 'after';
const limits = { width: 1, ranks: ['first', 'after'] as const, lastOneIn: 4, most: 10, patienceMs: { first: 200, after: 50 } };

/** Lets `asked` wait for the only connection, then gives it on until nobody waits; in which order they had their turn. */
async function orderOf(asked: [Rank, string][]): Promise<string[]> {
  const turns = openTurns<Rank>(limits);
  await turns.take('first');
  const order: string[] = [];
  const all = asked.map(async ([rank, who]) => {
    await turns.take(rank);
    order.push(who);
    turns.give();
  });
  turns.give();
  await Promise.all(all);
  return order;
}

it('who is in the middle of a booking goes before who only looks, each in the order of their coming', async () => {
  expect(await orderOf([['after', 'looks'], ['after', 'looks too'], ['first', 'books'], ['first', 'books too']])).toEqual(['books', 'books too', 'looks', 'looks too']);
});

it('however many book, one turn in four is of those who look', async () => {
  const many = Array.from({ length: 7 }, (_, nth) => ['first', `books ${nth}`] as [Rank, string]);
  const order = await orderOf([...many, ['after', 'looks']]);
  expect(order.indexOf('looks')).toBe(3);
});

it('who waits too long is told to come back, who looks first, and takes nobody’s turn', async () => {
  vi.useFakeTimers();
  try {
    const turns = openTurns<Rank>(limits);
    await turns.take('first');
    const ends: string[] = [];
    const wait = (rank: Rank) => turns.take(rank).then(() => ends.push(`${rank} had its turn`), (error: unknown) => ends.push(error instanceof Overloaded ? `${rank} was told` : 'broken'));
    const all = [wait('first'), wait('after')];
    await vi.advanceTimersByTimeAsync(60);
    expect(ends).toEqual(['after was told']);
    turns.give();
    await Promise.all(all);
    expect(ends).toEqual(['after was told', 'first had its turn']);
    turns.give();
    await turns.take('after');
  } finally {
    vi.useRealTimers();
  }
});

it('more than may wait are told at once', async () => {
  const turns = openTurns<Rank>({ ...limits, most: 2 });
  await turns.take('first');
  const waiting = [turns.take('first'), turns.take('after')];
  await expect(turns.take('first')).rejects.toThrow(Overloaded);
  turns.give();
  await waiting[0];
  turns.give();
  await waiting[1];
});

/** Work that ends when it is told to, and what of it has begun. */
function crowd(width: number) {
  const turns = openTurns<'inside' | 'arrives' | 'looks on'>({ width, ranks: ['inside', 'arrives', 'looks on'], lastOneIn: 10, most: 100 });
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const come = (name: string, rank: 'inside' | 'arrives' | 'looks on' = 'arrives') =>
    turns.during(rank, () => {
      begun.push(name);
      return new Promise<string>((settle) => ends.set(name, () => settle(name)));
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { come, begun, end };
}

it('lets so many work at once and the others in the order they came, however long it takes (fault 63)', async () => {
  const { come, begun, end } = crowd(2);
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => come(name));
  await end('');
  expect(begun).toEqual(['a', 'b']);
  await end('b');
  await end('a');
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  for (const name of ['c', 'd', 'e']) await end(name);
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('lets who is half inside go on before who still stands outside, and both before who looks on', async () => {
  const { come, begun, end } = crowd(1);
  void come('first');
  void come('is told', 'looks on');
  void come('second');
  void come('goes on', 'inside');
  for (const name of ['', 'first', 'goes on', 'second']) await end(name);
  expect(begun).toEqual(['first', 'goes on', 'second', 'is told']);
});

it('goes on after work that fails', async () => {
  const turns = openTurns<'one'>({ width: 1, ranks: ['one'], lastOneIn: 2, most: 2 });
  const failing = turns.during('one', async () => Promise.reject(new Error('no')));
  const waiting = turns.during('one', async () => 'done');
  await expect(failing).rejects.toThrow('no');
  expect(await waiting).toBe('done');
});
