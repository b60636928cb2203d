import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { startWorld, type TestWorld } from '../../tests/world/start-world.ts';

let test: TestWorld;
beforeAll(async () => {
  test = await startWorld();
});
afterAll(() => test.stop());

const system = { kind: 'system', job: 'test' } as const;
const account = (id: string) => sql<{ id: string }>`insert into accounts (id, locale, created_at) values (${id}::uuid, 'es', ${test.clock.now()}) returning id`;
const found = (id: string) => test.world.as(system, (tx) => test.world.last(tx, tx.selectFrom('accounts').select('id').where('id', '=', id)));

describe('the last statement of a transaction', () => {
  it('is committed with it, and answers', async () => {
    const id = test.world.ids.uuid();
    expect(await test.world.as(system, (tx) => test.world.last(tx, account(id)))).toEqual([{ id }]);
    expect(await found(id)).toEqual([{ id }]);
  });

  it('nothing is asked after it', async () => {
    const id = test.world.ids.uuid();
    const asked = test.world.as(system, async (tx) => {
      await test.world.last(tx, account(id));
      await account(id).execute(tx);
    });
    await expect(asked).rejects.toThrow('asked after the last statement');
    expect(await found(id)).toEqual([{ id }]);
  });

  it('where it fails, or what went ahead of it, that is told and nothing stays', async () => {
    const [one, other] = [test.world.ids.uuid(), test.world.ids.uuid()];
    const twice = test.world.as(system, async (tx) => {
      await test.world.ahead(tx, account(one));
      return test.world.last(tx, account(one));
    });
    await expect(twice).rejects.toMatchObject({ code: '23505' });
    const after = test.world.as(system, async (tx) => {
      await test.world.ahead(tx, sql`select 1 / 0`);
      return test.world.last(tx, account(other));
    });
    await expect(after).rejects.toMatchObject({ code: '22012' });
    expect([await found(one), await found(other)]).toEqual([[], []]);
  });
});
