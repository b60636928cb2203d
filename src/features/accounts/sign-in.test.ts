import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { listOwnAppointments } from '#features/booking/own-appointment.server.ts';
import { admitPractice, browser, type Practice } from '../../../tests/world/clinic.ts';
import { codeFor as codeOf, enterCode, signInWhole } from '../../../tests/world/sign-in.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { proveChange, sendChangeCode } from './codes/change-code.server.ts';
import { useCode, type CodePurpose } from './codes/codes.server.ts';
import { holdsErrand, sealErrand } from './sealed-cookie.server.ts';
import { endSession, findActor, issuePatientSession } from './sessions.server.ts';
import { finishSignIn, readContact, startPageOf, startSignIn } from './sign-in.server.ts';

let test: TestWorld;
let practice: Practice;
const phone = { channel: 'sms', address: '+34612345678' } as const;
const mine = browser('mine');
let count = 0;

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
});
afterAll(() => test.stop());

const codeFor = (address: string) => codeOf(test, address);
function newPhone() {
  count += 1;
  return { channel: 'sms', address: `+3461234${1000 + count}` } as const;
}
const signIn = (contact: { channel: 'sms' | 'email'; address: string }) => signInWhole(test, contact, mine);
async function bookedFor(movil: string, correo = '') {
  const hora = `${9 + (count % 10)}:${count % 2 === 0 ? '00' : '40'}`;
  count += 1;
  const form = {
    servicio: practice.videoService,
    dia: `2026-11-${24 + (count % 4)}`,
    hora,
    persona: '' as const,
    nombre: 'Ana Soto',
    movil,
    correo,
  };
  const booked = await bookForPatient(test.world, practice.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  return booked.value.appointmentId;
}
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('signing in', () => {
  it('takes contacts as people of both shores type them', () => {
    expect(readContact('612 345 678')).toMatchObject({ value: { address: '+34612345678' } });
    expect(readContact('55 1234 5678')).toMatchObject({ value: { channel: 'sms', address: '+525512345678' } });
    expect(readContact(' Carmen@Correo.ES ')).toMatchObject({ value: { channel: 'email' } });
    expect(readContact('carmen@')).toMatchObject({ kind: 'email-invalid' });
    expect(readContact('12')).toMatchObject({ kind: 'mobile-invalid' });
  });

  it('makes a new token each time, whatever the browser brought along; a step of whoever works here is no session (quality 19)', async () => {
    const contact = newPhone();
    const planted = test.world.ids.secret(24);
    expect((await findActor(test.world, planted)).actor.kind).toBe('visitor');
    const tokens = [await signIn(contact), await signIn(contact)].map((signed) => signed.token);
    expect(new Set([planted, ...tokens]).size).toBe(3);
    expect((await findActor(test.world, planted)).actor.kind).toBe('visitor');
    const stored = await test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('sessions').selectAll().execute());
    for (const token of tokens) expect(JSON.stringify(stored)).not.toContain(token);
    const staff = await enterCode(test, practice.admission.contacts[0] ?? contact, mine);
    if (staff.next !== 'second-factor') throw new Error('a specialist without a second step');
    expect((await findActor(test.world, staff.step.token)).actor.kind).toBe('visitor');
  });

  it('answers a known and an unknown contact alike', async () => {
    const known = newPhone();
    await signIn(known);
    const shape = async (contact: typeof known) =>
      Object.keys(await startSignIn(test.world, { contact, browserHash: mine, from: null, locale: 'es' }));
    expect(await shape(known)).toEqual(await shape(newPhone()));
  });

  it('shows a patient their appointments, those that a practice booked for their proved contact too', async () => {
    const contact = newPhone();
    const appointmentId = await bookedFor(contact.address);
    const signed = await signIn(contact);
    expect(startPageOf(signed.actor)).toBe('/citas');
    const actor = signed.actor as Extract<Actor, { kind: 'patient' }>;
    const { coming } = await listOwnAppointments(test.world, actor, 'es');
    expect(coming.map((one) => one.id)).toEqual([appointmentId]);
    const other = await signIn(newPhone());
    expect(await listOwnAppointments(test.world, other.actor as typeof actor, 'es')).toEqual({ coming: [], past: [] });
  });

  it('leads a specialist to the agenda, who is a patient without appointments of their own here', async () => {
    const contact = practice.admission.contacts.find((one) => one.channel === 'email');
    const signed = await signIn(contact ?? phone);
    expect(startPageOf(signed.actor)).toBe('/agenda');
    expect(await listOwnAppointments(test.world, practice.actor, 'es')).toEqual({ coming: [], past: [] });
  });

  it('ends at once when somebody signs out', async () => {
    const signed = await signIn(newPhone());
    const { sessionId } = await findActor(test.world, signed.token);
    await endSession(test.world, sessionId ?? '');
    expect(await findActor(test.world, signed.token)).toMatchObject({ actor: { kind: 'visitor' } });
  });
});

