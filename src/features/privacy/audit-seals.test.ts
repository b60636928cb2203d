import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { anchorAudit, verifyAudit, watchAudit } from './audit-rounds.server.ts';
import { forgetAudit, readAnchor, sealAudit } from './audit-seals.server.ts';

let test: TestWorld;
let admin: pg.Client;
const system: Actor = { kind: 'system', job: 'test' };

beforeAll(async () => {
  test = await startWorld();
  admin = new pg.Client({ connectionString: test.database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await test.stop();
});

/** Writes rows as any command does; their ids, oldest first. */
async function written(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => test.world.ids.uuid());
  await test.world.as(system, (tx) =>
    tx
      .insertInto('audit')
      .values(ids.map((id) => ({ id, at: test.world.clock.now(), actor_kind: 'assistant', action: 'agenda-read', object_kind: 'appointment', object_id: id })))
      .execute(),
  );
  return ids;
}

/** The due task now and then, for an hour. */
async function anHourOfRounds(): Promise<void> {
  for (let minute = 0; minute <= 60; minute += 5) {
    test.clock.moveTo(new Date(test.clock.now().getTime() + 5 * 60_000));
    await watchAudit(test.world);
  }
}
const alarms = () => new Set(test.log.filter((entry) => entry.fields['event'] === 'audit-breach').map((entry) => entry.fields['row']));
const rounds = () => test.world.as(system, (tx) => tx.selectFrom('audit_rounds').selectAll().orderBy('number', 'desc').execute());
const full = Boolean(process.env['PROVE']);
const many = full ? 1_000_000 : 3000;

describe('the access log (G2, quality 83)', () => {
  it('is sealed with the next due work, in one chain, whoever seals', async () => {
    await written(3);
    await test.runDue();
    const before = (await readAnchor(test.world))?.seal ?? 0;
    await Promise.all([written(40), written(40)]);
    await Promise.all([sealAudit(test.world), sealAudit(test.world), sealAudit(test.world)]);
    const verdict = await verifyAudit(test.world);
    expect(verdict).toMatchObject({ breaches: [], anchored: null });
    expect(verdict.seals).toBeGreaterThan(before);
    expect(await test.world.as(system, (tx) => tx.selectFrom('audit').select('id').where('seal', 'is', null).execute())).toEqual([]);
  });

  it('can be added to by the product, and nothing else', async () => {
    const [id] = await written(1);
    await sealAudit(test.world);
    for (const role of ['app', 'worker'] as const) {
      const client = new pg.Client({ connectionString: test.database.urls[role] });
      await client.connect();
      for (const statement of ['delete from audit', "update audit set action = 'x'", 'truncate audit', 'delete from audit_seals', 'update audit_seals set hash = null']) {
        await expect(client.query(statement), `${role}: ${statement}`).rejects.toMatchObject({ code: '42501' });
      }
      await client.end();
    }
    await expect(test.world.as(system, (tx) => tx.updateTable('audit').set({ seal: 1 }).where('id', '=', id ?? '').execute())).rejects.toThrow(/sealed/);
  });

  it('is looked at in rounds, a part at a time, each seal once', async () => {
    for (let count = 0; count < 30; count++) {
      await written(2);
      await sealAudit(test.world);
    }
    await anHourOfRounds();
    const all = (await readAnchor(test.world))?.seal ?? 0;
    const [running, ended] = await rounds();
    expect(ended).toMatchObject({ seals: all, breaches: [] });
    expect(ended?.ended_at).not.toBeNull();
    expect(running?.seals).toBeLessThan(all / 2);
  });

  it(`of ${many} rows is looked at in a few seconds an hour`, { timeout: 600_000 }, async () => {
    await admin.query(
      `insert into audit (id, at, actor_kind, actor_account_id, action, object_kind, object_id)
       select uuidv7(), $1, 'assistant', gen_random_uuid(), 'appointment-read', 'appointment', gen_random_uuid() from generate_series(1, $2::int)`,
      [test.clock.now(), many],
    );
    const sealing = performance.now();
    await sealAudit(test.world);
    const sealed = Math.round(performance.now() - sealing);
    const looking = performance.now();
    const { rows, breaches } = await verifyAudit(test.world);
    const looked = Math.round(performance.now() - looking);
    process.stdout.write(`access log: ${rows} rows looked at in ${looked} ms (sealed in ${sealed} ms)\n`);
    expect(breaches).toEqual([]);
    // What a loaded machine takes for a reduced count says nothing.
    if (full) expect(looked).toBeLessThan(120_000);
  });

  it('names the row that whoever owns the database changed, took out or slipped in (fault 59)', async () => {
    const [changed = '', gone = ''] = await written(3);
    await sealAudit(test.world);
    const anchor = await readAnchor(test.world);
    await admin.query('set session_replication_role = replica');
    await admin.query("update audit set action = 'nothing-read' where id = $1", [changed]);
    await admin.query('delete from audit where id = $1', [gone]);
    const verdict = await verifyAudit(test.world, anchor);
    expect(verdict.anchored).toBe(true);
    expect(new Set(verdict.breaches)).toEqual(
      new Set([
        { seal: anchor?.seal, what: 'row-changed', row: changed },
        { seal: anchor?.seal, what: 'row-missing', row: gone },
      ]),
    );
    await anHourOfRounds();
    expect(alarms()).toEqual(new Set([changed, gone]));
    await admin.query("update audit set action = 'agenda-read' where id = $1", [changed]);
  });

  it('cut off at its end agrees no more with the anchor that was kept elsewhere', async () => {
    await written(2);
    await sealAudit(test.world);
    const anchor = await readAnchor(test.world);
    await anchorAudit(test.world);
    await admin.query('delete from audit where seal = $1', [anchor?.seal]);
    await admin.query('delete from audit_seals where number = $1', [anchor?.seal]);
    expect((await verifyAudit(test.world)).breaches.filter((breach) => breach.seal === anchor?.seal)).toEqual([]);
    expect((await verifyAudit(test.world, anchor)).anchored).toBe(false);
    await anHourOfRounds();
    const found = await test.world.as(system, (tx) => tx.selectFrom('audit_rounds').select('breaches').where('ended_at', 'is not', null).orderBy('number', 'desc').executeTakeFirstOrThrow());
    expect(found.breaches).toContainEqual({ seal: anchor?.seal, what: 'anchor-missing' });
    test.world.anchors.startAnew(test.world.clock.now());
    await admin.query('set session_replication_role = origin');
  });

  it('forgets whole seals after a year, and still holds', async () => {
    const before = await verifyAudit(test.world);
    await test.moveTo(new Date(test.world.clock.now().getTime() + 366 * 24 * 3_600_000));
    await written(1);
    await sealAudit(test.world);
    await forgetAudit(test.world);
    const verdict = await verifyAudit(test.world);
    expect(verdict.rows).toBeLessThan(before.rows);
    expect(verdict.breaches.filter((breach) => !before.breaches.some((known) => JSON.stringify(known) === JSON.stringify(breach)))).toEqual([]);
  });
});
