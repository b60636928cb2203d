import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { openSession, findActor } from '#features/accounts/sessions.server.ts';
import { markOutcome } from '#features/schedule/commands.server.ts';
import { admitPractice, bookAsPatient, details, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { eraseAccount, forgetBlockedRecords, previewErasure } from './erasure.server.ts';
import { requestExport } from './export-request.server.ts';

let test: TestWorld;
let practice: Practice;
let admin: pg.Client;
const system: Actor = { kind: 'system', job: 'test' };

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
  admin = new pg.Client({ connectionString: test.database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await test.stop();
});

const one = { nombre: 'Canaria Amarilla Roja', correo: 'canaria@borrar.example', movil: '612000444', motivo: 'canaria de motivo' };

/** In which tables these words still stand, row by row as text. */
async function tablesWith(words: readonly string[]): Promise<string[]> {
  const { rows } = await admin.query<{ table_name: string }>("select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'");
  const found: string[] = [];
  for (const { table_name: table } of rows) {
    const hit = await admin.query(`select 1 from "${table}" t where to_jsonb(t)::text ~* $1 limit 1`, [words.join('|')]);
    if (hit.rowCount) found.push(table);
  }
  return found.sort();
}

/** Which tables still say this account's id in a column made for it. */
async function tablesOf(accountId: string): Promise<string[]> {
  const { rows } = await admin.query<{ table_name: string; column_name: string }>(
    "select table_name, column_name from information_schema.columns where table_schema = 'public' and column_name like '%account_id' and table_name in (select table_name from information_schema.tables where table_type = 'BASE TABLE')",
  );
  const found: string[] = [];
  for (const { table_name: table, column_name: column } of rows) {
    const hit = await admin.query(`select 1 from "${table}" where "${column}" = $1 limit 1`, [accountId]);
    if (hit.rowCount) found.push(`${table}.${column}`);
  }
  return found.sort();
}

describe('erasing an account (G1, quality 77)', () => {
  it('waits for the appointments that are still to come, and is not for who works here', async () => {
    const booked = await bookAsPatient(test.world, details(practice.videoService, new Date('2026-11-24T10:00:00+01:00'), one), 'one');
    expect(await previewErasure(test.world, booked.patient.accountId)).toMatchObject({ ahead: 1 });
    expect(await eraseAccount(test.world, booked.patient.accountId)).toMatchObject({ kind: 'appointments-ahead' });
    expect(await eraseAccount(test.world, practice.accountId)).toMatchObject({ kind: 'not-allowed' });
  });

  it('leaves no name, contact or reason anywhere, ends every session, and reminds of nothing more', async () => {
    const account = await test.world.as(system, (tx) => tx.selectFrom('contacts').select('account_id').where('address', '=', '+34612000444').executeTakeFirstOrThrow());
    const session = await openSession(test.world, { accountId: account.account_id, signedInBy: 'sms', device: 'test' });
    await test.moveTo(new Date('2026-11-24T12:00:00+01:00'));
    const { id } = await test.world.as(system, (tx) => tx.selectFrom('appointments').select('id').where('patient_email', '=', one.correo).executeTakeFirstOrThrow());
    expect(await markOutcome(test.world, practice.actor, { cita: id, resultado: 'took_place' })).toMatchObject({ ok: true });
    expect((await tablesWith(['canaria amarilla', 'canaria@', 'canaria de', '612000444'])).length).toBeGreaterThan(2);

    expect(await requestExport(test.world, account.account_id)).toMatchObject({ ok: true });
    expect(await tablesOf(account.account_id)).toEqual(expect.arrayContaining(['contacts.account_id', 'data_exports.account_id', 'sessions.account_id']));

    const erased = await eraseAccount(test.world, account.account_id);
    expect(erased).toMatchObject({ ok: true, value: { keptUntil: new Date('2031-11-24T10:30:00+01:00') } });
    expect(await tablesWith(['canaria amarilla', 'canaria@', 'canaria de', '612000444'])).toEqual([]);
    // Who looked at what stays, and the account of it has neither name nor contact any more.
    expect(await tablesOf(account.account_id)).toEqual(['audit.actor_account_id']);
    expect((await findActor(test.world, session.token)).actor.kind).toBe('visitor');
    const planned = await test.world.as(system, (tx) => tx.selectFrom('messages').select('id').where('appointment_id', '=', id).where('audience', '=', 'patient').where('status', '=', 'planned').execute());
    expect(planned).toEqual([]);
    const before = test.rehearsal.mailbox.list().length;
    await test.moveTo(new Date('2026-11-26T12:00:00+01:00'));
    expect(test.rehearsal.mailbox.list().slice(before).filter((message) => message.to === one.correo)).toEqual([]);
    const kept = await test.world.as(practice.actor, (tx) => tx.selectFrom('people').select('full_name').execute());
    expect(kept).toEqual([{ full_name: 'Datos borrados' }]);
    const keys = await test.world.as(practice.actor, (tx) => tx.selectFrom('data_keys').selectAll().execute());
    expect(keys).toEqual([]);
  });

  it('keeps the record blocked until its day, and then loses it for good', async () => {
    const records = () => test.world.as(system, (tx) => tx.selectFrom('blocked_records').selectAll().execute());
    const [record] = await records();
    const { wrapped } = await test.world.as(system, (tx) => tx.selectFrom('data_keys').select('wrapped').where('person_id', '=', record?.person_id ?? '').executeTakeFirstOrThrow());
    const who = test.world.vault.open(wrapped, `blocked_records.${record?.id}.who`, record?.who_sealed ?? Buffer.alloc(0));
    expect(JSON.parse(who)).toMatchObject({ name: one.nombre });
    await forgetBlockedRecords(test.world);
    expect(await records()).toHaveLength(1);
    test.clock.moveTo(new Date('2031-11-24T11:00:00+01:00'));
    await forgetBlockedRecords(test.world);
    expect(await records()).toEqual([]);
    const sealed = await test.world.as(system, (tx) => tx.selectFrom('appointments').select('id').where('reason_sealed', 'is not', null).execute());
    expect(sealed).toEqual([]);
  });
});
