import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chown, copyFile, lstat, mkdir, readdir, rename, rm, writeFile, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

/** What of a table was there: how many rows, and a sum over all of them that does not depend on their order. */
export type TableSums = Record<string, { rows: number; sum: string }>;

export interface Manifest {
  /** When the copy began; whatever was committed by then is in it. */
  at: string;
  /** Bytes of the copy. */
  bytes: number;
  seconds: number;
}

export interface BackUpOptions {
  /** When it begins. */
  at: Date;
  fsync: 'on' | 'off';
  /** The machine's clock. */
  now: () => Date;
}

/** What PostgreSQL makes anew, or must not find in a copy. */
const leftOut = new Set(['postmaster.pid', 'postmaster.opts', 'pg_wal', 'pg_replslot', 'pg_stat_tmp', 'pgsql_tmp', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_subtrans', 'pg_dynshmem']);

/**
 * Copies the cluster at `url`, a superuser's address on this machine, into the new folder `target` while it runs: its files
 * between `pg_backup_start` and `pg_backup_stop`, and the log written meanwhile (PostgreSQL 18, 25.3.3). Everything committed before it
 * ends is in it. Beside `postgres` lies a copy of the file `postgres-password` where the cluster has one. `fsync: 'off'` only for tests.
 * Throws where the folder is there, or a file cannot be read.
 */
export async function backUp(url: string, target: string, options: BackUpOptions): Promise<Manifest> {
  const { at, fsync, now } = options;
  const unfinished = `${target}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(target), { recursive: true });
  await mkdir(unfinished, { mode: 0o711 });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ data: string }>("select current_setting('data_directory') as data");
    const data = rows[0]?.data ?? '';
    // Kept for this connection: what is written meanwhile is not thrown away before it is copied.
    await client.query("select pg_create_physical_replication_slot('copy_of_' || pg_backend_pid(), true, true)");
    await client.query("select pg_backup_start('videoconsulta', true)");
    let bytes = await copyTree(data, join(unfinished, 'postgres'), (name) => !leftOut.has(name));
    const { rows: ended } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
    for (const name of ['pg_wal', ...leftOutFolders]) await ownFolder(data, join(unfinished, 'postgres', name));
    bytes += await copyTree(join(data, 'pg_wal'), join(unfinished, 'postgres/pg_wal'), (name) => /^[0-9A-F]{24}$|\.history$/.test(name));
    await ownFile(data, join(unfinished, 'postgres/backup_label'), ended[0]?.labelfile ?? '');
    const password = await readFile(join(dirname(data), 'postgres-password')).catch(() => null);
    if (password) await ownFile(data, join(unfinished, 'postgres-password'), password);
    if (fsync === 'on') await promisify(execFile)('sync', ['-f', unfinished]);
    const manifest = { at: at.toISOString(), bytes, seconds: (now().getTime() - at.getTime()) / 1000 };
    await writeFile(join(unfinished, 'copy.json'), JSON.stringify(manifest));
    await rename(unfinished, target);
    return manifest;
  } finally {
    await client.end();
  }
}

const leftOutFolders = ['pg_wal/archive_status', 'pg_replslot', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_subtrans', 'pg_dynshmem', 'pg_stat_tmp'];

/** A copy of a cluster at another place, from which it can be started: the copy that is kept stays as it is. */
export async function unpack(copy: string, home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o711 });
  await copyTree(join(copy, 'postgres'), join(home, 'postgres'), () => true);
  const password = await readFile(join(copy, 'postgres-password'));
  await ownFile(join(copy, 'postgres'), join(home, 'postgres-password'), password);
}

/** Every row of every table of a database, read once: a page that was damaged does not go unseen. */
export async function sumTables(url: string): Promise<TableSums> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public' order by 1");
    const sums: TableSums = {};
    for (const { name } of tables) {
      const { rows } = await client.query<{ rows: string; sum: string }>(`select count(*) as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as sum from ${pg.escapeIdentifier(name)} t`);
      sums[name] = { rows: Number(rows[0]?.rows ?? 0), sum: createHash('sha256').update(rows[0]?.sum ?? '').digest('hex').slice(0, 16) };
    }
    return sums;
  } finally {
    await client.end();
  }
}

/** Bytes copied. A file that went meanwhile is one that the log knows of. */
async function copyTree(from: string, to: string, wanted: (name: string) => boolean): Promise<number> {
  await ownFolder(from, to);
  let bytes = 0;
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (!wanted(entry.name)) continue;
    const [source, place] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) bytes += await copyTree(source, place, wanted);
    else if (entry.isFile()) bytes += await copyOne(source, place);
  }
  return bytes;
}

async function copyOne(from: string, to: string): Promise<number> {
  try {
    const { uid, gid } = await lstat(from);
    await copyFile(from, to);
    await chownAsRoot(to, uid, gid);
    return (await lstat(to)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

async function ownFolder(like: string, path: string): Promise<void> {
  const { uid, gid } = await lstat(like);
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chownAsRoot(path, uid, gid);
}

async function ownFile(like: string, path: string, content: string | Buffer): Promise<void> {
  const { uid, gid } = await lstat(like);
  await writeFile(path, content, { mode: 0o600 });
  await chownAsRoot(path, uid, gid);
}

/** As root the cluster is another user's, and stays it. */
async function chownAsRoot(path: string, uid: number, gid: number): Promise<void> {
  if (process.getuid?.() === 0) await chown(path, uid, gid);
}
