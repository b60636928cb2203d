import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { findActor, openSession } from '#features/accounts/sessions.server.ts';
import { signInWhole } from '../../../tests/world/sign-in.ts';
import { admitPractice, browser, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { acceptInvitation, invitedAddress, readInvitation } from './accept.server.ts';
import { inviteAssistant, removeAssistant, resendInvitation, withdrawInvitation } from './invitations.server.ts';
import { readTeamPage } from './team-page.server.ts';

let test: TestWorld;
let practice: Practice;
let other: Practice;
const system = { kind: 'system', job: 'test' } as const;
const minutes = (count: number) => test.moveTo(new Date(test.clock.now().getTime() + count * 60_000));
let count = 0;
const address = () => `ayuda${(count += 1)}@consulta.example`;

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
  other = await admitPractice(test.world);
});
afterAll(() => test.stop());

const invite = (correo: string, from = practice, nombre = 'Sofía') => inviteAssistant(test.world, from.actor, from.specialistId, { correo, nombre }, 'es');
const team = (of = practice) => readTeamPage(test.world, of.actor, { id: of.specialistId, zone: 'Europe/Madrid' }, 'es');
/** The token in the newest mail to this address. */
async function tokenFor(email: string): Promise<string> {
  await test.runDue();
  const mail = test.rehearsal.mailbox.list().findLast((entry) => entry.to === email && /\/invitacion\//.test(entry.text));
  return /\/invitacion\/([\w-]{22})/.exec(mail?.text ?? '')?.[1] ?? '';
}
/** Signs in with a code to this address, as the invitation's page does. */
async function signIn(email: string): Promise<{ actor: Actor; sessionId: string | null }> {
  const { token } = await signInWhole(test, { channel: 'email', address: email }, browser(email));
  return findActor(test.world, token);
}
const visitor = { actor: { kind: 'visitor' }, sessionId: null } as const;
async function accepted(email: string, from = practice) {
  await invite(email, from);
  const token = await tokenFor(email);
  const who = await signIn(email);
  const answer = await acceptInvitation(test.world, { token, ...who });
  if (!answer.ok) throw new Error(answer.kind);
  return { token, accountId: 'accountId' in who.actor ? who.actor.accountId : '', who };
}

describe('an invitation', () => {
  it('comes by mail with one link, that shows and changes nothing until it is accepted', async () => {
    const email = address();
    expect(await invite(email)).toMatchObject({ ok: true });
    const token = await tokenFor(email);
    const mail = test.rehearsal.mailbox.list().findLast((entry) => entry.to === email);
    expect(mail?.subject).toBe('Invitación para llevar la agenda · Dra. Lucía Ibáñez Peñalver');
    expect(mail?.text).toContain('Hola, Sofía:');
    for (let i = 0; i < 3; i++) expect(await readInvitation(test.world, { token, ...visitor })).toEqual({ state: 'sign-in', practice: 'Dra. Lucía Ibáñez Peñalver', email: 'a···@consulta.example' });
    expect((await team()).members).toEqual([]);
    const who = await signIn(email);
    expect(await readInvitation(test.world, { token, ...who })).toMatchObject({ state: 'may-accept' });
    expect(await acceptInvitation(test.world, { token, ...who })).toMatchObject({ ok: true });
    expect(await findActor(test.world, null)).toMatchObject({ actor: { kind: 'visitor' } });
    expect(await team()).toMatchObject({ members: [{ name: 'Sofía', email }], pending: [] });
    const rows = await test.world.as(system, (tx) => tx.selectFrom('audit').select('action').where('specialist_id', '=', practice.specialistId).orderBy('id').execute());
    expect(rows.map((row) => row.action)).toEqual(['assistant-invited', 'invitation-accepted']);
  });

  it('used once is used: by its owner it leads on, to anybody else it is over', async () => {
    const email = address();
    const { token, who } = await accepted(email);
    const now = await findActor(test.world, null);
    expect(await readInvitation(test.world, { token, ...visitor, ...now })).toMatchObject({ state: 'over', practice: '' });
    const accountId = 'accountId' in who.actor ? who.actor.accountId : '';
    const assistant = { kind: 'assistant', accountId, specialistIds: [practice.specialistId] } as const;
    expect(await readInvitation(test.world, { token, actor: assistant, sessionId: who.sessionId })).toMatchObject({ state: 'serves-already' });
    const thief = await signIn(address());
    expect(await acceptInvitation(test.world, { token, ...thief })).toMatchObject({ kind: 'invitation-over' });
  });

  it('is over for an assistant who was let go: the old link brings nobody back', async () => {
    const email = address();
    const { token, who, accountId } = await accepted(email);
    expect(await removeAssistant(test.world, practice.actor, practice.specialistId, { asistente: accountId })).toMatchObject({ ok: true });
    const patient = { ...who, actor: { kind: 'patient', accountId } as const };
    expect(await acceptInvitation(test.world, { token, ...patient })).toMatchObject({ ok: false, kind: 'invitation-over' });
    expect(await readInvitation(test.world, { token, ...patient })).toEqual({ state: 'over', practice: '', email: '' });
  });

  it('that was forwarded is worth nothing to another account, nor its code to another address', async () => {
    const email = address();
    await invite(email);
    const token = await tokenFor(email);
    const friend = await signIn(address());
    expect(await readInvitation(test.world, { token, ...friend })).toMatchObject({ state: 'other-account', email: 'a···@consulta.example' });
    expect(await acceptInvitation(test.world, { token, ...friend })).toMatchObject({ kind: 'invitation-for-another' });
    expect(await acceptInvitation(test.world, { token, ...visitor })).toMatchObject({ kind: 'sign-in-first' });
    expect(await invitedAddress(test.world, token)).toBe(email);
  });

  it('to a specialist is refused in words: an account keeps one kind of agenda', async () => {
    const email = other.admission.contacts.find((one) => one.channel === 'email')?.address ?? '';
    await invite(email);
    const token = await tokenFor(email);
    const who = await signIn(email);
    expect(await readInvitation(test.world, { token, ...who })).toMatchObject({ state: 'is-specialist' });
    expect(await acceptInvitation(test.world, { token, ...who })).toMatchObject({ kind: 'is-specialist' });
  });

  it('needs the front door: a session that a booking opened signs in first, and ends when it is accepted (A1)', async () => {
    const email = address();
    const first = await signIn(email);
    const accountId = 'accountId' in first.actor ? first.actor.accountId : '';
    const phone = await openSession(test.world, { accountId, signedInBy: 'sms', device: 'phone' });
    await invite(email);
    const token = await tokenFor(email);
    const onPhone = await findActor(test.world, phone.token);
    expect(await acceptInvitation(test.world, { token, ...onPhone })).toMatchObject({ kind: 'sign-in-first' });
    expect(await acceptInvitation(test.world, { token, ...(await signIn(email)) })).toMatchObject({ ok: true });
    expect((await findActor(test.world, phone.token)).actor.kind).toBe('visitor');
  });

  it('lives seven days, and sent again lives anew with another link', async () => {
    const email = address();
    await invite(email);
    const old = await tokenFor(email);
    await minutes(7 * 1440);
    expect(await readInvitation(test.world, { token: old, ...visitor })).toMatchObject({ state: 'over' });
    const [pending] = (await team()).pending.filter((one) => one.email === email);
    expect(pending).toMatchObject({ expired: true, mayResend: true });
    const form = { invitacion: pending?.id ?? '' };
    expect(await resendInvitation(test.world, practice.actor, practice.specialistId, form)).toMatchObject({ ok: true });
    expect(await resendInvitation(test.world, practice.actor, practice.specialistId, form)).toMatchObject({ kind: 'try-again-later' });
    const token = await tokenFor(email);
    expect(token).not.toBe(old);
    expect(await readInvitation(test.world, { token: old, ...visitor })).toMatchObject({ state: 'over' });
    expect(await readInvitation(test.world, { token, ...visitor })).toMatchObject({ state: 'sign-in' });
    expect(await withdrawInvitation(test.world, practice.actor, practice.specialistId, form)).toMatchObject({ ok: true });
    expect(await readInvitation(test.world, { token, ...visitor })).toMatchObject({ state: 'over' });
  });

  it('withdrawn before its mail left is never sent', async () => {
    const email = address();
    await invite(email);
    const [pending] = (await team()).pending.filter((one) => one.email === email);
    await withdrawInvitation(test.world, practice.actor, practice.specialistId, { invitacion: pending?.id ?? '' });
    expect(await tokenFor(email)).toBe('');
  });

  it.each([
    ['what is no address', () => 'ayuda@', 'email-invalid'],
    ['who invites', (own: string) => own, 'own-address'],
    ['who invites, in capitals', (own: string) => own.toUpperCase(), 'own-address'],
  ])('to %s is refused', async (_, correo, kind) => {
    const own = practice.admission.contacts[0]?.address ?? '';
    expect(await invite(correo(own))).toMatchObject({ fields: { correo: kind } });
  });

  it('to somebody of the team is refused, twice to the same address is one, and twenty a day are enough', async () => {
    const own = await admitPractice(test.world);
    const email = address();
    await accepted(email, own);
    expect(await invite(email, own)).toMatchObject({ fields: { correo: 'already-in-team' } });
    const twice = address();
    await invite(twice, own);
    await invite(twice, own);
    expect((await team(own)).pending).toHaveLength(1);
    const answers = [];
    for (let i = 0; i < 20; i++) answers.push(await invite(address(), own));
    expect(answers.at(-1)).toMatchObject({ kind: 'too-many-attempts' });
  });
});

describe('an assistant', () => {
  it('of two specialists keeps both agendas, and loses one without the other', async () => {
    const email = address();
    const { accountId } = await accepted(email);
    await accepted(email, other);
    const session = await openSession(test.world, { accountId, signedInBy: 'email', secondFactor: 'totp', device: 'test' });
    const kept = async () => {
      const { actor } = await findActor(test.world, session.token);
      return 'specialistIds' in actor ? [...actor.specialistIds].sort() : actor.kind;
    };
    expect(await kept()).toEqual([practice.specialistId, other.specialistId].sort());
    expect(await removeAssistant(test.world, practice.actor, practice.specialistId, { asistente: accountId })).toMatchObject({ ok: true });
    expect(await kept()).toEqual([other.specialistId]);
    await removeAssistant(test.world, other.actor, other.specialistId, { asistente: accountId });
    expect(await kept()).toBe('patient');
  });

  it('invites nobody, removes nobody, and adds themselves nowhere, with every check of the application left out too', async () => {
    const { accountId } = await accepted(address());
    const assistant = { kind: 'assistant', accountId, specialistIds: [practice.specialistId] } as const;
    expect(await inviteAssistant(test.world, assistant, practice.specialistId, { correo: address(), nombre: '' }, 'es')).toMatchObject({ kind: 'not-allowed' });
    expect(await removeAssistant(test.world, assistant, practice.specialistId, { asistente: accountId })).toMatchObject({ kind: 'not-allowed' });
    expect(await removeAssistant(test.world, other.actor, other.specialistId, { asistente: accountId })).toMatchObject({ kind: 'not-found' });
    expect(await removeAssistant(test.world, other.actor, practice.specialistId, { asistente: accountId })).toMatchObject({ kind: 'not-allowed' });
    const join = test.world.as(assistant, (tx) => tx.insertInto('assistants').values({ account_id: accountId, specialist_id: other.specialistId, created_at: test.clock.now() }).execute());
    await expect(join).rejects.toThrow();
    for (const actor of [assistant, other.actor] as const) {
      expect((await test.world.as(actor, (tx) => tx.deleteFrom('assistants').where('specialist_id', '=', practice.specialistId).executeTakeFirst())).numDeletedRows).toBe(0n);
      expect(await test.world.as(actor, (tx) => tx.selectFrom('invitations').selectAll().where('specialist_id', '=', practice.specialistId).execute())).toEqual([]);
      expect((await readTeamPage(test.world, actor, { id: practice.specialistId, zone: 'Europe/Madrid' }, 'es')).members).toEqual([]);
    }
  });
});
