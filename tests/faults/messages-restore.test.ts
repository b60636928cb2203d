import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { readMark, writeMark } from '#db/mark.ts';
import { roleUrls } from '#db/migrate.ts';
import { openSession } from '#features/accounts/sessions.server.ts';
import { noteWork, settleRestore } from '#features/messages/restore.server.ts';
import { admitPractice, bookAsPatient, details } from '../world/clinic.ts';
import { startWorld } from '../world/start-world.ts';
import { messagesOf } from './messages-mailbox.ts';

const hour = new Date('2026-11-26T17:40:00Z');
const minutesBefore = (minutes: number) => new Date(hour.getTime() - minutes * 60_000);

test('yesterday’s copy of the database sends nothing again and lets nobody stay signed in (fault 56)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mark-'));
  const first = await startWorld();
  const practice = await admitPractice(first.world);
  const { appointmentId, patient } = await bookAsPatient(first.world, details(practice.videoService, hour));
  await first.runDue();
  await openSession(first.world, { accountId: patient.accountId, signedInBy: 'sms', device: 'Móvil' });
  expect(await settleRestore(first.world, readMark(folder))).toBeNull();
  writeMark(folder, await noteWork(first.world));
  expect(await settleRestore(first.world, readMark(folder))).toBeNull();

  const copy = await copyOf(first.database.adminUrl);
  // Another day of work: the reminder of the day before leaves.
  await first.moveTo(minutesBefore(1440));
  writeMark(folder, await noteWork(first.world));
  await first.stop();

  const restored = await startWorld({ now: minutesBefore(1400), database: copy });
  expect(await settleRestore(restored.world, readMark(folder))).toBe(2);
  await restored.runDue();
  expect(restored.rehearsal.mailbox.list()).toEqual([]);
  const reminders = (await messagesOf(restored, appointmentId)).filter(({ kind }) => kind === 'reminder_1440');
  expect(reminders.map(({ status, why }) => `${status} ${why}`)).toEqual(['skipped restored', 'skipped restored']);
  const open = await restored.world.as({ kind: 'system', job: 'test' }, (tx) =>
    tx.selectFrom('sessions').select('id').where('ended_at', 'is', null).execute(),
  );
  expect(open).toEqual([]);
  // What is still to come leaves as ever.
  await restored.moveTo(minutesBefore(60));
  expect(
    restored.rehearsal.mailbox
      .list()
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual(['email', 'sms']);
  await restored.stop();
  rmSync(folder, { recursive: true });
});

/** As a dump and its restore, in one step: a database made from another's files while nobody is connected to that. */
async function copyOf(adminUrl: string) {
  const source = new URL(adminUrl).pathname.slice(1);
  const name = `${source}_copy`;
  const server = Object.assign(new URL(adminUrl), { pathname: '/postgres' }).href;
  const run = async (statements: string[]) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await run([
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${source}' and pid <> pg_backend_pid()`,
    `create database ${name} template ${source} strategy file_copy`,
  ]);
  const copied = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  return {
    urls: roleUrls(copied, createHash('sha256').update('tests').digest('hex')),
    adminUrl: copied,
    drop: () => run([`drop database if exists ${name} with (force)`]),
  };
}
