import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { cancelAppointment, rescheduleAppointment } from '#features/booking/change.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { waitingAppointments } from '#features/booking/waiting/practice-list.server.ts';
import { findOwnFeed } from '#features/calendars/feeds.server.ts';
import { listMessagesOf, listRecentMessages, listUnreached } from '#features/messages/queries.server.ts';
import { takeAmount } from '#features/payments/amount.server.ts';
import { readMoneyPanel } from '#features/payments/pages/money-panel.server.ts';
import { listPayments } from '#features/payments/queries.server.ts';
import { listReceipts } from '#features/payments/receipts/queries.server.ts';
import { giveBack } from '#features/payments/refund.server.ts';
import { admit, announceDelay } from '#features/room/commands.server.ts';
import { readSpecialistRoom } from '#features/room/pages.server.ts';
import { relayServers } from '#features/room/relay.server.ts';
import { enterRoom } from '#features/room/seats.server.ts';
import { listPatients } from '#features/schedule/patients.server.ts';
import { findAppointment, listAgenda } from '#features/schedule/queries.server.ts';
import { findPatients } from '#features/schedule/reads/find-patients.server.ts';
import { saveBookingRules, saveVideoMessage } from '#features/schedule/terms.server.ts';
import { listWaiting } from '#features/schedule/waiting.server.ts';
import { inviteAssistant } from '#features/team/invitations.server.ts';
import type { World } from '#ports/world.ts';
import { admitPractice, bookAsPatient, browser, details, type Practice } from './clinic.ts';
import { startWorld, type TestWorld } from './start-world.ts';

let test: TestWorld;
let practiceA: Practice;
let practiceB: Practice;
let appointmentA: string;
let appointmentB: string;
let patientB: string;
let admin: pg.Client;
/** Everything of A that a column can name. */
let ofA: Record<string, string[]>;
const startsAt = new Date('2026-11-24T10:00:00Z');

beforeAll(async () => {
  test = await startWorld();
  practiceA = await admitPractice(test.world);
  practiceB = await admitPractice(test.world);
  const a = await bookAsPatient(test.world, details(practiceA.videoService, startsAt));
  const b = await bookAsPatient(test.world, details(practiceB.videoService, startsAt, { movil: '611 222 333', correo: 'otra@correo.example', nombre: 'Bruno Carmona' }), 'bruno');
  [appointmentA, appointmentB, patientB] = [a.appointmentId, b.appointmentId, b.patient.accountId];
  await inviteAssistant(test.world, practiceA.actor, practiceA.specialistId, { correo: 'ayuda@correo.example', nombre: '' }, 'es');
  test.clock.moveTo(startsAt);
  admin = new pg.Client({ connectionString: test.database.adminUrl });
  await admin.connect();
  const { rows } = await admin.query<{ person_id: string }>('select person_id from appointments where id = $1', [appointmentA]);
  ofA = {
    specialist_id: [practiceA.specialistId],
    appointment_id: [appointmentA],
    account_id: [practiceA.accountId, a.patient.accountId],
    person_id: rows.map((row) => row.person_id),
  };
});
afterAll(async () => {
  await admin.end();
  await test.stop();
});

/** What a practice shows to everybody. */
const open = ['specialists', 'services', 'places', 'weekly_hours', 'hour_exceptions', 'specialist_settings', 'specialist_specialties', 'listings', 'openings', 'reviews'];

function strangers(): Exclude<Actor, { kind: 'system' }>[] {
  const { accountId, specialistIds } = practiceB.actor;
  return [
    { kind: 'visitor' },
    { kind: 'guest', appointmentId: appointmentB },
    { kind: 'patient', accountId: patientB },
    { kind: 'specialist', accountId, specialistIds },
    { kind: 'assistant', accountId: patientB, specialistIds },
  ];
}

