import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '#db/embedded.ts';
import { migrate, roleUrls, schemaFingerprint, type RoleUrls } from '#db/migrate.ts';

const password = createHash('sha256').update('tests').digest('hex');

export interface TestDatabase {
  urls: RoleUrls;
  /** For tests that look at a dump or break the rules on purpose. */
  adminUrl: string;
  drop(): Promise<void>;
}

const address = (url: string, database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href;

let cluster: ReturnType<typeof openCluster> | null = null;

/** Starts or adopts the tests' PostgreSQL and its migrated template. The run's global setup does it first, alone. */
export async function openCluster() {
  const directory = resolve(process.env['TEST_DATA_DIR'] ?? '.data/test');
  const server = await startEmbedded({ directory, fsync: 'off', say: () => {} });
  const template = `template_${schemaFingerprint()}`;
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query('select pg_advisory_lock(7364002)');
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1 and datistemplate', [template]);
  if (!rowCount) {
    await admin.query(`drop database if exists ${template}`);
    await admin.query(`create database ${template}`);
    await migrate(address(server.url, template), password);
    await admin.query(`alter database ${template} is_template true`);
  }
  await admin.end();
  return { url: server.url, template, stop: server.stop };
}

/** A fresh migrated database, copied from the template; fails hard where there is no PostgreSQL. */
export async function freshDatabase(): Promise<TestDatabase> {
  cluster ??= openCluster();
  const { url, template } = await cluster;
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create database ${name} template ${template} strategy file_copy`);
  await admin.end();
  return {
    urls: roleUrls(address(url, name), password),
    adminUrl: address(url, name),
    async drop() {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`drop database if exists ${name} with (force)`);
      await client.end();
    },
  };
}
