import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import type { World } from '#ports/world.ts';
import { confirmHold } from '#features/booking/confirm.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { enrolFactor, readSecondStep, showFactor } from '#features/accounts/second-factor/second-step.server.ts';
import { requestCode, useCode } from '#features/accounts/codes/codes.server.ts';
import { confirmProposal, listProposals, propose } from '#features/operator/decisions/proposals.server.ts';
import { pageAsked } from '#domain/paging.ts';
import { eraseAccount } from '#features/privacy/erasure.server.ts';
import { letLateArrivalsGo } from '#features/privacy/late-arrivals.server.ts';
import { admitPractice, browser, details, proveByCode, type Practice } from '../world/clinic.ts';
import { admitOneOperator } from '../world/operators.ts';
import { codeFor, digitsOf, enterCode } from '../world/sign-in.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';

let test: TestWorld;
let practice: Practice;
let admin: pg.Client;
const system: Actor = { kind: 'system', job: 'test' };
const thursday = (hour: string) => new Date(`2026-11-26T${hour}:00+01:00`);

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

/** The world, in which a transaction has done all its work and is not committed until `go` is called. */
function beforeCommit(): { world: World; arrived: Promise<void>; go: () => void } {
  const [arrived, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const world: World = {
    ...test.world,
    as: (actor, work) =>
      test.world.as(actor, async (tx) => {
        const result = await work(tx);
        arrived.resolve();
        await gate.promise;
        return result;
      }),
  };
  return { world, arrived: arrived.promise, go: gate.resolve };
}

/** Until somebody waits for a lock in this database. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await admin.query<{ waits: boolean }>("select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') waits");
    if (rows[0]?.waits) return;
  }
}

describe('two things at the same instant', () => {
  it('an account is erased while a booking of its contact is being confirmed: the appointment stands, of nobody’s account', async () => {
    const form = details(practice.videoService, thursday('10:00'), { nombre: 'Sara Vidal Roca', movil: '612 345 001' });
    const held = await holdSlot(test.world, { browserHash: browser('sara'), locale: 'es' }, form);
    if (!held.ok) throw new Error(held.kind);
    const { appointmentId } = held.value;
    const accountId = await proveByCode(test.world, { browserHash: browser('sara'), appointmentId, address: '+34612345001' });
    const paused = beforeCommit();
    const erasing = eraseAccount(paused.world, accountId);
    await paused.arrived;
    const confirming = confirmHold(test.world, browser('sara'), appointmentId);
    await somebodyWaits();
    paused.go();
    expect(await erasing).toMatchObject({ ok: true });
    expect(await confirming).toMatchObject({ ok: true });
    await letLateArrivalsGo(test.world);
    const row = await test.world.as(system, (tx) => tx.selectFrom('appointments').select(['status', 'booked_by_account_id', 'patient_mobile']).where('id', '=', appointmentId).executeTakeFirstOrThrow());
    expect(row).toEqual({ status: 'booked', booked_by_account_id: null, patient_mobile: '+34612345001' });
    expect(await test.world.as(system, (tx) => tx.selectFrom('people').select('id').where('account_id', '=', accountId).execute())).toEqual([]);
  });

  it('a specialist is erased while somebody books with them: whoever books finds no hour any more', async () => {
    const leaving = await admitPractice(test.world);
    const [one, other] = [await admitOneOperator(test.world), await admitOneOperator(test.world)];
    await propose(test.world, one, { kind: 'erase-specialist', specialistId: leaving.specialistId, reason: 'Se da de baja.' });
    const [line] = (await listProposals(test.world, other, { only: 'open', words: '' }, pageAsked('1'))).rows;
    const paused = beforeCommit();
    const erasing = confirmProposal(paused.world, other, line?.id ?? '');
    await paused.arrived;
    const booking = holdSlot(test.world, { browserHash: browser('late'), locale: 'es' }, details(leaving.videoService, thursday('11:00')));
    await somebodyWaits();
    paused.go();
    expect(await erasing).toMatchObject({ ok: true });
    expect(await booking).toMatchObject({ ok: false });
    expect(await test.world.as(system, (tx) => tx.selectFrom('appointments').select('id').where('specialist_id', '=', leaving.specialistId).execute())).toEqual([]);
  });

  it('a recovery code is shown in two browsers: one gets in', async () => {
    const owner = await admitPractice(test.world);
    const mail = owner.admission.contacts[0] ?? { channel: 'email' as const, address: '' };
    const step = async (name: string) => {
      const answer = await enterCode(test, mail, browser(name));
      if (answer.next !== 'second-factor') throw new Error(answer.next);
      return { token: answer.step.token, browserHash: browser(name) };
    };
    const first = await step('first');
    const offered = await readSecondStep(test.world, first);
    if (offered?.mode !== 'enrol') throw new Error('has a factor already');
    const made = await enrolFactor(test.world, first, { by: 'totp', digits: digitsOf(test, offered.totp.secret), name: 'App' }, 'test');
    if (!made.ok) throw new Error(made.kind);
    const code = made.value.recoveryCodes[0] ?? '';
    const holders = [await step('second'), await step('third')];
    const answers = await Promise.all(holders.map((holder) => showFactor(test.world, holder, { by: 'recovery', code }, 'test')));
    expect(answers.filter((one) => one.ok)).toHaveLength(1);
    expect(answers.find((one) => !one.ok)).toMatchObject({ kind: 'factor-wrong' });
  });

  it('sixty guesses of one code arrive from everywhere: five count, and not even the right one gets in afterwards', async () => {
    const contact = { channel: 'sms' as const, address: '+34612345009' };
    const ask = { purpose: 'sign_in' as const, contact, browserHash: browser('guess'), appointmentId: null, from: null, locale: 'es' as const };
    expect(await requestCode(test.world, ask)).toMatchObject({ ok: true });
    const right = await codeFor(test, contact.address);
    const guess = (code: string) => useCode(test.world, { purpose: 'sign_in', address: contact.address, browserHash: browser('guess'), appointmentId: null, code });
    const wrong = Array.from({ length: 60 }, (_, index) => String((Number(right) + 1 + index) % 1_000_000).padStart(6, '0'));
    const answers = await Promise.all(wrong.map(guess));
    expect(answers.filter((one) => !one.ok && one.kind === 'code-wrong').length).toBeLessThanOrEqual(5);
    expect(await guess(right)).toMatchObject({ ok: false });
  });
});
