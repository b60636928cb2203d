import type { Server } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Overloaded } from '#db/turns.ts';
import { slotsOfService } from '#features/profiles/free-slots.server.ts';
import { serve } from '#server/serve.ts';
import { admitPractice, details, type Practice } from '../world/clinic.ts';
import { httpLoad } from '../../bench/http-load.ts';
import { listeningServer, startWorld, type TestWorld } from '../world/start-world.ts';

let test: TestWorld;
let practice: Practice;
let server: Server;
beforeAll(async () => {
  server = await listeningServer();
  test = await startWorld({ server, pools: { app: 2, worker: 3 } });
  practice = await admitPractice(test.world);
  await serve(server, test.composed, null);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((settle) => server.close(settle));
  await test.stop();
});

it('with every connection stuck the health route answers, and everybody else is told to come back instead of hanging', async () => {
  const { publicOrigin } = test.config;
  const profile = `${publicOrigin}/especialistas/${practice.admission.slug}`;
  expect((await fetch(profile)).status).toBe(200);
  const client = new pg.Client({ connectionString: test.database.adminUrl });
  await client.connect();
  await client.query('begin');
  await client.query('lock table services in access exclusive mode');

  let arrived = 0;
  server.on('request', ({ url }) => (arrived += url === '/healthz' ? 0 : 1));
  // From a process of its own: who asks for so many at once shares no thread with the server.
  const pages = httpLoad({ origin: publicOrigin, paths: [new URL(profile).pathname], connections: 120, requests: 120 });
  let told = false;
  void pages.then(() => (told = true));
  const times: number[] = [];
  for (let after = 0; after < 30; after += arrived < 120 ? 0 : 1) {
    const before = performance.now();
    expect((await fetch(`${publicOrigin}/healthz`)).status).toBe(200);
    times.push(performance.now() - before);
    // The health route did not wait for those who hang; a busy machine may be done with them before the thirtieth time.
    if (after === 0) expect(told).toBe(false);
  }
  const one = await fetch(profile, { headers: { accept: 'text/html' } });
  const { statuses } = await pages;
  await client.query('rollback');
  await client.end();

  expect(new Set([one.status, ...statuses])).toEqual(new Set([503]));
  // It asks again by itself, each at another moment.
  expect([one.headers.get('retry-after'), Number(one.headers.get('refresh')) >= 4]).toEqual(['5', true]);
  expect(await one.text()).toMatch(/siguen a salvo/);
  expect((await fetch(profile)).status).toBe(200);
  if (process.env['PROVE']) expect(times.sort((a, b) => a - b).at(-1)).toBeLessThan(100);
});

it('a booking that nobody can take just now comes back with all that was typed, and its page sends it again by itself', async () => {
  const { world, config } = test;
  const startsAt = (await slotsOfService(world, practice.videoService, { days: 10 }))?.free[0] as Date;
  const form = details(practice.videoService, startsAt, { nombre: 'Lucía Romero Peña', clave: 'sent-again-0123456789' });
  const send = () =>
    fetch(`${config.publicOrigin}/reservar?servicio=${practice.videoService}&inicio=${startsAt.toISOString()}`, {
      method: 'POST',
      headers: { origin: config.publicOrigin, accept: 'text/html' },
      body: new URLSearchParams(Object.entries(form).map(([name, value]) => [name, String(value)])),
      redirect: 'manual',
    });
  const { as } = world;
  world.as = (actor, work) => (actor.kind === 'guest' ? Promise.reject(new Overloaded()) : as(actor, work));
  const refused = await send();
  const page = await refused.text();
  world.as = as;
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(page).toMatch(/<form[^>]* data-again=""/);
  for (const kept of ['Lucía Romero Peña', 'sent-again-0123456789', 'No se ha perdido nada']) expect(page).toContain(kept);
  expect((await send()).status).toBe(303);
});
