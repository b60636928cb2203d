import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localKeys } from '#adapters/vault/local-keys.ts';
import { claimMasterKey } from '#features/privacy/keys/master-key.server.ts';
import { rotateKeys } from '#features/privacy/keys/rotation.server.ts';
import { eraseAccount } from '#features/privacy/erasure.server.ts';
import { findAppointment } from '#features/schedule/queries.server.ts';
import { compose } from '#server/compose.ts';
import type { World } from '#ports/world.ts';
import { admitPractice, bookAsPatient, details, type Practice } from '../world/clinic.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';

let test: TestWorld;
let practice: Practice;
let admin: pg.Client;
const system = { kind: 'system', job: 'test' } as const;
const key = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());
const canary = 'canaria-de-motivo-7f3a91';
const booked: { id: string; accountId: string }[] = [];
/** 100,000 with PROVE. */
const rows = process.env['PROVE'] ? 100_000 : 3_000;

/** The world as a process with another master key would have it. */
const under = (masterKey: string, ...others: string[]): World => ({
  ...test.world,
  vault: localKeys({ appKey: test.config.appKey, masterKey: key(masterKey), otherMasterKeys: others.map(key) }),
});
const reasonOf = async (world: World, id: string) => (await findAppointment(world, practice.actor, id))?.reason;

/** Every row of every table as text, as a backup would hold it. */
async function dump(without: readonly string[] = []): Promise<string> {
  const { rows: tables } = await admin.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  let text = '';
  for (const { name } of tables.filter((one) => !without.includes(one.name))) {
    const { rows: found } = await admin.query<{ row: string }>(`select t::text as row from "${name}" t`);
    text += found.map(({ row }) => row).join('\n');
  }
  return text;
}

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
  admin = new pg.Client({ connectionString: test.database.adminUrl });
  await admin.connect();
  for (const [index, hour] of ['10:00', '11:00', '12:00'].entries()) {
    const form = details(practice.videoService, new Date(`2026-11-24T${hour}:00+01:00`), {
      nombre: `Ana Prueba ${index}`,
      correo: `ana${index}@prueba.example`,
      movil: `61200055${index}`,
      motivo: `${canary}-${index}`,
    });
    const { patient, appointmentId } = await bookAsPatient(test.world, form, `browser ${index}`);
    booked.push({ id: appointmentId, accountId: patient.accountId });
  }
});
afterAll(async () => {
  await admin.end();
  await test.stop();
});

describe('what patients write about their health, at rest (G3, quality 86)', () => {
  it('is in no backup in the clear, and open to its specialist', async () => {
    expect(await dump()).not.toContain('canaria-de-motivo');
    expect(await dump()).not.toContain(Buffer.from(canary).toString('hex'));
    expect(await reasonOf(test.world, booked[0]?.id ?? '')).toBe(`${canary}-0`);
  });

  it('opens in its own row alone: swapped with another patient’s it is refused', async () => {
    const swap = () =>
      admin.query(
        'update appointments a set reason_sealed = b.reason_sealed from appointments b where (a.id, b.id) in (($1, $2), ($2, $1))',
        [booked[0]?.id, booked[1]?.id],
      );
    await swap();
    await expect(reasonOf(test.world, booked[0]?.id ?? '')).rejects.toThrow();
    await swap();
    const keys = () =>
      admin.query(
        'update data_keys a set wrapped = b.wrapped from data_keys b, appointments x, appointments y where (x.id, y.id) in (($1, $2), ($2, $1)) and a.person_id = x.person_id and b.person_id = y.person_id',
        [booked[0]?.id, booked[1]?.id],
      );
    await keys();
    await expect(reasonOf(test.world, booked[0]?.id ?? '')).rejects.toThrow();
    await keys();
    expect(await reasonOf(test.world, booked[1]?.id ?? '')).toBe(`${canary}-1`);
  });
});

describe('a master key that is another one (fault 57)', () => {
  it('is refused by name before anything is served, and nothing is written', async () => {
    const before = await dump(['messages']);
    const { mail, texts, cards, calendars } = test.rehearsal;
    const parts = {
      urls: test.database.urls,
      pools: { app: 1, worker: 1 },
      clock: test.clock,
      log: test.world.log,
      mail,
      texts,
      cards,
      calendars,
    };
    await expect(compose({ ...test.config, masterKey: key('wrong') }, parts)).rejects.toThrow(
      /MASTER_KEY: what is in the database was wrapped by another key \([0-9a-f]{16}\)/,
    );
    expect(await dump(['messages'])).toBe(before);
    expect(() => under('wrong').vault.rewrap(Buffer.alloc(80))).toThrow();
  });
});

