import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeLimits } from '#domain/code-limits.ts';
import { readBookingCode, sendBookingCode } from '#features/accounts/codes/booking-code.server.ts';
import { requestCode, useCode } from '#features/accounts/codes/codes.server.ts';
import { finishSignIn, startSignIn } from '#features/accounts/sign-in.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { admitPractice, browser, details } from '../world/clinic.ts';
import { codeFor } from '../world/sign-in.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';

/** `npm run prove X32` takes the full count. */
const numbers = process.env['PROVE'] ? 10_000 : 100;
const limits: CodeLimits = { countries: ['ES', 'MX'], perNetwork: 12, perPrefix: 10, textCents: 8, centsADay: 320 };
const system = { kind: 'system', job: 'test' } as const;
const hour = 3_600_000;

let test: TestWorld;
beforeAll(async () => {
  test = await startWorld({ codeLimits: limits });
});
afterAll(() => test.stop());

const later = (milliseconds: number) => test.clock.moveTo(new Date(test.clock.now().getTime() + milliseconds));
const ask = (address: string, from: string | null, who = 'attacker') =>
  startSignIn(test.world, { contact: { channel: address.includes('@') ? 'email' : 'sms', address }, browserHash: browser(who), from, locale: 'es' });
const alarms = () => test.world.as(system, async (tx) => (await tx.selectFrom('alarms').select(['kind', 'subject', 'count']).orderBy('kind').execute()).map((row) => ({ ...row })));

/** Twenty at a time: more wait for a connection than may. */
async function inCrowds<Answer>(count: number, one: (nth: number) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let nth = 0; nth < count; nth += 20) answers.push(...(await Promise.all(Array.from({ length: 20 }, (_, more) => one(nth + more)))));
  return answers;
}

describe('codes by SMS that somebody earns money with (quality 15, fault 32)', () => {
  it(`${numbers} numbers of one block from 50 addresses: no more leave than may, the alarm is raised, a patient elsewhere is served`, async () => {
    const at = (nth: number) => ask(`+34612${String(340_000 + nth).padStart(6, '0')}`, `203.0.113.${nth % 50}`);
    await inCrowds(numbers, at);
    const sent = await test.world.as(system, (tx) => tx.selectFrom('messages').select('id').where('channel', '=', 'sms').execute());
    expect(sent).toHaveLength(limits.perPrefix ?? 0);
    expect(await alarms()).toEqual([{ kind: 'texts-prefix', subject: '3461234', count: numbers - 10 }]);
    // Told once, with nothing in it that belongs to anybody.
    expect(test.log.filter(({ what }) => what === 'alarm')).toEqual([{ level: 'warn', fields: { alarm: 'texts-prefix' }, what: 'alarm' }]);
    expect(await ask('+34699000111', '198.51.100.7', 'patient')).toMatchObject({ ok: true });
    expect(await ask('carmen@correo.example', '203.0.113.1', 'patient')).toMatchObject({ ok: true });
  });

  it('waits longer after three full hours, and begins again a day later', async () => {
    const filled: number[] = [];
    for (let hours = 0; hours < 4; hours++) {
      later(hour + 1000);
      const answers = [];
      for (let nth = 0; nth < 11; nth++) answers.push(await ask(`+34612${String(345_000 + hours * 20 + nth)}`, null));
      filled.push(answers.filter((answer) => answer.ok).length);
    }
    expect(filled).toEqual([10, 10, 0, 0]);
    later(24 * hour);
    expect(await ask('+34612349999', null)).toMatchObject({ ok: true });
  });

  it('go so many times an hour to one address of the network, and by e-mail above that', async () => {
    later(24 * hour);
    const from = '198.51.100.20';
    const answers = [];
    for (let nth = 0; nth < 14; nth++) answers.push(await ask(`+3466${String(1_000_000 + nth * 10_001)}`, from));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(12);
    expect(answers.at(-1)).toEqual({ ok: false, kind: 'no-text-now' });
    expect(await ask('nuria@correo.example', from)).toMatchObject({ ok: true });
    expect(await ask('+34677000111', '198.51.100.21')).toMatchObject({ ok: true });
    later(hour + 1000);
    expect(await ask('+34677000222', from)).toMatchObject({ ok: true });
  });

  it('cost no more in a day than was said, however many ask at once, and that is told before', async () => {
    later(24 * hour);
    const answers = await inCrowds(60, (nth) => ask(`+3467${String(1_000_000 + nth * 10_001).padStart(7, '0')}`, `192.0.2.${nth % 50}`));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(40);
    expect((await alarms()).filter(({ kind }) => kind.startsWith('texts-money'))).toEqual([
      { kind: 'texts-money', subject: '', count: 20 },
      expect.objectContaining({ kind: 'texts-money-soon' }),
    ]);
  });

  it('go to the countries that were said and nowhere else', async () => {
    later(24 * hour);
    expect(await ask('+525512345678', null)).toMatchObject({ ok: true });
    expect(await ask('+37120123456', null)).toEqual({ ok: false, kind: 'no-text-now' });
    expect(await alarms()).toContainEqual({ kind: 'texts-country', subject: 'LV', count: 1 });
  });

  it('go by e-mail instead where somebody books from elsewhere', async () => {
    const practice = await admitPractice(test.world);
    const browserHash = browser('abroad');
    const abroad = { movil: '+371 20 123 456', correo: 'lina@correo.example' };
    const held = await holdSlot(test.world, { browserHash, locale: 'es' }, details(practice.videoService, new Date('2026-12-10T08:00:00Z'), abroad));
    if (!held.ok) throw new Error(held.kind);
    const { appointmentId } = held.value;
    const sent = await sendBookingCode(test.world, { appointmentId, browserHash, channel: null, once: true, from: null, locale: 'es' });
    expect(sent).toEqual({ ok: true, value: { instead: true } });
    expect(await readBookingCode(test.world, { appointmentId, browserHash })).toMatchObject({ channel: 'email', sentTo: abroad.correo, sent: true });
  });
});

