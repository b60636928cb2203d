import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { admitPractice } from '../world/clinic.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';

const bookings = 40;
const kills = 6;
let test: TestWorld;

beforeAll(async () => {
  test = await startWorld();
});
afterAll(() => test.stop());

/** One life of a worker: killed with SIGKILL as soon as the mailbox holds `atMessages`, or let run to its end. */
function live(round: number, atMessages: number): Promise<'killed' | 'done'> {
  const { rehearsal } = test;
  const orders = {
    urls: test.database.urls,
    config: { ...test.config, appKey: [...test.config.appKey], masterKey: [...test.config.masterKey] },
    productNow: test.clock.now().toISOString(),
    machineAheadMs: round * 120_000,
    smtp: { host: rehearsal.smtp.host, port: rehearsal.smtp.port },
    twilio: { url: rehearsal.twilio.url, accountSid: 'AC00000000000000000000000000000000', authToken: 'rehearsal-token' },
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-worker.ts')], {
    env: { ...process.env, ORDERS: JSON.stringify(orders) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((settle, fail) => {
    let said = '';
    const unsubscribe = rehearsal.mailbox.subscribe(() => {
      if (rehearsal.mailbox.list().length >= atMessages) child.kill('SIGKILL');
    });
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('exit', (code, signal) => {
      unsubscribe();
      if (signal === 'SIGKILL') settle('killed');
      else if (code === 0 && said.includes('done')) settle('done');
      else fail(new Error(`the worker ended with ${code ?? signal}: ${said}`));
    });
  });
}

it(`killing the process ${kills} times between commit and send loses and doubles no message of ${bookings} bookings`, { timeout: 180_000 }, async () => {
  const practice = await admitPractice(test.world);
  for (let nth = 0; nth < bookings; nth++) {
    const hour = 8 + Math.floor(nth / 2) * 0.5;
    const form = {
      servicio: practice.videoService,
      dia: nth % 2 === 0 ? '2026-11-26' : '2026-11-27',
      hora: `${Math.floor(hour)}:${hour % 1 ? '30' : '00'}`,
      persona: '' as const,
      nombre: `Paciente Número${nth}`,
      movil: `6125550${String(nth).padStart(2, '0')}`,
      correo: `paciente${nth}@correo.example`,
      fuera: 'si' as const,
    };
    const booked = await bookForPatient(test.world, practice.actor, form, 'es');
    if (!booked.ok) throw new Error(`${booked.kind} ${form.hora}`);
  }
  const due = await test.world.as({ kind: 'system', job: 'test' }, (tx) =>
    tx.selectFrom('messages').select(['id', 'channel']).where('due_at', '<=', test.clock.now()).execute(),
  );
  expect(due.length).toBeGreaterThan(bookings * 2);

  const ends: string[] = [];
  for (let round = 0; round < kills; round++) ends.push(await live(round, Math.floor((due.length * (round + 1)) / (kills + 2))));
  expect(ends).toEqual(Array.from({ length: kills }, () => 'killed'));
  expect(await live(kills, Infinity)).toBe('done');

  const arrived = test.rehearsal.mailbox.list();
  const texts = arrived.filter((one) => one.kind === 'sms').map((one) => `${one.to} ${one.text}`);
  expect(new Set(texts).size).toBe(due.filter((one) => one.channel === 'sms').length);
  expect(texts).toHaveLength(new Set(texts).size);
  // SMTP has no look-up: a mail whose reply was lost goes again as the very same message, which receivers fold into one.
  const mails = new Set(arrived.filter((one) => one.kind === 'email').map((one) => one.messageId));
  expect(mails.size).toBe(due.filter((one) => one.channel === 'email').length);
  const left = await test.world.as({ kind: 'system', job: 'test' }, (tx) =>
    tx.selectFrom('messages').select('status').where('due_at', '<=', test.clock.now()).where('status', 'not in', ['sent', 'delivered']).execute(),
  );
  expect(left).toEqual([]);
});
