import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findListedAppointment } from '#features/schedule/appointment-list.server.ts';
import { admitPractice, bookAsPatient, details, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { breachReport } from './breach-report.server.ts';
import { breachTemplate } from './template.ts';

let test: TestWorld;
let mine: Practice;
const rows = process.env['PROVE'] ? 100_000 : 5000;
const seeded = ['Ana Uno Soto', 'Benito Dos Gil', 'Clara Tres | Vega'];
const from = new Date('2026-11-23T09:00:00Z');
const until = new Date('2026-11-23T10:00:00Z');

beforeAll(async () => {
  test = await startWorld();
  mine = await admitPractice(test.world);
  const other = await admitPractice(test.world);
  const book = (practice: Practice, nombre: string, at: number) =>
    bookAsPatient(test.world, details(practice.videoService, new Date(Date.UTC(2026, 10, 24, 8 + at)), { nombre, movil: `61200010${at}`, correo: `p${at}@correo.example` }), nombre);
  const ids = [];
  for (const [at, name] of seeded.entries()) ids.push((await book(mine, name, at)).appointmentId);
  const stranger = await book(other, 'Zoe Nadie Roca', 5);
  // Whoever was looked at before and after, and accesses to things that are no patient's.
  await findListedAppointment(test.world, other.actor, stranger.appointmentId);
  test.clock.moveTo(new Date('2026-11-23T09:30:00Z'));
  for (const id of ids) await findListedAppointment(test.world, mine.actor, id);
  const admin = new pg.Client({ connectionString: test.database.adminUrl });
  await admin.connect();
  await admin.query(
    `insert into audit (id, at, actor_kind, actor_account_id, action, object_kind, object_id)
     select gen_random_uuid(), $1::timestamptz + n * interval '30 milliseconds', 'assistant', gen_random_uuid(), 'appointment-read', 'appointment',
       case when n % 3 = 0 then $2::uuid else gen_random_uuid() end from generate_series(1, $3::int) n`,
    [from, ids[0], rows],
  );
  await admin.end();
}, 120_000);
afterAll(() => test.stop());

describe('after a breach (quality 80)', () => {
  it(`one command names exactly those concerned, with what was seen, among ${rows} accesses`, async () => {
    const report = await breachReport(test.world, { from, until, knownAt: until, actorAccountId: null });
    expect(report.people.map((one) => one.name)).toEqual(seeded);
    expect(report.people.map((one) => one.classes)).toEqual(seeded.map(() => ['identity', 'contact', 'care']));
    expect(report.accessCount).toBeGreaterThanOrEqual(rows);
    expect(report.tellPeople).toBe(true);
  });

  it('of one account alone where that one fell into other hands, with the clock and the texts to send', async () => {
    const report = await breachReport(test.world, { from, until, knownAt: until, actorAccountId: mine.accountId });
    expect(report.people).toHaveLength(3);
    expect(report.accessCount).toBe(3);
    const { controller } = test.world.settings.privacy;
    const text = breachTemplate(report, controller, new Date('2026-11-24T10:00:00Z'));
    for (const words of ['2026-11-26 10:00 UTC', 'quedan 48 h', 'Personas afectadas: 3', controller.email, '| Clara Tres   Vega |']) expect(text).toContain(words);
    expect(text).not.toContain('Zoe');
  });
});
