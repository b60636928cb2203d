import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageAsked } from '#domain/paging.ts';
import type { Actor } from '#domain/people.ts';
import { keepNoLonger } from '#features/privacy/retention.server.ts';
import { admitApplication, decideApplication, readApplication } from '#features/operator/applications/decide.server.ts';
import { applicationsCsv, countApplications, listApplications } from '#features/operator/applications/queue.server.ts';
import { getProfile } from '#features/profiles/profile.server.ts';
import { browser } from '../../../tests/world/clinic.ts';
import { admitOneOperator } from '../../../tests/world/operators.ts';
import { enterCode } from '../../../tests/world/sign-in.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { findOwnApplication, listPapers, saveApplication, sendApplication, withdrawApplication, type Applicant } from './own.server.ts';
import { addPaper, openPaper, removePaper } from './papers.server.ts';
import type { ApplicationForm } from './schema.ts';

let test: TestWorld;
let operator: Extract<Actor, { kind: 'operator' }>;
const first = pageAsked('1');
const waiting = { words: '', state: '' };
const nuria: ApplicationForm = {
  titulo: 'Dra.', nombre: 'Nuria Salcedo Prim', titular: 'Dermatóloga', especialidad: 'dermatologia', licencia: '28/28/12345', registro: 'ICOMEM, Madrid',
  zona: 'Europe/Madrid', ciudad: 'Madrid', telefono: '911 234 567',
};

beforeAll(async () => {
  test = await startWorld();
  operator = await admitOneOperator(test.world);
});
afterAll(() => test.stop());

/** Somebody who has proved this mail with a code and is nobody else. */
async function applicant(address: string): Promise<Applicant> {
  const entered = await enterCode(test, { channel: 'email', address }, browser(address));
  if (entered.next !== 'session' || entered.session.actor.kind !== 'patient') throw new Error('not a patient');
  return entered.session.actor;
}
const paper = (kind: 'licence' | 'identity', words = kind as string) => ({ kind, fileName: `${kind}.pdf`, bytes: Buffer.from(`%PDF-1.4 ${words}`), mediaType: 'application/pdf' as const });
async function sent(address: string, form = nuria): Promise<Applicant> {
  const actor = await applicant(address);
  await saveApplication(test.world, actor, form);
  await addPaper(test.world, actor, paper('licence'));
  await addPaper(test.world, actor, paper('identity'));
  expect(await sendApplication(test.world, actor)).toMatchObject({ ok: true });
  return actor;
}
async function mailsTo(address: string): Promise<string[]> {
  await test.runDue();
  return test.rehearsal.mailbox.list().filter((entry) => entry.to === address).map((entry) => `${entry.subject ?? ''}\n${entry.text}`);
}
const idOf = async (actor: Applicant) => (await findOwnApplication(test.world, actor))?.id ?? '';

