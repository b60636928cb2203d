import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { pageAsked } from '#domain/paging.ts';
import { openSession, findActor } from '#features/accounts/sessions.server.ts';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { getProfile } from '#features/profiles/profile.server.ts';
import { admitPractice, bookAsPatient, browser, details } from '../../../../tests/world/clinic.ts';
import { admitOneOperator } from '../../../../tests/world/operators.ts';
import { enterCode, signInWhole } from '../../../../tests/world/sign-in.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { admitAssistant } from '../specialists/admission.server.ts';
import { proposeReset } from './propose-reset.server.ts';
import { confirmProposal, listProposals, propose, withdrawProposal } from './proposals.server.ts';

let test: TestWorld;
let andres: Extract<Actor, { kind: 'operator' }>;
let marta: Extract<Actor, { kind: 'operator' }>;
const system = { kind: 'system', job: 'test' } as const;
const first = pageAsked('1');
const open = { only: 'open', words: '' } as const;

beforeAll(async () => {
  test = await startWorld();
  andres = await admitOneOperator(test.world);
  marta = await admitOneOperator(test.world);
});
afterAll(() => test.stop());

/** Proposed by Andrés; the proposal's id. */
async function proposed(kind: 'erase-specialist' | 'reset-second-factor', specialistId: string): Promise<string> {
  const answer = await propose(test.world, andres, { kind, specialistId, reason: 'Documento visto por vídeo.' });
  if (!answer.ok) throw new Error(answer.kind);
  return (await listProposals(test.world, marta, open, first)).rows.find((row) => row.specialistId === specialistId)?.id ?? '';
}

