import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findListedAppointment } from '#features/schedule/appointment-list.server.ts';
import { admitPractice, bookAsPatient, details, type Practice } from '../../../tests/world/clinic.ts';
import { manyLike } from '../../../tests/world/many-appointments.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { listAccesses } from './accesses.server.ts';
import { exportAccount } from './export.server.ts';
import { downloadExport, findExportRequest, requestExport } from './export-request.server.ts';
import { readableExport } from './readable.ts';
import { notOfSubjects, secretColumns, subjectTables } from './subject-tables.ts';

let test: TestWorld;
let practice: Practice;
const mine = { nombre: 'Canaria Amarilla Uno', correo: 'canaria@uno.example', movil: '612000111', motivo: '<script>canaria de motivo</script>' };
const theirs = { nombre: 'Canario Verde Dos', correo: 'canario@dos.example', movil: '612000222', motivo: 'canario ajeno' };

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
});
afterAll(() => test.stop());

const booked = (who: Partial<Parameters<typeof details>[2]>, hour: string, browser: string) =>
  bookAsPatient(test.world, details(practice.videoService, new Date(`2026-11-24T${hour}:00+01:00`), who), browser);

const exported = (accountId: string) => test.world.as({ kind: 'system', job: 'test' }, (tx) => exportAccount(test.world, tx, accountId));

describe('one’s own data (G1, quality 76)', () => {
  it('is all there, the sealed reason open, nobody else’s and no key or proof in it', async () => {
    const one = await booked(mine, '10:00', 'one');
    await booked(theirs, '11:00', 'two');
    await test.runDue();
    const data = await exported(one.patient.accountId);
    const text = JSON.stringify(data);
    for (const canary of [mine.nombre, mine.correo, mine.movil, 'canaria de motivo']) expect(text).toContain(canary);
    for (const canary of Object.values(theirs)) expect(text).not.toContain(canary);
    for (const rows of Object.values(data.data)) for (const row of rows) expect(Object.keys(row).filter((name) => secretColumns.test(name))).toEqual([]);
    expect(data.data['messages']?.length).toBeGreaterThan(0);
    expect(data.data['consents']?.length).toBeGreaterThan(0);
    const page = readableExport(data, 'es');
    expect(page).toContain('&lt;script&gt;canaria de motivo');
    expect(page).not.toContain('<script');
    expect(page).toContain(`${practice.admission.title} ${practice.admission.fullName}`);
  });

  it('is made within a minute for somebody with 200 appointments', async () => {
    const many = await booked({ ...mine, correo: 'muchas@cuatro.example', movil: '612000444' }, '13:00', 'four');
    await manyLike(test.database.adminUrl, many.appointmentId, 199);
    const began = performance.now();
    const data = await exported(many.patient.accountId);
    expect(readableExport(data, 'es').length).toBeGreaterThan(10_000);
    const seconds = (performance.now() - began) / 1000;
    process.stdout.write(`export: 200 appointments in ${seconds.toFixed(2)} s\n`);
    expect([data.data['appointments']?.length, seconds < 60]).toEqual([200, true]);
  });

  it('looks into every table that names an account, a person or an appointment', async () => {
    const admin = new pg.Client({ connectionString: test.database.adminUrl });
    await admin.connect();
    const { rows } = await admin.query<{ table_name: string }>(
      "select distinct table_name from information_schema.columns where table_schema = 'public' and column_name ~ '(^|_)account_id$|^person_id$|^appointment_id$|^(email|mobile|address)$'",
    );
    await admin.end();
    const known = new Set<string>([...Object.keys(subjectTables), ...notOfSubjects]);
    // Practices, their places and what they invite are public or their own.
    const ofPractices = ['places', 'external_calendars', 'calendar_feeds', 'specialist_settings', 'card_accounts', 'billing_details'];
    expect(rows.map((row) => row.table_name).filter((name) => !known.has(name) && !ofPractices.includes(name))).toEqual([]);
  });

  it('tells who looked at it, and not that one looked oneself (quality 84)', async () => {
    const three = await booked({ ...mine, correo: 'canaria@tres.example', movil: '612000333' }, '12:00', 'three');
    expect((await listAccesses(test.world, three.patient.accountId, { before: null, locale: 'es' })).lines).toEqual([]);
    await findListedAppointment(test.world, practice.actor, three.appointmentId);
    await exported(three.patient.accountId);
    const { lines, next } = await listAccesses(test.world, three.patient.accountId, { before: null, locale: 'es' });
    expect(lines).toMatchObject([{ who: 'specialist', kind: 'read', practice: `${practice.admission.title} ${practice.admission.fullName}` }]);
    expect(next).toBeNull();
    const rows = await test.world.as({ kind: 'system', job: 'test' }, (tx) =>
      tx.selectFrom('audit').select('id').where('object_id', '=', three.appointmentId).where('actor_kind', '=', 'specialist').execute(),
    );
    expect(lines.map((line) => line.id)).toEqual(rows.map((row) => row.id));
  });
});

describe('asking for one’s data (quality 76)', () => {
  const asked = async (accountId: string) => {
    const answer = await requestExport(test.world, accountId);
    if (!answer.ok) throw new Error(answer.kind);
    return answer.value.id;
  };

  it('opens each file once, to that account alone, for a day; of twenty presses at the same moment one gets it', async () => {
    const [five, six] = [await booked({ ...mine, correo: 'cinco@uno.example', movil: '612000555' }, '16:00', 'five'), await booked({ ...theirs, correo: 'seis@uno.example', movil: '612000666' }, '17:00', 'six')];
    const id = await asked(five.patient.accountId);
    expect(await asked(five.patient.accountId)).toBe(id);
    expect(await downloadExport(test.world, six.patient.accountId, { id, format: 'html' })).toEqual({ ok: false, kind: 'export-over' });
    const pressed = await Promise.all(Array.from({ length: 20 }, () => downloadExport(test.world, five.patient.accountId, { id, format: 'html' })));
    expect(pressed.filter((answer) => answer.ok)).toHaveLength(1);
    expect((await findExportRequest(test.world, five.patient.accountId))?.left).toEqual(['json']);
    await test.moveTo(new Date(test.clock.now().getTime() + 24 * 3_600_000));
    expect(await downloadExport(test.world, five.patient.accountId, { id, format: 'json' })).toEqual({ ok: false, kind: 'export-over' });
    expect(await findExportRequest(test.world, five.patient.accountId)).toBeNull();
  });

  it('is told to every contact, noted in the access log, and refused the sixth time in a day', async () => {
    const seven = await booked({ ...mine, correo: 'siete@uno.example', movil: '612000777' }, '18:00', 'seven');
    const { accountId } = seven.patient;
    for (let turn = 0; turn < 5; turn += 1) {
      const id = await asked(accountId);
      await downloadExport(test.world, accountId, { id, format: 'html' });
    }
    expect(await requestExport(test.world, accountId)).toEqual({ ok: false, kind: 'too-many' });
    const told = await test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('sign_in_notices').select(['what', 'channel']).where('account_id', '=', accountId).orderBy('channel').execute());
    expect(told.filter(({ what }) => what === 'data-requested')).toHaveLength(5);
    const noted = await test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('audit').select('action').where('object_id', '=', accountId).orderBy('id').execute());
    expect(noted.map(({ action }) => action).filter((action) => action.startsWith('data-export'))).toHaveLength(10);
  });
});