describe('a specialist who applies (O1)', () => {
  it('names what is wrong field by field, and sends nothing without licence and identity', async () => {
    const actor = await applicant('falta@correo.example');
    expect(await saveApplication(test.world, actor, { ...nuria, nombre: 'N', licencia: '', telefono: '12', zona: 'Asia/Tokyo', especialidad: 'brujeria' })).toMatchObject({
      ok: false,
      fields: { nombre: 'name-missing', licencia: 'text-missing', telefono: 'phone-invalid', zona: 'choice-missing', especialidad: 'choice-missing' },
    });
    expect(await saveApplication(test.world, actor, { ...nuria, ciudad: 'Mdrid' })).toMatchObject({ fields: { ciudad: 'city-unknown' } });
    expect(await saveApplication(test.world, actor, { ...nuria, ciudad: 'madrid' })).toMatchObject({ ok: true });
    expect(await findOwnApplication(test.world, actor)).toMatchObject({ facts: { ciudad: 'Madrid' } });
    await addPaper(test.world, actor, paper('licence'));
    expect(await sendApplication(test.world, actor)).toMatchObject({ ok: false, kind: 'papers-missing' });
    expect(await findOwnApplication(test.world, actor)).toMatchObject({ state: 'draft', missing: ['identity'], papers: [{ kind: 'licence', name: 'licence' }] });
    expect(await countApplications(test.world, operator)).toBe(0);
    expect(await readApplication(test.world, operator, await idOf(actor))).toBeNull();
  });

  it('follows it from received to what is missing to admitted, told by mail each time, and signs in as a specialist', async () => {
    const address = 'nuria@consulta.example';
    const actor = await sent(address);
    const id = await idOf(actor);
    expect(await saveApplication(test.world, actor, nuria)).toMatchObject({ ok: false, kind: 'decided-meanwhile' });
    expect(await addPaper(test.world, actor, paper('licence'))).toMatchObject({ ok: false, kind: 'decided-meanwhile' });
    expect((await listApplications(test.world, operator, waiting, 'es', first)).rows).toMatchObject([{ id, name: 'Dra. Nuria Salcedo Prim', state: 'received' }]);
    expect(await applicationsCsv(test.world, operator, waiting, 'es')).toContain('Nuria Salcedo Prim');
    expect(await readApplication(test.world, operator, id)).toMatchObject({ contacts: [{ address }], licence: '28/28/12345', may: { review: true, admit: true } });

    await decideApplication(test.world, operator, id, { que: 'review', texto: '' });
    expect(await decideApplication(test.world, operator, id, { que: 'ask', texto: '' })).toMatchObject({ ok: false, fields: { texto: 'text-missing' } });
    await decideApplication(test.world, operator, id, { que: 'ask', texto: 'El carné está borroso.' });
    expect(await findOwnApplication(test.world, actor)).toMatchObject({ state: 'incomplete', answer: 'El carné está borroso.', mayEdit: true });
    const [before] = (await findOwnApplication(test.world, actor))?.papers ?? [];
    await removePaper(test.world, actor, before?.id ?? '');
    await addPaper(test.world, actor, paper('licence', 'nítido'));
    expect(await sendApplication(test.world, actor)).toMatchObject({ ok: true });

    const admitted = await admitApplication(test.world, operator, id, { registro: 'ICOMEM, consultado hoy', nota: '' });
    if (!admitted.ok) throw new Error(admitted.kind);
    expect(await admitApplication(test.world, operator, id, { registro: 'otra vez', nota: '' })).toMatchObject({ ok: false, kind: 'decided-meanwhile' });
    expect(await getProfile(test.world, 'nuria-salcedo-prim-dermatologa-madrid', 'es')).not.toBeNull();
    const told = await mailsTo(address);
    for (const words of ['Hemos recibido tu solicitud', 'Estamos revisando tu solicitud', 'El carné está borroso.', 'Tu perfil de especialista ya está creado']) {
      expect(told.filter((mail) => mail.includes(words)), words).toHaveLength(words.startsWith('Hemos') ? 2 : 1);
    }
    test.clock.moveTo(new Date(test.clock.now().getTime() + 3_600_000));
    expect(await enterCode(test, { channel: 'email', address }, browser('nuria again'))).toMatchObject({ next: 'second-factor' });
  });

  it('is refused with a reason and how to object, and may apply again', async () => {
    const actor = await sent('no@consulta.example', { ...nuria, nombre: 'Nadie Conocido' });
    const id = await idOf(actor);
    await decideApplication(test.world, operator, id, { que: 'refuse', texto: 'Ese número no está en el registro.' });
    expect(await findOwnApplication(test.world, actor)).toMatchObject({ state: 'refused', answer: 'Ese número no está en el registro.', mayEdit: false, mayWithdraw: false });
    const told = (await mailsTo('no@consulta.example')).find((mail) => mail.includes('No hemos admitido'));
    expect(told).toContain('Motivo: Ese número no está en el registro.');
    expect(told).toMatch(/Si no estás de acuerdo, escribe a/);
    expect(await saveApplication(test.world, actor, { ...nuria, licencia: '28/28/54321' })).toMatchObject({ ok: true });
    expect(await findOwnApplication(test.world, actor)).toMatchObject({ state: 'draft', facts: { licencia: '28/28/54321' } });
    // The refused one goes a year later, the one that was never sent after three months.
    test.clock.moveTo(new Date(test.clock.now().getTime() + 366 * 86_400_000));
    await keepNoLonger(test.world);
    expect(await findOwnApplication(test.world, actor)).toBeNull();
  });

  it('takes it back, and facts, papers and key are gone', async () => {
    const actor = await sent('retira@consulta.example');
    const id = await idOf(actor);
    expect(await withdrawApplication(test.world, actor)).toMatchObject({ ok: true });
    const left = await test.world.as({ kind: 'system', job: 'test' }, async (tx) => [
      await tx.selectFrom('application_documents').select('id').where('application_id', '=', id).execute(),
      await tx.selectFrom('data_keys').select('person_id').where('person_id', '=', id).execute(),
    ]);
    expect(left).toEqual([[], []]);
  });

  it('is nobody’s to see but its writer’s and the operators’; the papers lie sealed', async () => {
    const actor = await sent('sello@consulta.example');
    const stranger = await applicant('otra@correo.example');
    const id = await idOf(actor);
    const [one] = await listPapers(test.world, operator, id);
    if (!one) throw new Error('no paper');
    expect(Buffer.from((await openPaper(test.world, actor, one.id))?.bytes ?? []).toString()).toBe('%PDF-1.4 licence');
    expect(await openPaper(test.world, operator, one.id)).toMatchObject({ name: 'licence' });
    const pretended = { kind: 'operator', accountId: stranger.accountId } as const;
    for (const nobody of [stranger, { kind: 'visitor' } as const, pretended]) {
      expect(await openPaper(test.world, nobody, one.id)).toBeNull();
      expect(await listPapers(test.world, nobody, id)).toEqual([]);
    }
    expect(await removePaper(test.world, stranger, one.id)).toMatchObject({ ok: false, kind: 'not-found' });
    expect(await decideApplication(test.world, pretended, id, { que: 'refuse', texto: 'x' })).toMatchObject({ ok: false, kind: 'not-allowed' });
    const { rows } = await test.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('application_document_parts').select('sealed').execute().then((found) => ({ rows: found })));
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.some((row) => row.sealed.includes('%PDF'))).toBe(false);
  });

  it('whoever works here already is told to take another account', async () => {
    await expect(saveApplication(test.world, { kind: 'patient', accountId: operator.accountId }, nuria)).resolves.toMatchObject({ ok: false, kind: 'works-here-already' });
  });
});
