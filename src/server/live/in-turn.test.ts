import { expect, it } from 'vitest';
import { inTurn } from './in-turn.ts';

/** Work that ends when it is told to, and what of it has begun. */
function crowd(width: number, most?: number) {
  const take = inTurn(width, most);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const come = (name: string, place?: 'ahead') =>
    take(() => {
      begun.push(name);
      return new Promise<string>((settle) => ends.set(name, () => settle(name)));
    }, place);
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { come, begun, end };
}

it('lets so many work at once and the others in the order they came (fault 63)', async () => {
  const { come, begun, end } = crowd(2);
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => come(name));
  expect(begun).toEqual(['a', 'b']);
  await end('b');
  await end('a');
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  for (const name of ['c', 'd', 'e']) await end(name);
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('lets who is half inside go on before who still stands outside', async () => {
  const { come, begun, end } = crowd(1);
  void come('first');
  void come('second');
  void come('goes on', 'ahead');
  await end('first');
  expect(begun).toEqual(['first', 'goes on']);
});

it('goes on after work that fails, and refuses who would wait too long', async () => {
  const take = inTurn(1, 1);
  const failing = take(async () => Promise.reject(new Error('no')));
  const waiting = take(async () => 'done');
  await expect(take(async () => 'never')).rejects.toThrow('too many wait');
  await expect(failing).rejects.toThrow('no');
  expect(await waiting).toBe('done');
  expect(await take(async () => 'again')).toBe('again');
});
