import { expect, it, vi } from 'vitest';
import { openTurns, Overloaded, type Rank } from './turns.ts';

const limits = { connections: 1, waitingEach: 10, patienceMs: { first: 200, after: 50 } };

/** Lets `asked` wait for the only connection, then gives it on until nobody waits; in which order they had their turn. */
async function orderOf(asked: [Rank, string][]): Promise<string[]> {
  const turns = openTurns(limits);
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
    const turns = openTurns(limits);
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
  const turns = openTurns({ ...limits, waitingEach: 2 });
  await turns.take('first');
  const waiting = [turns.take('first'), turns.take('after')];
  await expect(turns.take('first')).rejects.toThrow(Overloaded);
  turns.give();
  await waiting[0];
  turns.give();
  await waiting[1];
});