describe('somebody else’s number', () => {
  const mine = browser('at home');
  const guess = (address: string, who: Uint8Array, code: string) => finishSignIn(test.world, { contact: { channel: 'sms', address }, code, browserHash: who, device: 'test' });
  const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

  it('gets three SMS in an hour, whoever asks from wherever (fault 31)', async () => {
    later(24 * hour);
    const answers = [];
    for (let nth = 0; nth < 12; nth++) answers.push(await ask('+34655000111', `203.0.113.${nth}`, `stranger ${nth}`));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(3);
  });

  it('is still its owner’s own, on a device that proved it before and by e-mail (fault 34)', async () => {
    const address = '+34655000222';
    expect(await ask(address, null, 'at home')).toMatchObject({ ok: true });
    expect(await guess(address, mine, await codeFor(test, address))).toMatchObject({ ok: true });
    later(2 * hour);
    // A stranger uses up what strangers have: the messages and the tries.
    for (let nth = 0; nth < 3; nth++) {
      expect(await ask(address, null)).toMatchObject({ ok: true });
      const code = wrong(await codeFor(test, address));
      for (let tries = 0; tries < 5; tries++) await guess(address, browser('attacker'), code);
    }
    expect(await ask(address, null)).toMatchObject({ kind: 'too-many-attempts' });
    expect(await guess(address, browser('attacker'), '000000')).toMatchObject({ kind: 'too-many-attempts' });
    expect(await ask(address, null, 'new phone')).toMatchObject({ kind: 'too-many-attempts' });
    expect(await ask('owner@correo.example', null, 'new phone')).toMatchObject({ ok: true });
    expect(await ask(address, null, 'at home')).toMatchObject({ ok: true });
    expect(await guess(address, mine, await codeFor(test, address))).toMatchObject({ ok: true });
  });

  it('is tried ten times in an hour and a hundred times in a month by strangers, codes asked again or not (quality 11, fault 30)', async () => {
    const contact = { channel: 'email', address: 'victim@correo.example' } as const;
    const request = { purpose: 'sign_in', contact, browserHash: browser('attacker'), from: null, appointmentId: null, locale: 'es' } as const;
    const answer = { purpose: 'sign_in', address: contact.address, browserHash: browser('attacker'), appointmentId: null } as const;
    const perHour: number[] = [];
    for (let hours = 0; hours < 11; hours++) {
      later(hour + 1000);
      let tried = 0;
      for (let codes = 0; codes < 3; codes++) {
        await requestCode(test.world, request);
        const code = wrong(await codeFor(test, contact.address));
        for (let tries = 0; tries < 5; tries++) {
          const used = await useCode(test.world, { ...answer, code });
          if (!used.ok && (used.kind === 'code-wrong' || (used.kind === 'code-expired' && tries === 4))) tried += 1;
        }
      }
      perHour.push(tried);
    }
    expect(perHour).toEqual([...Array.from({ length: 10 }, () => 10), 0]);
  });
});
