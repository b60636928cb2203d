import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { roleUrls } from '#db/migrate.ts';
import { findTokenHolder, issueRehearsalToken } from '#features/accounts/access-tokens.server.ts';
import { openSession } from '#features/accounts/sessions.server.ts';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { keepOutside, readEndings } from '#server/outside.ts';
import { admitPractice, bookAsPatient, details } from '../world/clinic.ts';
import { startWorld } from '../world/start-world.ts';
import { messagesOf } from './messages-mailbox.ts';

const hour = new Date('2026-11-26T17:40:00Z');
const minutesBefore = (minutes: number) => new Date(hour.getTime() - minutes * 60_000);

const system = { kind: 'system', job: 'test' } as const;

test('yesterday’s copy of the database sends nothing again, lets nobody stay signed in and revives nothing that ended (fault 56)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mark-'));
  const first = await startWorld();
  const practice = await admitPractice(first.world);
  const { appointmentId, patient } = await bookAsPatient(first.world, details(practice.videoService, hour));
  const other = await bookAsPatient(first.world, details(practice.videoService, new Date(hour.getTime() - 3_600_000), { movil: '612000002' }));
  const token = await issueRehearsalToken(first.world, practice.accountId);
  await first.runDue();
  await openSession(first.world, { accountId: patient.accountId, signedInBy: 'sms', device: 'Móvil' });
  const outside = keepOutside(folder, first.world);
  await outside.settle();
  await outside.settle();
  expect(await first.world.as(system, (tx) => tx.selectFrom('sessions').select('id').where('ended_at', 'is', null).execute())).not.toEqual([]);

  const copy = await copyOf(first.database.adminUrl);
  // Another day of work: the reminder of the day before leaves, the other appointment is cancelled, a token is withdrawn.
  await first.moveTo(minutesBefore(1440));
  expect(await cancelAppointment(first.world, other.patient, { appointmentId: other.appointmentId, expectedCostCents: 0 })).toMatchObject({ ok: true });
  await first.world.as(system, (tx) => tx.updateTable('access_tokens').set({ ended_at: first.clock.now() }).execute());
  await outside.note();
  expect(readEndings(folder).map(({ kind }) => kind).sort()).toEqual(['appointment', 'token']);
  await first.stop();

  const restored = await startWorld({ now: minutesBefore(1400), database: copy });
  await keepOutside(folder, restored.world).settle();
  await restored.runDue();
  expect(restored.rehearsal.mailbox.list()).toEqual([]);
  const reminders = (await messagesOf(restored, appointmentId)).filter(({ kind }) => kind === 'reminder_1440');
  expect(reminders.map(({ status, why }) => `${status} ${why}`)).toEqual(['skipped restored', 'skipped restored']);
  const open = await restored.world.as(system, (tx) => tx.selectFrom('sessions').select('id').where('ended_at', 'is', null).execute());
  expect(open).toEqual([]);
  expect(await findTokenHolder(restored.world, token)).toBeNull();
  const cancelled = await restored.world.as(system, (tx) =>
    tx.selectFrom('appointments').select(['status', 'cancelled_by']).where('id', '=', other.appointmentId).executeTakeFirst(),
  );
  expect(cancelled).toEqual({ status: 'cancelled', cancelled_by: 'patient' });
  // What is still to come leaves as ever, and of what was cancelled nothing.
  await restored.moveTo(minutesBefore(60));
  expect(
    restored.rehearsal.mailbox
      .list()
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual(['email', 'sms']);
  expect((await messagesOf(restored, other.appointmentId)).filter(({ status }) => status === 'planned')).toEqual([]);
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