describe('changing the master key (fault 58)', () => {
  it(
    `takes over ${rows.toLocaleString('en')} keys while people book and read, without one error`,
    { timeout: 600_000 },
    async () => {
      // Written as one statement: so many bookings would take the test an hour.
      const spare = Buffer.from(test.world.vault.newDataKey());
      await admin.query('insert into data_keys (person_id, wrapped) select gen_random_uuid(), $1 from generate_series(1, $2)', [
        spare,
        rows,
      ]);
      const both = under('new master', 'master');
      expect(await claimMasterKey(both)).toEqual({ missing: [] });
      let running = true;
      const answers = { read: 0, booked: 0, errors: [] as string[] };
      const load = async (work: (n: number) => Promise<unknown>, what: 'read' | 'booked', most = Number.POSITIVE_INFINITY) => {
        for (let n = 0; running && n < most; n += 1) {
          await work(n).then(
            () => (answers[what] += 1),
            (error: unknown) => answers.errors.push(String(error)),
          );
        }
      };
      // A process that was started before, with the new key beside the old one, and one that already uses the new.
      const late = under('master', 'new master');
      const reads = (world: World) =>
        load(async (n) => expect(await reasonOf(world, booked[n % 3]?.id ?? '')).toBe(`${canary}-${n % 3}`), 'read');
      const book = async (n: number) => {
        const start = new Date(Date.parse('2026-11-25T10:00:00+01:00') + (n % 3) * 3_600_000 + Math.floor(n / 3) * 86_400_000);
        const form = details(practice.videoService, start, {
          nombre: `Luz Carga ${n}`,
          correo: `luz${n}@prueba.example`,
          movil: `6120${String(n).padStart(5, '0')}`,
          motivo: `carga ${n}`,
        });
        await bookAsPatient(both, form, `load ${n}`);
      };
      const loads = [reads(late), reads(both), load(book, 'booked', 6)];
      const first = await rotateKeys(both);
      running = false;
      await Promise.all(loads);
      process.stdout.write(
        `rotation: ${first.rewrapped} keys, ${answers.read} reads and ${answers.booked} bookings meanwhile, ${answers.errors.length} errors\n`,
      );
      expect(answers.errors).toEqual([]);
      expect(answers.read).toBeGreaterThan(3);
      expect(first.rewrapped).toBeGreaterThanOrEqual(rows);
      expect(first.retired).toEqual([test.world.vault.masterKeyIds[0]]);
      expect((await rotateKeys(both)).rewrapped).toBe(0);
    },
  );

  it('leaves nothing that needs the old one: without it everything opens, and with it alone nothing starts', async () => {
    expect(await claimMasterKey(under('new master'))).toEqual({ missing: [] });
    expect(await reasonOf(under('new master'), booked[1]?.id ?? '')).toBe(`${canary}-1`);
    expect((await claimMasterKey(test.world)).missing).toHaveLength(1);
  });
});

describe('a patient who is erased (quality 77, 86)', () => {
  it('can be read in no older backup either: its keys stand apart', async () => {
    const world = under('new master');
    const one = booked[2] ?? { id: '', accountId: '' };
    const { rows: backup } = await admin.query<{ id: string; person_id: string; reason_sealed: Buffer }>(
      'select id, person_id, reason_sealed from appointments where id = any ($1)',
      [booked.map(({ id }) => id)],
    );
    await admin.query(
      "update appointments set status = 'cancelled', cancelled_at = created_at, cancelled_by = 'patient' where id = $1",
      [one.id],
    );
    expect(await eraseAccount(world, one.accountId)).toMatchObject({ ok: true, value: { keptUntil: null } });
    const openFromBackup = async (id: string) => {
      const row = backup.find((each) => each.id === id);
      const found = await world.as(system, (tx) =>
        tx
          .selectFrom('data_keys')
          .select('wrapped')
          .where('person_id', '=', row?.person_id ?? '')
          .executeTakeFirst(),
      );
      return found && row ? world.vault.open(found.wrapped, `appointments.${id}.reason`, row.reason_sealed) : null;
    };
    expect(await openFromBackup(booked[0]?.id ?? '')).toBe(`${canary}-0`);
    expect(await openFromBackup(one.id)).toBeNull();
    expect(await dump(['data_keys'])).not.toContain('wrapped');
  });
});
