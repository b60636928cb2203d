import { afterAll, beforeAll, expect, it } from 'vitest';
import { admitPractice, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { changesOf, ownRules, type ZoneRules } from '#domain/zone-rules.ts';
import { compareZones, warnOfZones } from './compare-zones.server.ts';
import { keepWallTimes } from './keep-wall-times.server.ts';

let test: TestWorld;
let lucia: Practice;
const system = { kind: 'system', job: 'test' } as const;
const hour = 3_600_000;

beforeAll(async () => {
  test = await startWorld();
  lucia = await admitPractice(test.world);
});
afterAll(() => test.stop());

async function booked(dia: string, hora: string): Promise<string> {
  const form = { servicio: lucia.videoService, dia, hora, persona: '', nombre: `Paciente ${hora}`, movil: '612 000 111', correo: '', fuera: 'si' as const };
  const answer = await bookForPatient(test.world, lucia.actor, form, 'es');
  if (!answer.ok) throw new Error(answer.kind);
  return answer.value.appointmentId;
}
const all = () => test.world.as(system, (tx) => tx.selectFrom('appointments').select(['id', 'starts_at', 'ends_at', 'wall_start', 'sequence']).orderBy('starts_at').execute());
const told = async (id: string) => (await test.world.as(system, (tx) => tx.selectFrom('messages').select(['kind', 'audience']).where('appointment_id', '=', id).execute())).map((row) => `${row.kind} ${row.audience}`);

/** A law of the fixture: from December 2026 on Madrid's clock stands an hour further ahead of UTC (or behind it). */
function law(hours: number): ZoneRules {
  const since = Date.parse('2026-12-01T00:00:00Z');
  const shifted = (instant: Date) => (instant.getTime() + hours * hour >= since ? hours * hour : 0);
  return {
    toWall: (zone, instant) => ownRules.toWall(zone, new Date(instant.getTime() + shifted(instant))),
    toInstant: (zone, date, minute) => {
      const usual = ownRules.toInstant(zone, date, minute);
      return date >= '2026-12-01' ? new Date(usual.getTime() - hours * hour) : usual;
    },
    fingerprint: (zone) => `${ownRules.fingerprint(zone)} law ${hours}`,
  };
}

it('the rules change after booking: the wall time is kept, the instant follows, both are told; neighbours never meet (60)', async () => {
  const before = await booked('2026-11-26', '10:00');
  const ahead = [await booked('2026-12-03', '10:00'), await booked('2026-12-03', '10:30'), await booked('2026-12-03', '11:30')];
  await keepWallTimes(test.world);
  const agreed = await all();
  for (const hours of [1, -1]) {
    await keepWallTimes(test.world, law(hours));
    const rows = await all();
    for (const row of rows) {
      const was = agreed.find((one) => one.id === row.id);
      const shift = row.id === before ? 0 : hours * hour;
      expect(row.wall_start).toBe(was?.wall_start);
      expect([row.starts_at.getTime(), row.ends_at.getTime()]).toEqual([(was?.starts_at.getTime() ?? 0) - shift, (was?.ends_at.getTime() ?? 0) - shift]);
      expect(law(hours).toWall('Europe/Madrid', row.starts_at)).toBe(row.wall_start);
    }
  }
  for (const id of ahead) expect(await told(id)).toEqual(expect.arrayContaining(['rescheduled patient', 'rescheduled_notice specialist']));
  expect(await told(before)).not.toContain('rescheduled patient');
  // The same rules once more: nothing is looked over, nobody told again.
  const sequences = (await all()).map((row) => row.sequence);
  await keepWallTimes(test.world, law(-1));
  expect((await all()).map((row) => row.sequence)).toEqual(sequences);
});

it('Node and PostgreSQL agree on the zones served, or the difference names the zone (59)', async () => {
  const served = 'Europe/Madrid Atlantic/Canary America/Mexico_City America/Monterrey America/Tijuana America/Ciudad_Juarez America/Cancun America/Hermosillo'.split(' ');
  expect(await compareZones(test.world, served)).toEqual([]);
  await warnOfZones(test.world);
  expect(test.log.filter((entry) => JSON.stringify(entry).includes('disagree'))).toEqual([]);
});

it('a zone that the two know differently is named with the first instant of it', async () => {
  const abolished = new Date('2027-03-28T01:00:00Z');
  const changes: typeof changesOf = (zone, from, until) => changesOf(zone, from, until).filter((change) => change.at < abolished);
  expect(await compareZones(test.world, ['Europe/Madrid', 'America/Mexico_City'], changes)).toEqual([
    { zone: 'Europe/Madrid', at: new Date('2027-04-15T12:00:00Z'), ownMinutes: 60, databaseMinutes: 120 },
  ]);
});
