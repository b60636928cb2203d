import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import type { Agent } from 'node:http';
import type { Server } from 'node:http';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startEmbedded, type EmbeddedServer } from '#db/embedded.ts';
import { migrate, newRolePassword } from '#db/migrate.ts';
import { serve } from '#server/serve.ts';
import { httpPatient, manyConnections } from '../../bench/http-patient.ts';
import { admitPractice, type Practice } from '../world/clinic.ts';
import { listeningServer, startWorld, type TestWorld } from '../world/start-world.ts';

/** A disk of memory that is full soon, under a cluster of its own; only who may mount can have one. */
const directory = resolve(`.data/full-${process.pid}`);
const mountable = mount();
const tries = process.env['PROVE'] ? 2000 : 150;

let cluster: EmbeddedServer;
let server: Server;
let test: TestWorld;
let practices: Practice[];
let agent: Agent;

function mount(): boolean {
  mkdirSync(directory, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'tmpfs', directory], { stdio: 'ignore' });
    return true;
  } catch {
    rmSync(directory, { recursive: true, force: true });
    return false;
  }
}

beforeAll(async () => {
  if (!mountable) return;
  chmodSync(directory, 0o711);
  cluster = await startEmbedded({ directory, fsync: 'on', say: () => {} });
  const urls = await migrate(cluster.url, newRolePassword());
  server = await listeningServer();
  test = await startWorld({ server, database: { urls, adminUrl: cluster.url, drop: async () => {} } });
  practices = [];
  for (let nth = 0; nth <= tries / 200; nth++) practices.push(await admitPractice(test.world));
  await serve(server, test.composed, null);
  agent = manyConnections();
}, 120_000);
afterAll(async () => {
  if (!mountable) return;
  agent.destroy();
  server.closeAllConnections();
  await new Promise((settle) => server.close(settle));
  await test.stop();
  await cluster.stop();
  execFileSync('umount', ['-l', directory]);
  rmSync(directory, { recursive: true, force: true });
});

const ballast = () => join(directory, 'ballast');
/** Takes all that is left of the disk. */
function fill(): void {
  const chunk = Buffer.alloc(256 * 1024);
  try {
    for (;;) writeFileSync(ballast(), chunk, { flag: 'a' });
  } catch {
    // Full now.
  }
  expect(statfsSync(directory).bavail * statfsSync(directory).bsize).toBeLessThan(256 * 1024);
}
const statusOf = async (path: string) =>
  (await fetch(`${test.config.publicOrigin}${path}`, { headers: { accept: 'text/html' } })).status;

it.skipIf(!mountable)(
  `the database's disk full during ${tries} bookings: words and no fault, the process lives, and within 60 s of space it books again (fault 15)`,
  { timeout: 900_000 },
  async () => {
    const slot = (nth: number) => ({
      serviceId: practices[Math.floor(nth / 200)]?.videoService ?? '',
      startsAt: new Date(
        Date.parse('2026-11-30T08:00:00Z') + Math.floor((nth % 200) / 10) * 86_400_000 + (nth % 10) * 40 * 60_000,
      ),
    });
    const book = async (nth: number) => httpPatient(test.config.publicOrigin, nth, agent).hold(slot(nth));
    expect((await book(0)).status).toBe(303);

    fill();
    const answers: { status: number; body: string }[] = [];
    for (let nth = 1; nth < tries; nth++) answers.push(await book(nth));
    const refused = answers.filter((one) => one.status === 503);
    expect(answers.filter((one) => ![303, 200, 409, 400, 503].includes(one.status)).map((one) => one.status)).toEqual([]);
    expect(refused.length).toBeGreaterThan(0);
    for (const { body } of refused) {
      expect(body).toMatch(/No se ha perdido nada/);
      expect(body).not.toMatch(/No space|ENOSPC|at .*\.ts:|postgres/i);
    }
    expect(await statusOf('/healthz')).toBe(200);
    // Read only, or away until the database has room to come back: never a fault.
    expect([200, 503]).toContain(await statusOf(`/especialistas/${practices[0]?.admission.slug}`));
    const held = await countHeld().catch(() => null);

    rmSync(ballast());
    await vi.waitFor(async () => expect((await book(tries)).status).toBe(303), { timeout: 60_000, interval: 500 });
    expect(await statusOf('/readyz')).toBe(200);
    const acknowledged = 2 + answers.filter((one) => one.status === 303).length;
    expect(await countHeld()).toBeGreaterThanOrEqual(acknowledged);
    if (held !== null) expect(held).toBeLessThan(acknowledged);
  },
);

async function countHeld(): Promise<number> {
  const { count } = await test.world.as({ kind: 'system', job: 'test' }, (tx) =>
    tx
      .selectFrom('appointments')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
  );
  return Number(count);
}
