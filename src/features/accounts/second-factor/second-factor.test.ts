import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { admitPractice, browser, type Practice } from '../../../../tests/world/clinic.ts';
import { codeFor, digitsOf, enterCode, signInWhole } from '../../../../tests/world/sign-in.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { addContact, listContacts, removeContact, startContact } from '../contacts.server.ts';
import { endSessions, listSessions } from '../open-sessions.server.ts';
import { findActor, keepAwake, openSession } from '../sessions.server.ts';
import { addFactor, listFactors, readNewFactor, removeFactor, replaceRecoveryCodes, startFactor, type SignedInPerson } from './factors.server.ts';
import { enrolFactor, readSecondStep, showFactor, stepOfSession } from './second-step.server.ts';

let test: TestWorld;
const here = browser('practice');
const system: Actor = { kind: 'system', job: 'test' };

beforeAll(async () => {
  test = await startWorld();
});
afterAll(() => test.stop());

const mailOf = (practice: Practice) => ({ channel: 'email' as const, address: practice.admission.contacts.find((one) => one.channel === 'email')?.address ?? '' });
async function stepOf(practice: Practice, browserHash = here) {
  const answer = await enterCode(test, mailOf(practice), browserHash);
  if (answer.next !== 'second-factor') throw new Error('no step');
  return { token: answer.step.token, browserHash };
}
/** A practice whose specialist has an app, with its secret and the recovery codes. */
async function withApp() {
  const practice = await admitPractice(test.world);
  const holder = await stepOf(practice);
  const step = await readSecondStep(test.world, holder);
  if (step?.mode !== 'enrol') throw new Error('no offer');
  const signed = await enrolFactor(test.world, holder, { by: 'totp', digits: digitsOf(test, step.totp.secret), name: 'App' }, 'test');
  if (!signed.ok) throw new Error(signed.kind);
  const { sessionId } = await findActor(test.world, signed.value.token);
  const who: SignedInPerson = { accountId: practice.accountId, sessionId: sessionId ?? '' };
  return { practice, secret: step.totp.secret, codes: signed.value.recoveryCodes, token: signed.value.token, who };
}
const later = (minutes: number) => test.moveTo(new Date(test.world.clock.now().getTime() + minutes * 60_000));

describe('who works here', () => {
  it('has no session after the code alone: first a factor is made, once, and ten recovery codes', async () => {
    const { practice, token, codes } = await withApp();
    expect((await findActor(test.world, token)).actor.kind).toBe('specialist');
    expect(new Set(codes).size).toBe(10);
    const sessions = await test.world.as(system, (tx) => tx.selectFrom('sessions').select('second_factor').where('account_id', '=', practice.accountId).execute());
    expect(sessions).toEqual([{ second_factor: 'totp' }]);
  });

  it('shows it the next time; a code alone never adds another one', async () => {
    const { practice, secret } = await withApp();
    const holder = await stepOf(practice);
    expect(await readSecondStep(test.world, holder)).toMatchObject({ mode: 'show', app: true, recovery: true, passkey: null });
    const wrong = await enrolFactor(test.world, holder, { by: 'totp', digits: digitsOf(test, secret, 1), name: 'Thief' }, 'test');
    expect(wrong).toMatchObject({ ok: false, kind: 'step-over' });
    const signed = await showFactor(test.world, holder, { by: 'totp', digits: digitsOf(test, secret, 1) }, 'test');
    expect(signed).toMatchObject({ ok: true, value: { actor: { kind: 'specialist' } } });
    expect(await showFactor(test.world, holder, { by: 'totp', digits: digitsOf(test, secret, 1) }, 'test')).toMatchObject({ kind: 'step-over' });
  });

  it('cannot use the same digits twice, nor the step in another browser', async () => {
    const { practice, secret } = await withApp();
    const first = await stepOf(practice);
    const digits = digitsOf(test, secret, 1);
    expect(await showFactor(test.world, { ...first, browserHash: browser('thief') }, { by: 'totp', digits }, 'test')).toMatchObject({ kind: 'step-over' });
    expect(await showFactor(test.world, first, { by: 'totp', digits }, 'test')).toMatchObject({ ok: true });
    expect(await showFactor(test.world, await stepOf(practice), { by: 'totp', digits }, 'test')).toMatchObject({ kind: 'factor-wrong' });
  });

  it('may be wrong five times a step and ten times an hour, which a new code does not reset (quality 11)', async () => {
    const { practice, secret } = await withApp();
    const guess = async (holder: Awaited<ReturnType<typeof stepOf>>) => showFactor(test.world, holder, { by: 'totp', digits: digitsOf(test, secret, -40) }, 'test');
    for (const tries of [5, 5]) {
      const holder = await stepOf(practice);
      for (let count = 0; count < tries; count += 1) expect(await guess(holder)).toMatchObject({ kind: 'factor-wrong' });
      expect(await guess(holder)).toMatchObject({ kind: 'too-many-attempts' });
    }
    const fresh = await stepOf(practice);
    const right = () => showFactor(test.world, fresh, { by: 'totp', digits: digitsOf(test, secret, 1) }, 'test');
    expect(await right()).toMatchObject({ kind: 'too-many-attempts' });
    await later(61);
    const after = await stepOf(practice);
    expect(await showFactor(test.world, after, { by: 'totp', digits: digitsOf(test, secret, 1) }, 'test')).toMatchObject({ ok: true });
  });

  it('gets in with a recovery code, once', async () => {
    const { practice, codes } = await withApp();
    const use = async () => showFactor(test.world, await stepOf(practice), { by: 'recovery', code: ` ${codes[3]?.toUpperCase()} ` }, 'test');
    expect(await use()).toMatchObject({ ok: true });
    expect(await use()).toMatchObject({ kind: 'factor-wrong' });
  });

  it('stands at the step for a quarter of an hour', async () => {
    const { practice, secret } = await withApp();
    const holder = await stepOf(practice);
    await later(15);
    expect(await readSecondStep(test.world, holder)).toBeNull();
    expect(await showFactor(test.world, holder, { by: 'totp', digits: digitsOf(test, secret, 1) }, 'test')).toMatchObject({ kind: 'step-over' });
  });

  it('is a patient and nothing more in a session that showed a code alone (quality 16)', async () => {
    const practice = await admitPractice(test.world);
    const half = await openSession(test.world, { accountId: practice.accountId, signedInBy: 'email', device: 'test' });
    const { actor, sessionId } = await findActor(test.world, half.token);
    expect(actor).toEqual({ kind: 'patient', accountId: practice.accountId });
    expect(await stepOfSession(test.world, sessionId ?? '', here)).toMatchObject({ ok: true, value: { maxAgeSeconds: 900 } });
    await later(16);
    expect(await stepOfSession(test.world, sessionId ?? '', here)).toMatchObject({ kind: 'sign-in-again' });
  });
});