describe('row-level security with the application’s checks switched off (quality 24, fault 36)', () => {
  it('shows nobody of B a row of A in any table, nor lets them change or delete one', async () => {
    const { rows: columns } = await admin.query<{ table: string; column: string }>(
      `select c.table_name as table, c.column_name as column from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type = 'uuid' and c.column_name = any($1)`,
      [Object.keys(ofA)],
    );
    expect(columns.length).toBeGreaterThan(30);
    const reached: string[] = [];
    const app = new pg.Client({ connectionString: test.database.urls.app });
    await app.connect();
    for (const actor of strangers()) {
      const setting = JSON.stringify({
        kind: actor.kind,
        ...('accountId' in actor ? { account: actor.accountId } : {}),
        ...('appointmentId' in actor ? { appointment: actor.appointmentId } : {}),
        ...('specialistIds' in actor ? { specialists: actor.specialistIds } : {}),
      });
      for (const { table, column } of columns) {
        const where = `${table} where ${column} = any($1)`;
        const statements = [`select 1 from ${where}`, `update ${table} set ${column} = ${column} where ${column} = any($1) returning 1`, `delete from ${where} returning 1`];
        for (const statement of open.includes(table) ? statements.slice(1) : statements) {
          await app.query(`begin; select set_config('app.actor', '${setting}', true)`);
          // Not allowed at all is as good as nothing found.
          const found = await app.query(statement, [ofA[column]]).catch((error: { code?: string }) => (error.code === '42501' ? { rowCount: 0 } : Promise.reject(error)));
          await app.query('rollback');
          if (found.rowCount) reached.push(`${actor.kind}: ${statement.replace(/\s+/g, ' ')}`);
        }
      }
    }
    await app.end();
    expect(reached).toEqual([]);
  });

  describe('in the product’s own queries, made for somebody whom the application takes for one of A', () => {
    /** The application believes that this actor keeps A; the database is told who it is. */
    function deceived(kind: 'specialist' | 'assistant'): { world: World; actor: Extract<Actor, { kind: 'specialist' }> } {
      const honest = { kind, accountId: practiceB.accountId, specialistIds: [practiceB.specialistId] } as const;
      const actor = { kind: 'specialist', accountId: practiceB.accountId, specialistIds: [practiceA.specialistId, practiceB.specialistId] } as const;
      const known = <Whose extends Actor>(one: Whose) => (one.kind === 'system' ? one : honest);
      return { actor, world: { ...test.world, as: (one, work) => test.world.as(known(one), work), become: (tx) => test.world.become(tx, honest) } };
    }

    it.each(['specialist', 'assistant'] as const)('as %s of B: no row of A', async (kind) => {
      const { world, actor } = deceived(kind);
      const { specialistId } = practiceA;
      const day = { specialistId, from: new Date('2026-11-24T00:00:00Z'), until: new Date('2026-11-25T00:00:00Z') };
      const lists = {
        agenda: await listAgenda(world, actor, day),
        patients: await listPatients(world, actor, { specialistId, text: '' }),
        found: await findPatients(world, actor, { specialistId, text: 'Carmen' }),
        waiting: await listWaiting(world, actor, specialistId),
        messages: await listMessagesOf(world, actor, appointmentA, 'es'),
        recent: await listRecentMessages(world, actor, specialistId, 'es'),
        unreached: await listUnreached(world, actor, specialistId, 'es'),
        payments: await listPayments(world, actor, appointmentA),
        receipts: await listReceipts(world, actor, appointmentA),
        wishes: (await waitingAppointments(world, actor, specialistId)).appointmentIds,
      };
      for (const [name, rows] of Object.entries(lists)) expect([name, rows]).toEqual([name, []]);
      expect(await findAppointment(world, actor, appointmentA)).toBeNull();
      expect(await readMoneyPanel(world, actor, appointmentA, 'es')).toBeNull();
      expect(await findOwnFeed(world, actor, specialistId)).toBeNull();
      expect(await readSpecialistRoom(world, actor, { appointmentId: appointmentA, browserHash: browser('desk'), locale: 'es' })).toBeNull();
    });

    it.each(['specialist', 'assistant'] as const)('as %s of B: nothing of A changes', async (kind) => {
      const { world, actor } = deceived(kind);
      const { specialistId } = practiceA;
      const print = async () => (await admin.query('select md5(string_agg(t::text, $1)) as print from (select a::text as t from appointments a union all select s::text from specialist_settings s order by 1) x', ['|'])).rows[0];
      const before = await print();
      const claim = { appointmentId: appointmentA, role: 'specialist', browserHash: browser('desk'), actor } as const;
      const form = { servicio: practiceA.videoService, dia: '2026-11-25', hora: '10:00', persona: '', nombre: 'Ana Soto', movil: '611 222 334', correo: '' } as const;
      const tries: Promise<unknown>[] = [
        cancelAppointment(world, actor, { appointmentId: appointmentA, expectedCostCents: 0 }),
        rescheduleAppointment(world, actor, { appointmentId: appointmentA, startsAt: new Date('2026-11-25T10:00:00Z') }),
        announceDelay(world, actor, { appointmentId: appointmentA, minutes: 10 }),
        takeAmount(world, actor, { appointmentId: appointmentA, amountCents: 100 }),
        giveBack(world, actor, { appointmentId: appointmentA, amountCents: 100 }),
        enterRoom(world, claim),
        admit(world, claim),
        relayServers(world, claim, true),
        saveBookingRules(world, actor, specialistId, { descanso: '0', aviso: '0', horizonte: '1', paso: '5', limite: '0', servicio: '' }),
        saveVideoMessage(world, actor, specialistId, { mensaje: 'Otro' }),
        bookForPatient(world, actor, form, 'es'),
      ];
      for (const answer of await Promise.allSettled(tries)) {
        // A policy that refuses throws; whatever looks first finds nothing.
        if (answer.status === 'fulfilled') expect(answer.value).toMatchObject({ ok: false });
        else expect(answer.reason).toMatchObject({ code: '42501' });
      }
      expect(await print()).toEqual(before);
    });
  });
});
