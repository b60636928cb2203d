import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitPractice, bookAsPatient, details, type Practice } from './clinic.ts';
import { startWorld, type TestWorld } from './start-world.ts';

let test: TestWorld;
let mine: Practice;
let other: Practice;
let admin: pg.Client;

beforeAll(async () => {
  test = await startWorld();
  mine = await admitPractice(test.world);
  other = await admitPractice(test.world);
  await bookAsPatient(test.world, details(mine.videoService, new Date('2026-11-24T09:00:00+01:00')));
  admin = new pg.Client({ connectionString: test.database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await test.stop();
});

describe('row-level security, with every check of the application left out', () => {
  it('is forced on every table', async () => {
    const { rows } = await admin.query(
      "select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r' and not (relrowsecurity and relforcerowsecurity) and relname not in ('schema_migrations', 'socket_io_attachments')",
    );
    expect(rows).toEqual([]);
  });

  it('shows a practice its own appointments and patients, and another practice none', async () => {
    const count = (actor: Practice['actor'], table: 'appointments' | 'people' | 'messages') =>
      test.world.as(actor, async (tx) => (await tx.selectFrom(table).selectAll().execute()).length);
    expect(await count(mine.actor, 'appointments')).toBe(1);
    expect(await count(mine.actor, 'people')).toBe(1);
    for (const table of ['appointments', 'people', 'messages'] as const) expect(await count(other.actor, table)).toBe(0);
  });

  it.each(['appointments', 'people', 'accounts', 'contacts', 'sessions', 'codes', 'payments', 'seats', 'messages', 'card_events', 'audit'])(
    'a visitor reads nothing of %s',
    async (table) => {
      const app = new pg.Client({ connectionString: test.database.urls.app });
      await app.connect();
      const rows = await app.query(`select * from ${table}`).then(
        (result) => result.rows,
        (error: { code?: string }) => (error.code === '42501' ? [] : Promise.reject(error)),
      );
      await app.end();
      expect(rows).toEqual([]);
    },
  );

  it('lets nobody but the owner change the schema, and the application change no audit row', async () => {
    const app = new pg.Client({ connectionString: test.database.urls.app });
    await app.connect();
    for (const statement of ['drop table appointments', 'alter table people disable row level security', 'delete from audit', "update audit set action = 'x'"]) {
      await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
    await app.end();
  });
});

describe('the database holds three facts', () => {
  it.each([
    ['appointments', 'one_appointment_at_a_time_per_specialist'],
    ['seats', 'two_seats_per_room'],
    ['messages', 'one_message_per_occurrence_audience_kind_and_channel'],
  ])('%s: %s', async (table, constraint) => {
    const { rowCount } = await admin.query('select 1 from pg_constraint where conname = $1 and conrelid = $2::regclass', [constraint, table]);
    expect(rowCount).toBe(1);
  });
});

describe('the generated row types', () => {
  it('are those of the migrated database', () => {
    const root = resolve(import.meta.dirname, '../..');
    const fresh = join(tmpdir(), `tables-${process.pid}.ts`);
    execFileSync(process.execPath, [join(root, 'tools/tables.js'), fresh], { env: { ...process.env, DATABASE_URL: test.database.adminUrl }, stdio: 'ignore' });
    expect(readFileSync(fresh, 'utf8')).toBe(readFileSync(join(root, 'src/db/tables.ts'), 'utf8'));
  });
});