describe('codes', () => {
  it('work once, in the browser that asked, for ten minutes', async () => {
    const contact = newPhone();
    await startSignIn(test.world, { contact, browserHash: mine, from: null, locale: 'es' });
    const code = await codeFor(contact.address);
    const use = (browserHash: Uint8Array) => finishSignIn(test.world, { contact, code, browserHash, device: 'test' });
    expect(await use(browser('thief'))).toMatchObject({ ok: false });
    expect(await use(mine)).toMatchObject({ ok: true });
    expect(await use(mine)).toMatchObject({ ok: false });

    const late = newPhone();
    await startSignIn(test.world, { contact: late, browserHash: mine, from: null, locale: 'es' });
    test.clock.moveTo(new Date(test.clock.now().getTime() + 601_000));
    expect(
      await finishSignIn(test.world, { contact: late, code: await codeFor(late.address), browserHash: mine, device: 'test' }),
    ).toMatchObject({ kind: 'code-expired' });
  });

  it('say how many tries are left, and are worth nothing after five', async () => {
    const contact = newPhone();
    await startSignIn(test.world, { contact, browserHash: mine, from: null, locale: 'es' });
    const code = await codeFor(contact.address);
    const answers = [];
    for (let i = 0; i < 5; i++)
      answers.push(await finishSignIn(test.world, { contact, code: wrong(code), browserHash: mine, device: 'test' }));
    expect(answers.map((answer) => ('triesLeft' in answer ? answer.triesLeft : answer.ok ? 'in' : answer.kind))).toEqual([
      4,
      3,
      2,
      1,
      'code-expired',
    ]);
    expect(await finishSignIn(test.world, { contact, code, browserHash: mine, device: 'test' })).toMatchObject({ ok: false });
  });

  it('are good for one purpose and one appointment alone', async () => {
    const contact = newPhone();
    const [appointmentId, other] = [await bookedFor(contact.address), await bookedFor(contact.address)];
    await sendChangeCode(test.world, { appointmentId, browserHash: mine, from: null, channel: null, locale: 'es' });
    const code = await codeFor(contact.address);
    const as = (purpose: CodePurpose, about: string | null) =>
      useCode(test.world, { purpose, address: contact.address, browserHash: mine, appointmentId: about, code });
    expect(await as('sign_in', null)).toMatchObject({ ok: false });
    expect(await as('takeover', appointmentId)).toMatchObject({ ok: false });
    expect(await proveChange(test.world, { appointmentId: other, browserHash: mine, channel: 'sms', code })).toMatchObject({
      ok: false,
    });
    expect(await proveChange(test.world, { appointmentId, browserHash: browser('thief'), channel: 'sms', code })).toMatchObject({
      ok: false,
    });
    expect(await proveChange(test.world, { appointmentId, browserHash: mine, channel: 'sms', code: '12' })).toMatchObject({
      fields: { codigo: 'code-invalid' },
    });
    expect(await proveChange(test.world, { appointmentId, browserHash: mine, channel: 'sms', code })).toMatchObject({ ok: true });
  });

  it('go to the contact of the appointment, hidden from whoever only has its link', async () => {
    const contact = newPhone();
    const appointmentId = await bookedFor(contact.address, 'ana.soto@correo.example');
    const send = (channel: 'sms' | 'email' | null) =>
      sendChangeCode(test.world, { appointmentId, browserHash: mine, from: null, channel, locale: 'es' });
    expect(await send(null)).toMatchObject({
      value: { channel: 'sms', sentTo: expect.stringMatching(/^612 ··· \d{3}$/), otherChannel: 'email' },
    });
    expect(await send('email')).toMatchObject({
      value: { channel: 'email', sentTo: 'a···@correo.example', otherChannel: 'sms' },
    });
  });
});

describe('what a browser may do after a code', () => {
  it('is for that browser, that appointment, that errand and a quarter of an hour', () => {
    const [id, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const { value } = sealErrand(test.world, 'change', id, mine);
    expect(holdsErrand(test.world, 'change', value, id, mine)).toBe(true);
    expect(holdsErrand(test.world, 'change', value, other, mine)).toBe(false);
    expect(holdsErrand(test.world, 'card', value, id, mine)).toBe(false);
    expect(holdsErrand(test.world, 'change', value, id, browser('thief'))).toBe(false);
    expect(holdsErrand(test.world, 'change', value.replace(/\.\d+\./, '.9999999999.'), id, mine)).toBe(false);
    test.clock.moveTo(new Date(test.clock.now().getTime() + 15 * 60_000));
    expect(holdsErrand(test.world, 'change', value, id, mine)).toBe(false);
  });
});

describe('many at once', () => {
  it('get three texts to one number in an hour, not one more (quality 15)', async () => {
    const contact = newPhone();
    const asked = await Promise.all(Array.from({ length: 12 }, () => startSignIn(test.world, { contact, browserHash: mine, from: null, locale: 'es' })));
    expect(asked.filter((answer) => answer.ok)).toHaveLength(3);
  });

  it('learn nothing of who else is signing in (quality 14)', async () => {
    const [busy, quiet] = [newPhone(), newPhone()];
    await startSignIn(test.world, { contact: busy, browserHash: mine, from: null, locale: 'es' });
    const guess = (contact: typeof busy) => finishSignIn(test.world, { contact, code: '000000', browserHash: browser('thief'), device: 'test' });
    expect(await guess(busy)).toEqual(await guess(quiet));
  });

  it('of a booking open no session for who works here: the second factor stands at the front door (A1)', async () => {
    const { accountId } = practice;
    expect(await test.world.as({ kind: 'system', job: 'test' }, (tx) => issuePatientSession(test.world, tx, { accountId, signedInBy: 'sms', device: 'test' }, { fresh: false }))).toBeNull();
  });
});