describe('a session of who works here', () => {
  it('ends after an hour without use; an open agenda keeps it awake for twelve, a call for the whole day (quality 20)', async () => {
    const idle = await withApp();
    await later(61);
    expect((await findActor(test.world, idle.token)).actor.kind).toBe('visitor');

    const { token } = await withApp();
    for (let hour = 0; hour < 11; hour += 1) {
      await later(59);
      await keepAwake(test.world, { agendas: [token], rooms: [] });
    }
    expect((await findActor(test.world, token)).actor.kind).toBe('specialist');
    for (const minutes of [59, 59, 59]) {
      await later(minutes);
      await keepAwake(test.world, { agendas: [token], rooms: [] });
    }
    expect((await findActor(test.world, token)).actor.kind).toBe('visitor');

    const inCall = await withApp();
    await later(35);
    await keepAwake(test.world, { agendas: [], rooms: [inCall.token] });
    await later(35);
    expect((await findActor(test.world, inCall.token)).actor.kind).toBe('specialist');
  });

  it('is listed by what its browser is, and ended alone or with all others', async () => {
    const { practice, who, token } = await withApp();
    const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0';
    const other = await openSession(test.world, { accountId: practice.accountId, signedInBy: 'email', secondFactor: 'totp', device: windows });
    await openSession(test.world, { accountId: practice.accountId, signedInBy: 'email', secondFactor: 'totp', device: 'curl/8' });
    const listed = await listSessions(test.world, who);
    expect(listed.map(({ device, here: mine }) => [device, mine])).toEqual([['', true], expect.anything(), expect.anything()]);
    expect(listed.map((one) => one.device)).toContain('Edge · Windows');
    const edge = listed.find((one) => one.device === 'Edge · Windows');
    expect(await endSessions(test.world, who, edge?.id ?? '')).toBe(1);
    expect((await findActor(test.world, other.token)).actor.kind).toBe('visitor');
    expect(await endSessions(test.world, who, 'others')).toBe(1);
    expect((await findActor(test.world, token)).actor.kind).toBe('specialist');
    const stranger = await withApp();
    expect(await endSessions(test.world, stranger.who, who.sessionId)).toBe(0);
  });
});

