import { chmodSync, readFileSync, rmSync } from 'node:fs';
import type { Agent } from 'node:http';
import { join, resolve } from 'node:path';
import type { Server } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { codeDigits } from '#domain/code.ts';
import { startEmbedded, type EmbeddedServer } from '#db/embedded.ts';
import { migrate, newRolePassword } from '#db/migrate.ts';
import { serve } from '#server/serve.ts';
import { httpPatient, manyConnections, type HttpPatient } from '../../bench/http-patient.ts';
import { admitPractice, type Practice } from '../world/clinic.ts';
import { listeningServer, startWorld, type TestWorld } from '../world/start-world.ts';
import { faultsOf } from './history-check.ts';

const bookings = process.env['PROVE'] ? 1000 : 24;
const clients = 8;
/** Like the product's own: with commits that do not wait for the disk an acknowledged booking would be lost. */
const directory = resolve(`.data/killed-${process.pid}`);

let cluster: EmbeddedServer;
let server: Server;
let test: TestWorld;
let practices: Practice[];
let agent: Agent;

beforeAll(async () => {
  cluster = await startEmbedded({ directory, fsync: 'on', say: () => {} });
  chmodSync(directory, 0o711);
  const urls = await migrate(cluster.url, newRolePassword());
  server = await listeningServer();
  test = await startWorld({ server, database: { urls, adminUrl: cluster.url, drop: async () => {} } });
  practices = [];
  for (let nth = 0; nth < Math.ceil(bookings / 12); nth++) practices.push(await admitPractice(test.world));
  await serve(server, test.composed, null);
  agent = manyConnections();
}, 120_000);
afterAll(async () => {
  agent.destroy();
  server.closeAllConnections();
  await new Promise((settle) => server.close(settle));
  await test.stop();
  await cluster.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** SIGKILL for the server's first process: those of its connections end with it. */
async function kill(): Promise<void> {
  process.kill((await processes()).first, 'SIGKILL');
}

/** The server's processes as it tells of them, and the file that names the first. */
async function processes(): Promise<{ pidFile: string; first: number; others: number[] }> {
  const client = new pg.Client({ connectionString: cluster.url });
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query<{ pid: number; folder: string }>("select pid, current_setting('data_directory') as folder from pg_stat_activity");
  await client.end();
  const pidFile = join(rows[0]?.folder ?? '', 'postmaster.pid');
  return { pidFile, first: Number(readFileSync(pidFile, 'utf8').split('\n')[0]), others: rows.map((row) => row.pid) };
}

/** What is left of a server that gave up while it recovered: no process, no pid file, and a state that is not "shut down". */
async function giveUp(): Promise<void> {
  const { pidFile, first, others } = await processes();
  for (const pid of [first, ...others]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It had ended by itself.
    }
  }
  rmSync(pidFile);
}

const back = () =>
  vi.waitFor(async () => expect((await fetch(`${test.config.publicOrigin}/readyz`)).status).toBe(200), {
    timeout: 60_000,
    interval: 200,
  });

it(
  `PostgreSQL killed during ${bookings} bookings: 503 and a retry, nothing acknowledged is lost, and it comes back by itself`,
  { timeout: 1_800_000 },
  async () => {
    const statuses = new Map<number, number>();
    const acknowledged: string[] = [];
    let killed: Promise<void> | null = null;
    let next = 0;

    /** Asks again after every 503, with the same form, as its page invites to. */
    async function insist<T>(ask: () => Promise<T & { status: number }>): Promise<T & { status: number }> {
      for (;;) {
        const answer = await ask();
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status !== 503) return answer;
        await back();
      }
    }
    const codeOf = (appointmentId: string) =>
      vi.waitFor(
        () =>
          test.world.as({ kind: 'system', job: 'test' }, async (tx) => {
            const { id, salt } = await tx
              .selectFrom('codes')
              .select(['id', 'salt'])
              .where('appointment_id', '=', appointmentId)
              .executeTakeFirstOrThrow();
            return codeDigits((data) => test.world.vault.sign('code', data), id, salt);
          }),
        { timeout: 60_000, interval: 200 },
      );
    async function bookOne(nth: number, patient: HttpPatient): Promise<void> {
      const practice = practices[Math.floor(nth / 12)];
      const startsAt = new Date(Date.parse('2026-12-01T08:00:00Z') + (nth % 12) * 40 * 60_000);
      const held = await insist(() => patient.hold({ serviceId: practice?.videoService ?? '', startsAt }));
      expect([nth, held.status, held.body.slice(0, 200)]).toEqual([nth, 303, '']);
      const appointmentId = /[0-9a-f-]{36}/.exec(held.location)?.[0] ?? '';
      const path = held.location.split('?')[0] ?? '';
      // The hold was kept and the code lost with the server: asked for anew.
      if (held.location.includes('aviso') || !(await hasCode(appointmentId)))
        await insist(() => patient.hold({ serviceId: practice?.videoService ?? '', startsAt }));
      const code = await codeOf(appointmentId);
      const done = await insist(() => patient.prove(path, code));
      expect([nth, done.status]).toEqual([nth, 303]);
      if (done.location.endsWith('/hecho')) acknowledged.push(appointmentId);
      if (acknowledged.length === Math.floor(bookings / 3)) killed ??= kill();
    }
    const hasCode = (appointmentId: string) =>
      test.world
        .as({ kind: 'system', job: 'test' }, (tx) =>
          tx.selectFrom('codes').select('id').where('appointment_id', '=', appointmentId).executeTakeFirst(),
        )
        .then(Boolean, () => false);

    await Promise.all(
      Array.from({ length: clients }, async () => {
        for (let nth = next++; nth < bookings; nth = next++)
          await bookOne(nth, httpPatient(test.config.publicOrigin, nth, agent));
      }),
    );
    await killed;

    expect([...statuses.keys()].filter((status) => status !== 303 && status !== 503)).toEqual([]);
    expect(statuses.get(503) ?? 0).toBeGreaterThan(0);
    expect(new Set(acknowledged).size).toBe(bookings);
    const rows = await test.world.as({ kind: 'system', job: 'test' }, (tx) =>
      tx.selectFrom('appointments').select(['id', 'status']).execute(),
    );
    expect(rows.filter((row) => acknowledged.includes(row.id) && row.status !== 'booked')).toEqual([]);
    expect(rows).toHaveLength(bookings);
    expect(
      await faultsOf(
        cluster.url,
        practices.map((one) => one.specialistId),
        [],
        test.clock.now(),
      ),
    ).toEqual([]);
  },
);

it('a server that gave up while it recovered, and took its pid file along, is started again as well', { timeout: 300_000 }, async () => {
  await giveUp();
  expect((await fetch(`${test.config.publicOrigin}/readyz`)).status).toBe(503);
  await back();
});
