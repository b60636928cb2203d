import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type TestWorld } from '../../tests/world/start-world.ts';
import type { Insertable } from 'kysely';
import type { Tx } from '#ports/world.ts';
import { builtOnce } from './built-once.ts';
import type { Accounts } from './tables.ts';

let test: TestWorld;
beforeAll(async () => {
  test = await startWorld();
});
afterAll(() => test.stop());

it('is built for the first who asks, and asked with the values of each; another set of columns has a text of its own', async () => {
  let built = 0;
  const add = builtOnce((tx: Tx, row: Insertable<Accounts>) => ((built += 1), tx.insertInto('accounts').values(row)));
  const find = builtOnce((tx: Tx, id: string, locale: 'es' | 'en') => ((built += 1), tx.selectFrom('accounts').select(['id', 'locale']).where('id', '=', id).where('locale', '=', locale)));
  const now = test.clock.now();
  const ids = [test.world.ids.uuid(), test.world.ids.uuid(), test.world.ids.uuid()] as const;
  const found = await test.world.as({ kind: 'system', job: 'test' }, async (tx) => {
    await test.world.ahead(tx, add(tx, { id: ids[0], locale: 'en', created_at: now }));
    await add(tx, { id: ids[1], locale: 'es', created_at: now }).execute();
    await add(tx, { id: ids[2], created_at: now }).execute();
    return [await find(tx, ids[0], 'en').first(), await find(tx, ids[1], 'es').execute(), await find(tx, ids[2], 'en').first()];
  });
  expect(found).toEqual([{ id: ids[0], locale: 'en' }, [{ id: ids[1], locale: 'es' }], undefined]);
  expect(built).toBe(3);
});