describe('one’s own account', () => {
  it('keeps its last factor, takes another, and asks for a fresh sign-in after a quarter of an hour (quality 18)', async () => {
    const { who } = await withApp();
    const { factors } = await listFactors(test.world, who.accountId);
    expect(await removeFactor(test.world, who, factors[0]?.id ?? '')).toMatchObject({ kind: 'last-factor' });
    const step = await startFactor(test.world, who, here);
    if (!step.ok) throw new Error(step.kind);
    const holder = { token: step.value.token, browserHash: here };
    const offer = await readNewFactor(test.world, who, holder);
    expect(offer?.passkey.rp.id).toBe('localhost');
    const made = { by: 'totp', digits: digitsOf(test, offer?.totp.secret ?? ''), name: 'Tablet' } as const;
    const stranger = await withApp();
    expect(await readNewFactor(test.world, stranger.who, holder)).toBeNull();
    expect(await addFactor(test.world, stranger.who, holder, made)).toMatchObject({ kind: 'not-allowed' });
    expect(await addFactor(test.world, who, holder, made)).toMatchObject({ ok: true, value: { recoveryCodes: null } });
    expect(await removeFactor(test.world, stranger.who, factors[0]?.id ?? '')).toMatchObject({ kind: 'not-found' });
    expect(await removeFactor(test.world, who, factors[0]?.id ?? '')).toMatchObject({ ok: true });
    expect((await listFactors(test.world, who.accountId)).factors.map((one) => one.name)).toEqual(['Tablet']);
    await later(16);
    expect(await startFactor(test.world, who, here)).toMatchObject({ kind: 'sign-in-again' });
    expect(await replaceRecoveryCodes(test.world, who)).toMatchObject({ kind: 'sign-in-again' });
  });

  it('makes new recovery codes, and the old ones end', async () => {
    const { practice, who, codes } = await withApp();
    const fresh = await replaceRecoveryCodes(test.world, who);
    if (!fresh.ok) throw new Error(fresh.kind);
    const use = async (code: string) => showFactor(test.world, await stepOf(practice), { by: 'recovery', code }, 'test');
    expect(await use(codes[0] ?? '')).toMatchObject({ kind: 'factor-wrong' });
    expect(await use(fresh.value[0] ?? '')).toMatchObject({ ok: true });
    expect((await listFactors(test.world, who.accountId)).recoveryLeft).toBe(9);
  });

  it('takes a further contact that a code proved, not one that proves another account, and keeps the last', async () => {
    const { who } = await withApp();
    const add = async (address: string, of = who) => {
      const contact = { channel: 'email', address } as const;
      await startContact(test.world, of, { contact, browserHash: here, from: null, locale: 'es' });
      return addContact(test.world, of, { contact, code: await codeFor(test, address), browserHash: here });
    };
    expect(await add('segundo@patio.example')).toMatchObject({ ok: true });
    const added = (await listContacts(test.world, who.accountId)).find((one) => one.address === 'segundo@patio.example');
    const patient = await signInWhole(test, { channel: 'sms', address: '+34612998877' }, here);
    const { sessionId, actor } = await findActor(test.world, patient.token);
    const other: SignedInPerson = { accountId: 'accountId' in actor ? actor.accountId : '', sessionId: sessionId ?? '' };
    expect(await add('segundo@patio.example', other)).toMatchObject({ kind: 'contact-taken' });
    const [only] = await listContacts(test.world, other.accountId);
    expect(await removeContact(test.world, other, only?.id ?? '')).toMatchObject({ kind: 'last-contact' });
    expect(await removeContact(test.world, other, added?.id ?? '')).toMatchObject({ kind: 'not-found' });
    expect(await removeContact(test.world, who, added?.id ?? '')).toMatchObject({ ok: true });
  });

  it('tells every contact there was of each change, the one taken away too, in one SMS without a link (quality 18)', async () => {
    const { practice, who } = await withApp();
    await replaceRecoveryCodes(test.world, who);
    const contacts = await listContacts(test.world, who.accountId);
    const mobile = contacts.find((one) => one.channel === 'sms');
    expect(await removeContact(test.world, who, mobile?.id ?? '')).toMatchObject({ ok: true });
    await test.runDue();
    const heard = (address: string) => test.rehearsal.mailbox.list().filter((one) => one.to === address && /segundo|recuperacion|recuperación|contacto/.test(one.subject ?? one.text));
    const said = heard(mobile?.address ?? '').map((one) => one.text);
    expect(said).toHaveLength(3);
    expect(said.join(' ')).not.toMatch(/https?:|[^\x20-\x7eñ]/);
    expect(said.every((text) => text.length <= 160)).toBe(true);
    expect(heard(mailOf(practice).address).map((one) => one.subject)).toEqual(
      expect.arrayContaining(['Se ha añadido un segundo paso a tu cuenta', 'Tu cuenta tiene códigos de recuperación nuevos', 'Se ha quitado un contacto de tu cuenta']),
    );
  });
});
