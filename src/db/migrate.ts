import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { PgBoss } from 'pg-boss';

/** Addresses of the two roles that run the product; the owner's stays with the migrator. */
export interface RoleUrls {
  app: string;
  worker: string;
}

export const queueSchema = 'jobs';
/** Queues and how they run: leases in seconds, never the library's minutes. */
const queues = ['process-card-event', 'expire-checkout', 'settle-checkout', 'refund-payment', 'charge-saved-card', 'hold-card', 'take-hold', 'release-hold'] as const;

const folder = join(import.meta.dirname, 'migrations');

export function migrations(): { name: string; sql: string; hash: string }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name), 'utf8');
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex') };
    });
}

/** One name for everything that decides the shape of the database: a template made for it can be used again. */
export function schemaFingerprint(): string {
  return createHash('sha256')
    .update(
      migrations()
        .map((one) => one.name + one.hash)
        .join(),
    )
    .update('jobs 2')
    .digest('hex')
    .slice(0, 16);
}

/** What ran in a database beside what there is: names of what is missing, was edited after it ran, or is of a newer version. */
export function compareSchema(there: readonly { name: string; hash: string }[], applied: readonly { name: string; hash: string }[]) {
  const ran = new Map(applied.map((one) => [one.name, one.hash]));
  const known = new Set(there.map((one) => one.name));
  return {
    missing: there.filter((one) => !ran.has(one.name)).map((one) => one.name),
    edited: there.filter((one) => ran.has(one.name) && ran.get(one.name) !== one.hash).map((one) => one.name),
    unknown: applied.filter((one) => !known.has(one.name)).map((one) => one.name),
  };
}

/**
 * Brings the database to the present shape: roles, migrations in order, the queue's schema. Idempotent; an edited
 * migration is refused by name. `adminUrl` is a role that may create roles; passwords are set anew from `rolePassword`.
 */
export async function migrate(adminUrl: string, rolePassword: string): Promise<RoleUrls> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query('select pg_advisory_lock(7364001)');
    await makeRoles(admin, rolePassword);
    await runMigrations(admin);
  } finally {
    await admin.end();
  }
  await installQueue(adminUrl);
  return roleUrls(adminUrl, rolePassword);
}

/** Same server and database, the roles of the running product. */
export function roleUrls(adminUrl: string, rolePassword: string): RoleUrls {
  const as = (role: string) => {
    const url = new URL(adminUrl);
    url.username = role;
    url.password = rolePassword;
    return url.href;
  };
  return { app: as('vc_app'), worker: as('vc_worker') };
}

/**
 * What a statement may take, a lock may be waited for and a transaction may lie idle: whoever asked has long given up,
 * and others wait (quality, fault 14). Parallel plans cost two processes' start for questions that take less.
 */
const patience = {
  vc_app: {
    statement_timeout: '10s',
    lock_timeout: '2s',
    idle_in_transaction_session_timeout: '15s',
    max_parallel_workers_per_gather: '0',
  },
  vc_worker: {
    statement_timeout: '60s',
    lock_timeout: '2s',
    idle_in_transaction_session_timeout: '60s',
    max_parallel_workers_per_gather: '0',
  },
};

async function makeRoles(admin: pg.Client, password: string): Promise<void> {
  const literal = admin.escapeLiteral(password);
  for (const [role, options] of [
    ['vc_owner', 'nologin bypassrls'],
    ['vc_app', 'login'],
    ['vc_worker', 'login'],
  ] as const) {
    const { rowCount } = await admin.query('select 1 from pg_roles where rolname = $1', [role]);
    if (!rowCount) await admin.query(`create role ${role} ${options}`);
    if (options !== 'login') continue;
    await admin.query(`alter role ${role} password ${literal}`);
    for (const [name, value] of Object.entries(patience[role])) await admin.query(`alter role ${role} set ${name} = '${value}'`);
  }
  await admin.query(`grant vc_owner to current_user`);
  const { rows } = await admin.query<{ name: string }>('select current_database() as name');
  const database = admin.escapeIdentifier(rows[0]?.name ?? '');
  await admin.query(`grant create, connect on database ${database} to vc_owner`);
  await admin.query('grant all on schema public to vc_owner');
  await admin.query('grant usage on schema public to vc_app, vc_worker');
}

async function runMigrations(admin: pg.Client): Promise<void> {
  await admin.query(
    'create table if not exists schema_migrations (name text primary key, hash text not null, applied_at timestamptz not null default now())',
  );
  const { rows } = await admin.query<{ name: string; hash: string }>('select name, hash from schema_migrations');
  const applied = new Map(rows.map((row) => [row.name, row.hash]));
  for (const { name, sql, hash } of migrations()) {
    const known = applied.get(name);
    if (known === hash) continue;
    if (known) throw new Error(`migration ${name} was edited after it ran; write a new one instead`);
    await admin.query('begin');
    try {
      const extensions = sql.match(/^create extension.*$/gm) ?? [];
      for (const extension of extensions) await admin.query(extension);
      await admin.query('set local role vc_owner');
      await admin.query(sql.replace(/^create extension.*$/gm, ''));
      await admin.query('reset role');
      await admin.query('insert into schema_migrations (name, hash) values ($1, $2)', [name, hash]);
      await admin.query('commit');
    } catch (error) {
      await admin.query('rollback');
      throw new Error(`migration ${name} failed`, { cause: error });
    }
  }
}

async function installQueue(adminUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: adminUrl, schema: queueSchema, migrate: true, supervise: false, schedule: false });
  await boss.start();
  for (const name of queues) {
    if (!(await boss.getQueue(name))) {
      await boss.createQueue(name, {
        policy: 'standard',
        expireInSeconds: 30,
        retryLimit: 5,
        retryDelay: 1,
        retryBackoff: true,
        deleteAfterSeconds: 3600,
      });
    }
  }
  await boss.stop({ graceful: false });
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  // Where sockets leave what is too large for a notification (docs of the postgres adapter).
  await admin.query(
    'create table if not exists socket_io_attachments (id bigserial unique, created_at timestamptz default now(), payload bytea)',
  );
  await admin.query('grant select, insert, delete on socket_io_attachments to vc_worker');
  await admin.query('grant usage on sequence socket_io_attachments_id_seq to vc_worker');
  await admin.query(`grant usage on schema ${queueSchema} to vc_app, vc_worker`);
  await admin.query(`grant select, insert, update, delete on all tables in schema ${queueSchema} to vc_app, vc_worker`);
  await admin.query(`grant execute on all functions in schema ${queueSchema} to vc_app, vc_worker`);
  await admin.end();
}

/** Filled by migrations: they belong to the schema. */
const catalogues = ['schema_migrations', 'cities', 'specialties'];

/** Takes every row out of the product's tables and queues; schema and catalogues stay. For a rehearsal that starts over. */
export async function emptyDatabase(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public' and tablename <> all ($1)`,
      [catalogues],
    );
    await admin.query(`truncate ${[...rows.map((row) => row.name), `${queueSchema}.job`].join(', ')} cascade`);
  } finally {
    await admin.end();
  }
}

/** A password for the product's roles, for installations that keep their own server. */
export function newRolePassword(): string {
  return randomBytes(24).toString('base64url');
}
