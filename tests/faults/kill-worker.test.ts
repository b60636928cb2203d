import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { startSmsapiServer, type SmsapiStandIn } from '#rehearsal/smsapi-server.ts';
import { admitPractice } from '../world/clinic.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';

const full = Boolean(process.env['PROVE']);
const bookings = full ? 3334 : 40;
const kills = full ? 50 : 3;
/** Longer than a lease and the sweep after it. */
const leaseMs = 31_000;
const perPractice = 40;
let test: TestWorld;
let folder: string;
let ahead = 0;
let booked = 0;
let keyed: SmsapiStandIn;

beforeAll(async () => {
  test = await startWorld();
  keyed = await startSmsapiServer({ port: 0, mailbox: test.rehearsal.mailbox, token: 'rehearsal' });
  folder = mkdtempSync(join(tmpdir(), 'worker-'));
});
const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});
afterAll(async () => {
  await keyed.stop();
  await test.stop();
  rmSync(folder, { recursive: true });
});

/** A worker whose machine time reads the file of this name; its SMS provider takes our key or has to be asked. */
function startWorker(clockName: string, provider: 'keyed' | 'asked' = 'asked'): { child: ChildProcess; ended: Promise<'killed' | 'done'> } {
  const { rehearsal } = test;
  const orders = {
    urls: test.database.urls,
    config: { ...test.config, appKey: [...test.config.appKey], masterKey: [...test.config.masterKey] },
    productNow: test.clock.now().toISOString(),
    aheadFile: join(folder, clockName),
    smtp: { host: rehearsal.smtp.host, port: rehearsal.smtp.port },
    smsapi: provider === 'keyed' ? { url: keyed.url, token: 'rehearsal' } : null,
    twilio: { url: rehearsal.twilio.url, accountSid: 'AC00000000000000000000000000000000', authToken: 'rehearsal-token' },
  };
  setAhead(clockName);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-worker.ts')], {
    env: { ...process.env, ORDERS: JSON.stringify(orders) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<'killed' | 'done'>((settle, fail) => {
    child.on('exit', (code, signal) => {
      running.delete(child);
      if (signal === 'SIGKILL') settle('killed');
      else if (code === 0 && said.includes('done')) settle('done');
      else fail(new Error(`the worker ended with ${code ?? signal}: ${said}`));
    });
  });
  return { child, ended };
}
const setAhead = (clockName: string) => writeFileSync(join(folder, clockName), String(ahead));

/** Calls back once so many have arrived. */
function when(count: number, act: () => void): void {
  const unsubscribe = test.rehearsal.mailbox.subscribe(() => {
    if (test.rehearsal.mailbox.list().length < count) return;
    unsubscribe();
    act();
  });
}

async function bookMany(count: number): Promise<void> {
  for (let nth = 0; nth < count;) {
    const practice = await admitPractice(test.world);
    for (let here = 0; here < perPractice && nth < count; here++, nth++) {
      const hour = 8 + Math.floor(here / 2) * 0.5;
      const number = String(booked++).padStart(7, '0');
      const form = {
        servicio: practice.videoService,
        dia: here % 2 === 0 ? '2026-11-26' : '2026-11-27',
        hora: `${Math.floor(hour)}:${hour % 1 ? '30' : '00'}`,
        persona: '' as const,
        nombre: `Paciente Número${number}`,
        movil: `61${number}`,
        correo: `paciente${number}@correo.example`,
        fuera: 'si' as const,
      };
      const answer = await bookForPatient(test.world, practice.actor, form, 'es');
      if (!answer.ok) throw new Error(`${answer.kind} ${form.hora}`);
    }
  }
}

const system = { kind: 'system', job: 'test' } as const;
const dueNow = () =>
  test.world.as(system, (tx) =>
    tx
      .selectFrom('messages')
      .select(['id', 'channel'])
      .where('due_at', '<=', test.clock.now())
      .where('status', '=', 'planned')
      .execute(),
  );

/** Each of these messages arrived: an SMS once, a mail under one Message-ID, which receivers fold into one. */
async function expectAllArrivedOnce(due: { id: string; channel: string }[]): Promise<void> {
  const arrived = test.rehearsal.mailbox.list();
  const texts = arrived.filter((one) => one.kind === 'sms').map((one) => `${one.to} ${one.text}`);
  expect(new Set(texts).size).toBe(due.filter((one) => one.channel === 'sms').length);
  expect(texts).toHaveLength(new Set(texts).size);
  const mails = new Set(arrived.filter((one) => one.kind === 'email').map((one) => one.messageId));
  expect(mails.size).toBe(due.filter((one) => one.channel === 'email').length);
  const left = await test.world.as(system, (tx) =>
    tx
      .selectFrom('messages')
      .select('status')
      .where('due_at', '<=', test.clock.now())
      .where('status', 'not in', ['sent', 'delivered'])
      .execute(),
  );
  expect(left).toEqual([]);
}

it(
  `killing the worker ${kills} times loses and doubles none of the messages of ${bookings} bookings, each retaken when its lease is over (fault 1)`,
  { timeout: 3_600_000 },
  async () => {
    await bookMany(bookings);
    const due = await dueNow();
    expect(due.length).toBeGreaterThan(bookings * 2);
    const ends: string[] = [];
    for (let round = 0; round < kills; round++) {
      const { child, ended } = startWorker('killed');
      when(Math.floor((due.length * (round + 1)) / (kills + 2)), () => child.kill('SIGKILL'));
      ends.push(await ended);
      ahead += leaseMs;
    }
    expect(ends).toEqual(Array.from({ length: kills }, () => 'killed'));
    expect(await startWorker('killed').ended).toBe('done');
    await expectAllArrivedOnce(due);
  },
);

it(
  'a worker stopped for 90 s finds its messages taken by another and neither sends nor writes them again (fault 2)',
  { timeout: 120_000 },
  async () => {
    // What was on its way when it stopped cannot be called back; a key at the provider decides (quality 62).
    test.rehearsal.mailbox.clear();
    await bookMany(perPractice);
    const due = await dueNow();
    const stopped = startWorker('stopped', 'keyed');
    await new Promise<void>((settle) =>
      when(10, () => {
        stopped.child.kill('SIGSTOP');
        settle();
      }),
    );
    ahead += 90_000;
    expect(await startWorker('other', 'keyed').ended).toBe('done');
    setAhead('stopped');
    stopped.child.kill('SIGCONT');
    expect(await stopped.ended).toBe('done');
    // What it had in its hand and not with the provider yet waits for the next look.
    test.clock.moveTo(new Date(test.clock.now().getTime() + 60_000));
    expect(await startWorker('last', 'keyed').ended).toBe('done');
    await expectAllArrivedOnce(due);
  },
);