describe('what two operators decide (O1)', () => {
  it('a lost second factor is taken away, its sessions end, its owner is told everywhere and makes a new one', async () => {
    const practice = await admitPractice(test.world);
    const mail = practice.admission.contacts[0] ?? { channel: 'email', address: '' };
    const signed = await signInWhole(test, mail, browser('lucia'));
    const id = await proposed('reset-second-factor', practice.specialistId);
    expect(await confirmProposal(test.world, andres, id)).toMatchObject({ ok: false, kind: 'needs-another-operator' });
    expect((await findActor(test.world, signed.token)).actor.kind).toBe('specialist');
    expect(await confirmProposal(test.world, marta, id)).toMatchObject({ ok: true });
    expect((await findActor(test.world, signed.token)).actor.kind).toBe('visitor');
    await test.runDue();
    const told = test.rehearsal.mailbox.list().filter((entry) => /segundo paso/i.test(`${entry.subject ?? ''} ${entry.text}`)).map((entry) => entry.to);
    expect(told).toEqual(expect.arrayContaining(practice.admission.contacts.map((contact) => contact.address)));
    test.clock.moveTo(new Date(test.clock.now().getTime() + 3_600_000));
    expect(await enterCode(test, mail, browser('lucia again'))).toMatchObject({ next: 'second-factor' });
    expect(await confirmProposal(test.world, marta, id)).toMatchObject({ ok: false, kind: 'decided-meanwhile' });
  });

  it('a specialist is erased once nobody waits for them; the name stays where a consultation took place', async () => {
    const practice = await admitPractice(test.world, { slug: 'quien-se-va' });
    const session = await openSession(test.world, { accountId: practice.accountId, signedInBy: 'rehearsal', device: '' });
    const { appointmentId } = await bookAsPatient(test.world, details(practice.videoService, new Date('2026-11-26T10:00:00+01:00')));
    const id = await proposed('erase-specialist', practice.specialistId);
    expect(await confirmProposal(test.world, marta, id)).toMatchObject({ ok: false, kind: 'appointments-ahead' });
    expect(await cancelAppointment(test.world, practice.actor, { appointmentId, expectedCostCents: 0 })).toMatchObject({ ok: true });
    expect(await confirmProposal(test.world, marta, id)).toMatchObject({ ok: true });
    expect(await getProfile(test.world, 'quien-se-va', 'es')).toBeNull();
    expect((await findActor(test.world, session.token)).actor.kind).toBe('visitor');
    const left = await test.world.as(system, async (tx) => ({
      row: await tx.selectFrom('specialists').selectAll().where('id', '=', practice.specialistId).executeTakeFirstOrThrow(),
      contacts: await tx.selectFrom('contacts').selectAll().where('account_id', '=', practice.accountId).execute(),
      hours: await tx.selectFrom('weekly_hours').selectAll().where('specialist_id', '=', practice.specialistId).execute(),
    }));
    expect(left).toMatchObject({ row: { full_name: 'Datos borrados', phone: '', biography: '', licence_number: '' }, contacts: [], hours: [] });
  });

  it('waits for a week, can be taken back, and is never proposed twice at once', async () => {
    const practice = await admitPractice(test.world);
    const id = await proposed('erase-specialist', practice.specialistId);
    const again = { kind: 'erase-specialist', specialistId: practice.specialistId, reason: 'Otra vez' } as const;
    expect(await propose(test.world, marta, again)).toMatchObject({ ok: false, kind: 'decided-meanwhile' });
    expect(await propose(test.world, marta, { ...again, reason: ' ' })).toMatchObject({ ok: false, fields: { motivo: 'text-missing' } });
    expect(await withdrawProposal(test.world, marta, id)).toMatchObject({ ok: true });
    const second = await proposed('erase-specialist', practice.specialistId);
    test.clock.moveTo(new Date(test.clock.now().getTime() + 7 * 86_400_000));
    expect(await confirmProposal(test.world, marta, second)).toMatchObject({ ok: false, kind: 'decided-meanwhile' });
    expect(await propose(test.world, marta, again)).toMatchObject({ ok: true });
  });

  it('is refused by the database itself where one operator confirms their own', async () => {
    const practice = await admitPractice(test.world);
    const id = await proposed('erase-specialist', practice.specialistId);
    const alone = test.world.as(andres, (tx) =>
      tx.updateTable('operator_proposals').set({ decision: 'confirmed', decided_by: andres.accountId, decided_at: test.clock.now() }).where('id', '=', id).execute(),
    );
    await expect(alone).rejects.toThrow(/confirmed_by_another/);
    const pretended = { kind: 'operator', accountId: practice.accountId } as const;
    expect(await confirmProposal(test.world, pretended, id)).toMatchObject({ ok: false, kind: 'not-allowed' });
  });

  it('an assistant or operator who has lost theirs is found by the mail they sign in with, and nobody else is', async () => {
    const practice = await admitPractice(test.world);
    const address = 'asiste@consulta.example';
    await admitAssistant(test.world, { email: address, specialistIds: [practice.specialistId] });
    const signed = await signInWhole(test, { channel: 'email', address }, browser('asiste'));
    const form = { correo: address, motivo: 'Reconocida por vídeo.' };
    expect(await proposeReset(test.world, { kind: 'operator', accountId: practice.accountId }, form)).toMatchObject({ ok: false, kind: 'not-allowed' });
    for (const correo of ['nadie@correo.example', practice.admission.contacts[0]?.address ?? '']) {
      expect(await proposeReset(test.world, andres, { ...form, correo })).toMatchObject({ ok: false, kind: 'not-found' });
    }
    expect(await proposeReset(test.world, andres, form)).toMatchObject({ ok: true });
    expect(await proposeReset(test.world, marta, form)).toMatchObject({ ok: false, kind: 'decided-meanwhile' });
    const line = (await listProposals(test.world, marta, { ...open, words: 'asiste@' }, first)).rows.find((row) => row.name === address);
    expect(line).toMatchObject({ kind: 'reset-second-factor', specialistId: null, mine: false });
    expect((await listProposals(test.world, marta, { ...open, words: 'nadie así' }, first)).rows).toEqual([]);
    expect(await confirmProposal(test.world, andres, line?.id ?? '')).toMatchObject({ ok: false, kind: 'needs-another-operator' });
    expect(await confirmProposal(test.world, marta, line?.id ?? '')).toMatchObject({ ok: true });
    expect((await findActor(test.world, signed.token)).actor.kind).toBe('visitor');
  });
});
