import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { backUp, sumTables, unpack } from '#db/backup.ts';
import { startEmbedded } from '#db/embedded.ts';
import { migrate, roleUrls } from '#db/migrate.ts';
import { findAppointment } from '#features/schedule/queries.server.ts';
import { admitPractice, bookAsPatient, browser, details } from '../world/clinic.ts';
import { manyLike } from '../world/many-appointments.ts';
import { enterCode } from '../world/sign-in.ts';
import { startWorld } from '../world/start-world.ts';

const full = Boolean(process.env['PROVE']);
/** Appointments in the database, and those whose reason is opened afterwards. */
const appointments = full ? 100_000 : 200;
const sealed = full ? 100 : 3;
const mostSecondsBack = 15 * 60;
const folder = mkdtempSync(join(tmpdir(), 'drill-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the drill: a copy made while people book, everything destroyed, and the copy is the same, opens what was sealed, lets people in and books (quality 89)', { timeout: 1_800_000 }, async () => {
  const first = await startEmbedded({ directory: join(folder, 'first'), fsync: 'off', say: () => {} });
  await migrate(first.url, 'drill');
  const database = { urls: roleUrls(first.url, 'drill'), adminUrl: first.url, drop: async () => {} };
  const before = await startWorld({ database });
  const practice = await admitPractice(before.world);
  const booked: string[] = [];
  const hours = ['09:00', '10:00', '11:00', '12:00', '13:00'];
  for (let nth = 0; booked.length < sealed; nth += 1) {
    const day = new Date(Date.UTC(2026, 10, 24 + Math.floor(nth / hours.length)));
    if (day.getUTCDay() === 0 || day.getUTCDay() === 6) continue;
    const who = { motivo: `Lunar número ${nth}`, movil: `612${String(100_000 + nth)}`, correo: `persona${nth}@correo.example` };
    const at = new Date(`${day.toISOString().slice(0, 10)}T${hours[nth % hours.length]}:00+01:00`);
    booked.push((await bookAsPatient(before.world, details(practice.videoService, at, who), `person ${nth}`)).appointmentId);
  }
  await manyLike(first.url, booked[0] ?? '', appointments - sealed);
  const copy = join(folder, 'copies/one');
  const manifest = await backUp(first.url, copy, { at: before.clock.machineNow(), fsync: 'off', now: before.clock.machineNow });
  const sums = await sumTables(first.url);
  await before.stop();
  await first.stop();
  rmSync(join(folder, 'first'), { recursive: true });

  const began = performance.now();
  await unpack(copy, join(folder, 'second'));
  const second = await startEmbedded({ directory: join(folder, 'second'), fsync: 'off', say: () => {} });
  try {
    expect(await sumTables(second.url)).toEqual(sums);
    expect(sums['appointments']?.rows).toBe(appointments);
    const after = await startWorld({ database: { urls: roleUrls(second.url, 'drill'), adminUrl: second.url, drop: async () => {} }, now: before.clock.now() });
    const reasons = await Promise.all(booked.map(async (id) => (await findAppointment(after.world, practice.actor, id))?.reason ?? ''));
    expect(reasons.filter((reason) => reason.startsWith('Lunar número'))).toHaveLength(sealed);
    expect(await enterCode(after, { channel: 'email', address: 'nueva@correo.example' }, browser('after'))).toMatchObject({ next: 'session' });
    const again = await bookAsPatient(after.world, details(practice.videoService, new Date('2026-12-22T10:00:00+01:00'), { movil: '612999999', correo: 'despues@correo.example' }), 'after');
    expect(again.appointmentId).toBeTruthy();
    const seconds = (performance.now() - began) / 1000;
    process.stdout.write(`restore drill: ${appointments} appointments, copied in ${manifest.seconds} s (${Math.round(manifest.bytes / 1e6)} MB), back after ${seconds.toFixed(1)} s, 0 of what was committed lost\n`);
    expect(seconds).toBeLessThan(mostSecondsBack);
    await after.stop();
  } finally {
    await second.stop();
  }
});
