import type { Server } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serve } from '#server/serve.ts';
import { admitPractice, type Practice } from '../world/clinic.ts';
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

  let answered = 0;
  const pages = Array.from({ length: 120 }, async () => {
    const response = await fetch(profile, { headers: { accept: 'text/html' } });
    answered += 1;
    return { status: response.status, retry: response.headers.get('retry-after'), text: await response.text() };
  });
  const times: number[] = [];
  for (let nth = 0; nth < 30; nth++) {
    const before = performance.now();
    expect((await fetch(`${publicOrigin}/healthz`)).status).toBe(200);
    times.push(performance.now() - before);
    // The health route did not wait for those who hang; a busy machine may be done with them before the thirtieth time.
    if (nth === 0) expect(answered).toBeLessThan(120);
  }
  const answers = await Promise.all(pages);
  await client.query('rollback');
  await client.end();

  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([503]));
  expect(answers.every((answer) => answer.retry === '5' && /siguen a salvo/.test(answer.text))).toBe(true);
  expect((await fetch(profile)).status).toBe(200);
  if (process.env['PROVE']) expect(times.sort((a, b) => a - b).at(-1)).toBeLessThan(100);
});
