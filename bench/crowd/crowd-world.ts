import pg from 'pg';
import { refreshListings } from '#features/search/openings/refresh.server.ts';
import { startWorld, type TestWorld, type TestWorldOptions } from '../../tests/world/start-world.ts';
import { crowdNow, openCrowd, type CrowdSize } from './open-crowd.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);

/** A world over the crowd, at its product time. What was booked in it is taken back when it stops; the crowd stays. */
export async function startCrowdWorld(size: CrowdSize, options: TestWorldOptions = {}): Promise<TestWorld> {
  const crowd = await openCrowd(size, say);
  await clear(crowd.adminUrl);
  const database = {
    urls: crowd.urls,
    adminUrl: crowd.adminUrl,
    async drop() {
      await clear(crowd.adminUrl);
      await crowd.close();
    },
  };
  const test = await startWorld({ ...options, now: crowdNow, database });
  await fillListings(test);
  return test;
}

/** What search keeps of everybody, computed by the product's own task: once for a crowd, little after that. */
async function fillListings({ world, database }: TestWorld): Promise<void> {
  const began = performance.now();
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  try {
    for (let before = -1; ; ) {
      const { rows } = await client.query<{ left: number }>('select count(*)::int as left from listing_changes');
      const left = rows[0]?.left ?? 0;
      if (left === 0) break;
      if (before - left > 10_000 || before < 0) {
        say(`${((performance.now() - began) / 1000).toFixed(0)} s: listings of ${left.toLocaleString('en')} specialists to compute`);
        before = left;
      }
      await refreshListings(world);
    }
    if (performance.now() - began > 5000) {
      await client.query('vacuum (analyze) listings, openings, search_words');
      say(`${((performance.now() - began) / 1000).toFixed(0)} s: all listings computed`);
    }
  } finally {
    await client.end();
  }
}

/** Whatever was drawn lies before the crowd's product time, whatever a run wrote at it or after; only specialists began at it. */
async function clear(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("set session_replication_role = 'replica'");
    await client.query('truncate codes, consents, sessions, audit, payments, data_keys, jobs.job cascade');
    await client.query('insert into listing_changes (specialist_id) select distinct specialist_id from appointments where created_at >= $1', [
      crowdNow,
    ]);
    for (const table of ['messages', 'appointments', 'people'])
      await client.query(`delete from ${table} where created_at >= $1`, [crowdNow]);
    for (const [table, account] of [
      ['accounts', 'id'],
      ['contacts', 'account_id'],
    ]) {
      await client.query(
        `delete from ${table} as t where created_at >= $1 and not exists (select 1 from specialists s where s.account_id = t.${account})`,
        [crowdNow],
      );
    }
  } finally {
    await client.end();
  }
}
