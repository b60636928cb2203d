import pg from 'pg';
import { migrations, compareSchema } from '#db/migrate.ts';
import { localKeys } from '#adapters/vault/local-keys.ts';
import type { Config } from '../config.ts';
import { broken, good, reasonOf, warning, type Check, type Finding } from './finding.ts';

const oldest = 17;

/** Reach, version, shape, clock and keys of the database behind this address; `url` of a role that may read everything. */
export function databaseCheck(url: string, keys: Pick<Config, 'appKey' | 'masterKey' | 'otherMasterKeys'>, machineNow: () => Date): Check {
  return {
    id: 'database',
    seconds: 20,
    async look() {
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 8000 });
      client.on('error', () => {});
      try {
        await client.connect();
      } catch (error) {
        return [broken('database', `does not answer: ${reasonOf(error)}`, 'Start PostgreSQL, and check host, port, name and password in DATABASE_URL.')];
      }
      try {
        const first = [await version(client), await shape(client), await clock(client, machineNow)];
        if (first.some((one) => one.id === 'migrations' && one.state !== 'good')) return first;
        await client.query('set role vc_owner');
        return [...first, await opensWhatIsSealed(client, keys), await log(client), await queue(client)];
      } finally {
        await client.end();
      }
    },
  };
}

async function version(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ number: string; text: string }>("select current_setting('server_version_num') number, current_setting('server_version') text");
  const major = Math.floor(Number(rows[0]?.number ?? 0) / 10_000);
  if (major >= oldest) return good('database', `answers, PostgreSQL ${rows[0]?.text}`);
  return broken('database', `is PostgreSQL ${rows[0]?.text}`, `Use PostgreSQL 18; older than ${oldest} was never tried.`);
}

async function shape(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ there: boolean }>("select to_regclass('schema_migrations') is not null there");
  if (!rows[0]?.there) return broken('migrations', 'have never run in this database', 'Start the product once: it migrates by itself. If there should be data in it, this is the wrong database.');
  const { rows: applied } = await client.query<{ name: string; hash: string }>('select name, hash from schema_migrations');
  const { missing, edited, unknown } = compareSchema(migrations(), applied);
  if (edited.length > 0) return broken('migrations', `were edited after they ran: ${edited.join(', ')}`, 'Bring back the released files; a change is a new file.');
  if (unknown.length > 0) return broken('migrations', `of a newer version ran here: ${unknown.join(', ')}`, 'Run the version that made them; older code does not know this shape.');
  if (missing.length > 0) return warning('migrations', `${missing.length} still to run: ${missing.join(', ')}`, 'Restart the product: it migrates when it starts.');
  return good('migrations', `all ${applied.length} have run`);
}

async function clock(client: pg.Client, machineNow: () => Date): Promise<Finding> {
  const before = machineNow().getTime();
  const { rows } = await client.query<{ at: Date }>('select clock_timestamp() at');
  const after = machineNow().getTime();
  const off = Math.round((rows[0]?.at.getTime() ?? 0) - (before + after) / 2) / 1000;
  const words = `${Math.abs(off).toFixed(1)} s ${off >= 0 ? 'behind' : 'ahead of'} the database's`;
  if (Math.abs(off) <= 5) return good('clock', `this machine's clock is ${words}`);
  return broken('clock', `this machine's clock is ${words}`, 'Let both machines set their clocks by NTP (systemctl enable --now systemd-timesyncd). Codes, TURN credentials and webhooks depend on it.');
}

/** What this database has sealed must open under the master keys of this machine (fault 57). */
async function opensWhatIsSealed(client: pg.Client, keys: Pick<Config, 'appKey' | 'masterKey' | 'otherMasterKeys'>): Promise<Finding> {
  const { rows } = await client.query<{ wrapped: Buffer }>(
    '(select wrapped from data_keys limit 50) union all (select data_key from second_factors where data_key is not null limit 50)',
  );
  if (rows.length === 0) return good('keys', 'are there; nothing is sealed with them yet');
  const vault = localKeys(keys);
  const shut = rows.filter(({ wrapped }) => !opens(() => vault.seal(wrapped, 'doctor', 'x')));
  if (shut.length === 0) return good('keys', 'are there, and the master key opens what this database has sealed');
  return broken(
    'keys',
    `the master key does not open ${shut.length} of ${rows.length} keys of this database`,
    'MASTER_KEY is not the one this database was written with: bring that key back, or name it in MASTER_KEY_OTHERS. Without it the sealed texts are lost.',
  );
}

function opens(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

async function log(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ ended_at: Date; breaches: unknown[] }>('select ended_at, breaches from audit_rounds where ended_at is not null order by number desc limit 1');
  const last = rows[0];
  if (!last) return good('access-log', 'has not been looked at as a whole yet');
  if (last.breaches.length === 0) return good('access-log', `held as a whole at ${last.ended_at.toISOString()}`);
  return broken('access-log', `${last.breaches.length} rows or seals do not hold`, 'See /operador/registro, or run node src/server/programs/verify-audit.ts; find out who had access to the database.');
}

async function queue(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ late: number }>("select count(*)::int late from messages where status = 'planned' and due_at < now() - interval '10 minutes' and due_at > now() - interval '2 days'");
  const late = rows[0]?.late ?? 0;
  return late === 0 ? good('queue', 'no message waits past its time') : warning('queue', `${late} messages are more than 10 minutes late`, 'Is the product running? Then see the lines of its log about mail and SMS.');
}
