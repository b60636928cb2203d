import type { Server } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { serve } from '#server/serve.ts';
import { admitPractice, type Practice } from '../world/clinic.ts';
import { listeningServer, startWorld, type TestWorld } from '../world/start-world.ts';
import { layWire, type Wire } from '../world/tcp-proxy.ts';

let test: TestWorld;
let practice: Practice;
let server: Server;
let wire: Wire | null = null;

beforeAll(async () => {
  server = await listeningServer();
  test = await startWorld({
    server,
    through: async (url) => {
      wire ??= await layWire(url);
      return wire.through(url);
    },
  });
  practice = await admitPractice(test.world);
  await serve(server, test.composed, null);
});
afterAll(async () => {
  await wire?.mend().catch(() => {});
  server.closeAllConnections();
  await new Promise((settle) => server.close(settle));
  await test.stop();
  await wire?.cut();
});

const ask = (path: string, headers: Record<string, string> = {}) => fetch(`${test.config.publicOrigin}${path}`, { redirect: 'manual', headers: { accept: 'text/html', ...headers } });

it('with the database away the pages say so, nothing of the machine shows, and they come back by themselves', async () => {
  const profile = `/especialistas/${practice.admission.slug}`;
  expect((await ask(profile)).status).toBe(200);

  await wire?.cut();
  for (const [path, headers] of [
    [profile, {}],
    ['/buscar?que=dermatologia', {}],
    ['/citas', { cookie: 'vc_session=abcdefghijklmnopqrstuvwxyzabcdef' }],
    [`/e/${'A'.repeat(22)}`, {}],
  ] as const) {
    const answer = await ask(path, headers);
    const text = await answer.text();
    expect([path, answer.status]).toEqual([path, 503]);
    expect([path, /siguen a salvo/.test(text)]).toEqual([path, true]);
    expect([path, /ECONN|at .*\.ts:|postgres|stack|select \*/i.exec(text)?.[0]]).toEqual([path, undefined]);
  }
  expect((await ask('/healthz')).status).toBe(200);
  expect((await ask('/readyz')).status).toBe(503);

  await wire?.mend();
  await vi.waitFor(async () => expect((await ask('/readyz')).status).toBe(200), { timeout: 60_000 });
  expect((await ask(profile)).status).toBe(200);
});
