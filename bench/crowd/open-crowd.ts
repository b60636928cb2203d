import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '#db/embedded.ts';
import { migrate, roleUrls, type RoleUrls } from '#db/migrate.ts';
import { writeAppointments } from './appointments.ts';
import { bareTables } from './bare-tables.ts';
import { writeSpecialists } from './specialists.ts';

export interface CrowdSize {
  specialists: number;
  appointments: number;
  seed: number;
}

export interface Crowd {
  urls: RoleUrls;
  adminUrl: string;
  size: CrowdSize;
  /** Lets the database server go; the rows stay for the next run. */
  close(): Promise<void>;
}

/** Product time of the crowd: what lies before is past, what is planned lies after. Monday, 9:00 in Madrid. */
export const crowdNow = new Date('2026-11-23T08:00:00Z');
export const fullCrowd: CrowdSize = { specialists: 100_000, appointments: 5_000_000, seed: 1 };

/** Raised with every change of what is drawn: rows of an older drawing are thrown away. */
const drawing = 2;
const password = createHash('sha256').update('bench').digest('hex');
const tables = [
  'accounts',
  'contacts',
  'people',
  'specialists',
  'specialist_specialties',
  'specialist_settings',
  'places',
  'services',
  'weekly_hours',
  'appointments',
  'messages',
];
const address = (url: string, database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href;

/**
 * A database with a crowd of this size: the one of an earlier run where it was drawn the same way, else drawn now.
 * Lives in the bench's own embedded server (BENCH_DATA_DIR, `.data/bench` without it) or at DATABASE_URL, in a database
 * of its own. Throws where that name belongs to anything else, or the server already runs the product.
 */
export async function openCrowd(size: CrowdSize, say: (line: string) => void): Promise<Crowd> {
  const server = process.env['DATABASE_URL']
    ? { url: process.env['DATABASE_URL'], stop: async () => {} }
    : await startEmbedded({ directory: resolve(process.env['BENCH_DATA_DIR'] ?? '.data/bench'), fsync: 'on', say });
  const name = `crowd_${size.specialists}_${size.appointments}_${size.seed}`;
  const adminUrl = address(server.url, name);
  const root = new pg.Client({ connectionString: server.url });
  await root.connect();
  try {
    // Two runs at once: the second waits until the first has drawn.
    await root.query('select pg_advisory_lock(7364003)');
    const mark = `videoconsulta crowd ${drawing}`;
    const { rows } = await root.query<{ comment: string | null }>(
      "select shobj_description(oid, 'pg_database') as comment from pg_database where datname = $1",
      [name],
    );
    const found = rows[0];
    if (found && !found.comment?.startsWith('videoconsulta crowd'))
      throw new Error(`the database ${name} was not made by the bench; nothing was touched`);
    if (!found) await refuseProduct(root);
    if (found && found.comment !== mark) await root.query(`drop database ${name} with (force)`);
    if (found?.comment !== mark) {
      await root.query(`create database ${name}`);
      await root.query(`comment on database ${name} is 'videoconsulta crowd unfinished'`);
      await migrate(adminUrl, password);
      await draw(adminUrl, size, say);
      await root.query(`comment on database ${name} is '${mark}'`);
    } else {
      await migrate(adminUrl, password);
    }
  } finally {
    await root.end();
  }
  return { urls: roleUrls(adminUrl, password), adminUrl, size, close: server.stop };
}

/** Migrating sets the roles' password anew: on a server that runs the product that would shut it out. */
async function refuseProduct(root: pg.Client): Promise<void> {
  const { rows } = await root.query<{ product: boolean }>(`
    select exists (select 1 from pg_roles where rolname = 'vc_app')
      and not exists (select 1 from pg_database where shobj_description(oid, 'pg_database') like 'videoconsulta crowd%') as product`);
  if (rows[0]?.product)
    throw new Error('the server at DATABASE_URL already runs the product; the crowd needs a server of its own');
}

async function draw(adminUrl: string, size: CrowdSize, say: (line: string) => void): Promise<void> {
  const began = performance.now();
  const since = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const setting of [
      "session_replication_role = 'replica'", "maintenance_work_mem = '1GB'", "work_mem = '256MB'", 'max_parallel_maintenance_workers = 2', 'synchronous_commit = off', "timezone = 'UTC'",
    ]) await client.query(`set ${setting}`); // prettier-ignore
    const restore = await bareTables(client, tables);
    await writeSpecialists(client, { seed: size.seed, count: size.specialists, now: crowdNow });
    say(`${since()}: ${size.specialists.toLocaleString('en')} specialists`);
    await writeAppointments(client, { seed: size.seed, count: size.appointments, now: crowdNow });
    say(`${since()}: appointments and messages written`);
    await restore((what) => say(`${since()}: ${what}`));
    // Triggers slept while rows were written: what search keeps is computed by whoever runs the product over it.
    await client.query('insert into listing_changes (specialist_id) select id from specialists');
    await client.query('vacuum (analyze)');
    const { rows } = await client.query<{ name: string; rows: number; size: string }>(`
      select relname as name, n_live_tup::int as rows, pg_size_pretty(pg_total_relation_size(relid)) as size
      from pg_stat_user_tables where schemaname = 'public' and n_live_tup > 1000 order by pg_total_relation_size(relid) desc`);
    for (const row of rows) say(`  ${row.name}: ${row.rows.toLocaleString('en')} rows, ${row.size}`);
    say(`${since()}: done`);
  } finally {
    await client.end();
  }
}
