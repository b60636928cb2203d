import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expireHolds } from '#features/booking/jobs.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { admitPractice, browser, details, type Practice } from '../world/clinic.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';
import { mobileOf, operate } from './agenda-operations.ts';
import { faultsOf, type Heard } from './history-check.ts';

const full = Boolean(process.env['PROVE']);
const monday = new Date('2026-11-23T08:00:00Z');
const at = (minutes: number, day = 1) => new Date(Date.parse(`2026-12-0${day}T08:00:00Z`) + minutes * 60_000);

let test: TestWorld;
let practice: Practice;
let count = 0;
beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
});
afterAll(() => test.stop());

async function fresh(change: Parameters<typeof admitPractice>[1] = {}): Promise<Practice> {
  test.clock.moveTo(monday);
  return (practice = await admitPractice(test.world, change));
}

function patient(service: string, startsAt: Date) {
  const nth = ++count;
  return {
    nth,
    holder: { browserHash: browser(`racer ${nth}`), locale: 'es' as const },
    form: details(service, startsAt, { movil: mobileOf(nth), correo: `r${nth}@correo.example` }),
  };
}

async function active(specialistId: string) {
  const client = new pg.Client({ connectionString: test.database.adminUrl });
  await client.connect();
  const { rows } = await client.query<{ starts_at: Date; ends_at: Date }>(
    "select starts_at, ends_at from appointments where specialist_id = $1 and status in ('held', 'booked') order by starts_at",
    [specialistId],
  );
  const { rows: locks } = await client.query<{ deadlocks: number }>(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  );
  await client.end();
  return { rows, deadlocks: locks[0]?.deadlocks ?? 0 };
}

const rounds9 = full ? 50 : 2;
it(
  `of 200 who want one slot, ${rounds9} times, one wins, nobody meets a dead-lock, everybody else hears of the nearest`,
  { timeout: 3_600_000 },
  async () => {
    for (let round = 0; round < rounds9; round++) {
      await fresh();
      const answers = await Promise.all(
        Array.from({ length: 200 }, () => {
          const { holder, form } = patient(practice.videoService, at(0));
          return holdSlot(test.world, holder, form);
        }),
      );
      const losers = answers.filter((answer) => !answer.ok);
      expect(losers.map((answer) => ('nearest' in answer && answer.nearest.length > 0 ? answer.kind : 'no hours'))).toEqual(
        Array.from({ length: 199 }, () => 'slot-taken'),
      );
      expect((await active(practice.specialistId)).rows).toHaveLength(1);
    }
    expect((await active(practice.specialistId)).deadlocks).toBe(0);
  },
);

const rounds10 = full ? 500 : 12;
it(`20 who want starts that overlap, ${rounds10} times, never overlap`, { timeout: 3_600_000 }, async () => {
  for (let round = 0; round < rounds10; round++) {
    await fresh();
    const services = [practice.videoService, practice.inPersonService];
    // Thirty or forty minutes from three starts twenty minutes apart: the outer two may stand together only where the first is short.
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, nth) => {
        const { holder, form } = patient(services[nth % 2] ?? '', at((nth % 3) * 20));
        return holdSlot(test.world, holder, form);
      }),
    );
    const won = answers.filter((answer) => answer.ok).length;
    const { rows } = await active(practice.specialistId);
    expect(rows).toHaveLength(won);
    expect(won).toBeGreaterThan(0);
    for (const [nth, row] of rows.entries())
      expect(row.starts_at.getTime()).toBeGreaterThanOrEqual(rows[nth - 1]?.ends_at.getTime() ?? 0);
  }
});

const rounds11 = full ? 1000 : 25;
it(
  `a card that is charged while the hold ends, ${rounds11} times, leaves an appointment or a refund, never neither`,
  { timeout: 3_600_000 },
  async () => {
    await fresh({ prepayment: { mode: 'stripe', chargeWhen: 'at_booking', lateFeeCents: 0, instructions: '' } });
    for (let round = 0; round < rounds11; round++) {
      if (round % 15 === 0)
        await fresh({ prepayment: { mode: 'stripe', chargeWhen: 'at_booking', lateFeeCents: 0, instructions: '' } });
      const startsAt = at((round % 15) * 40).toISOString();
      const first = ++count;
      const held = await operate(test.world, {
        kind: 'book',
        until: 'proved',
        service: practice.videoService,
        startsAt,
        nth: first,
        mobile: mobileOf(first),
        key: `pay-${first}`,
      });
      if (!('appointmentId' in held)) throw new Error(JSON.stringify(held));
      test.clock.moveTo(new Date(test.clock.now().getTime() + 10 * 60_000));
      const second = ++count;
      const other: Parameters<typeof operate>[1] = {
        kind: 'book',
        until: 'held',
        service: practice.videoService,
        startsAt,
        nth: second,
        mobile: mobileOf(second),
        key: `pay-${second}`,
      };
      const history: Heard[] = [];
      // Paid, swept and wanted by somebody else at the same moment, in changing order.
      const together = [
        operate(test.world, { kind: 'late-card', appointmentId: held.appointmentId }),
        expireHolds(test.world),
        operate(test.world, other),
      ];
      await Promise.all(round % 2 === 0 ? together : together.reverse());
      expect(await faultsOf(test.database.adminUrl, [practice.specialistId], history, test.clock.now())).toEqual([]);
    }
  },
);

const rounds12 = full ? 500 : 12;
it(
  `the practice moves while the patient cancels, ${rounds12} times: one order, and no news that contradicts the end`,
  { timeout: 3_600_000 },
  async () => {
    for (let round = 0; round < rounds12; round++) {
      await fresh();
      const nth = ++count;
      const booked = await operate(test.world, {
        kind: 'book',
        until: 'booked',
        service: practice.videoService,
        startsAt: at(60).toISOString(),
        nth,
        mobile: mobileOf(nth),
        key: `move-${nth}`,
      });
      if (!('accountId' in booked) || !booked.accountId) throw new Error(JSON.stringify(booked));
      const { appointmentId } = booked;
      const owner = { kind: 'patient', accountId: booked.accountId } as const;
      const move = { kind: 'move', appointmentId, by: practice.actor, startsAt: at(180).toISOString() } as const;
      const cancel = { kind: 'cancel', appointmentId, by: owner } as const;
      const orders = round % 2 === 0 ? [move, cancel] : [cancel, move];
      const heard = await Promise.all(
        orders.map(async (operation) => ({ operation, ending: await operate(test.world, operation) })),
      );
      expect(await faultsOf(test.database.adminUrl, [practice.specialistId], heard, monday)).toEqual([]);
      const told = await test.world.as({ kind: 'system', job: 'test' }, (tx) =>
        tx.selectFrom('messages').select(['kind', 'status']).where('appointment_id', '=', appointmentId).execute(),
      );
      const live = told.filter((message) => message.status !== 'cancelled').map((message) => message.kind);
      expect(live.filter((kind) => kind.startsWith('rescheduled') || kind.startsWith('reminder'))).toEqual([]);
    }
  },
);
