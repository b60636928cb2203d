import pg from 'pg';
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
  return startWorld({ ...options, now: crowdNow, database });
}

/** Whatever was drawn lies before the crowd's product time, whatever a run wrote at it or after; only specialists began at it. */
async function clear(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("set session_replication_role = 'replica'");
    await client.query('truncate codes, consents, sessions, audit, payments, jobs.job cascade');
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
