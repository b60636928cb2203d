import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { pageAsked } from '#domain/paging.ts';
import { topUpForm, topUpPackage } from '#features/messages/package/top-up.server.ts';
import { listPractice } from '#features/schedule/queries.server.ts';
import { getProfile } from '#features/profiles/profile.server.ts';
import { admitPractice, bookAsPatient, details, type Practice } from '../../../tests/world/clinic.ts';
import { admitOneOperator } from '../../../tests/world/operators.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { readToday } from './today.server.ts';
import { logCsv, searchLog } from './log/search.server.ts';
import { listPackages, packagesCsv } from './specialists/packages.server.ts';
import { listSpecialists, specialistsCsv } from './specialists/list.server.ts';
import { readHealth } from './health/figures.server.ts';
import { readLogState } from './log/state.server.ts';
import { admitByOperator, admitForm } from './specialists/admit.server.ts';
import { pauseSpecialist, readSpecialist, resumeSpecialist } from './specialists/standing.server.ts';

let test: TestWorld;
let operator: Extract<Actor, { kind: 'operator' }>;
let lucia: Practice;
const first = pageAsked('1');
const everything = { words: '', actor: '', from: '', until: '', before: null };
/** Says that it is an operator, and is none. */
const pretended = { kind: 'operator', accountId: '00000000-0000-0000-0000-000000000000' } as const;

beforeAll(async () => {
  test = await startWorld();
  operator = await admitOneOperator(test.world);
  lucia = await admitPractice(test.world);
  await admitPractice(test.world, { slug: 'alvaro-quiroga', fullName: '=Álvaro Quiróga', city: 'Ciudad de México', country: 'MX', zone: 'America/Mexico_City' });
  await bookAsPatient(test.world, details(lucia.videoService, new Date('2026-11-26T10:00:00+01:00')));
});
afterAll(() => test.stop());

describe("the operator's house (O1)", () => {
  it('finds specialists by name, city and state, without accents', async () => {
    const found = async (words: string, state = '') => (await listSpecialists(test.world, operator, { words, state }, first)).rows.map((row) => row.name);
    expect(await found('quiroga')).toEqual(['Dra. =Álvaro Quiróga']);
    expect(await found('madrid')).toEqual(['Dra. Lucía Ibáñez Peñalver']);
    expect(await found('', 'paused')).toEqual([]);
    expect(await found('', 'admitted')).toHaveLength(2);
  });

  it('takes a profile off the site and puts it back; its appointments stay', async () => {
    expect(await pauseSpecialist(test.world, operator, { id: lucia.specialistId, why: ' ' })).toMatchObject({ ok: false, fields: { motivo: 'text-missing' } });
    expect(await pauseSpecialist(test.world, operator, { id: lucia.specialistId, why: 'Falta renovar el seguro.' })).toMatchObject({ ok: true });
    expect(await getProfile(test.world, lucia.admission.slug, 'es')).toBeNull();
    expect(await readSpecialist(test.world, operator, lucia.specialistId)).toMatchObject({ pausedWhy: 'Falta renovar el seguro.', admittedAt: null });
    expect(await listPractice(test.world, lucia.actor)).toMatchObject([{ pausedWhy: 'Falta renovar el seguro.' }]);
    expect(await pauseSpecialist(test.world, operator, { id: lucia.specialistId, why: 'otra vez' })).toMatchObject({ ok: false, kind: 'decided-meanwhile' });
    const booked = await test.world.as(lucia.actor, (tx) => tx.selectFrom('appointments').select('status').where('specialist_id', '=', lucia.specialistId).execute());
    expect(booked).toEqual([{ status: 'booked' }]);
    expect(await resumeSpecialist(test.world, operator, lucia.specialistId)).toMatchObject({ ok: true });
    expect(await getProfile(test.world, lucia.admission.slug, 'es')).not.toBeNull();
    await test.runDue();
    const told = test.rehearsal.mailbox.list().filter((entry) => /en pausa|vuelve a estar publicado/.test(entry.subject ?? ''));
    expect(told.map((entry) => entry.text.includes('Motivo: Falta renovar el seguro.') && /Si no estás de acuerdo/.test(entry.text)).sort()).toEqual([false, true]);
    expect(await pauseSpecialist(test.world, pretended, { id: lucia.specialistId, why: 'porque sí' })).toMatchObject({ ok: false, kind: 'not-allowed' });
  });

  it('sees how full packages are, and adds to them', async () => {
    await topUpPackage(test.world, operator, topUpForm.parse({ slug: lucia.admission.slug, units: '50' }));
    const { rows } = await listPackages(test.world, operator, 'lucia', first);
    expect(rows).toMatchObject([{ id: lucia.specialistId, units: 150, added: 50, used: 0, month: '2026-11' }]);
  });

  it('searches the access log, where its own looks stand too', async () => {
    const { lines } = await searchLog(test.world, operator, { ...everything, words: lucia.specialistId }, 'es');
    expect(lines.map((line) => line.action)).toEqual(expect.arrayContaining(['specialist-paused', 'specialist-resumed', 'specialist-read', 'package-topped-up']));
    const own = await searchLog(test.world, operator, { ...everything, words: 'log-read' }, 'es');
    expect(own.lines.length).toBeGreaterThan(0);
    const inWords = await searchLog(test.world, operator, { ...everything, words: 'pauso' }, 'es');
    expect(inWords.lines.map(({ said, objectKind }) => [said, objectKind])).toEqual([['Pausó a un especialista', 'especialista']]);
    expect(await searchLog(test.world, operator, { ...everything, until: '2026-11-22' }, 'es')).toEqual({ lines: [], next: null });
  });

  it('begins the day with what waits and what is wrong, and draws how messages go', async () => {
    await test.runDue();
    expect(await readToday(test.world, operator)).toMatchObject({ specialists: { admitted: 2, paused: 0 }, proposals: 0, alarms: [], differences: { events: 0, answers: 0, refunds: 0, disputes: 0 } });
    expect(await readLogState(test.world, operator, 'es')).toMatchObject({ breaches: [] });
    const health = await readHealth(test.world, operator, 'semana', 'es');
    expect(health.labels).toHaveLength(7);
    expect(health.mail[0]?.values.at(-1)).toBeGreaterThan(0);
    expect((await readHealth(test.world, pretended, 'dia', 'es')).mail[0]?.values.every((value) => value === 0)).toBe(true);
  });

  it('takes tables away that no program reads as formulas', async () => {
    expect(await specialistsCsv(test.world, operator, { words: 'quiroga', state: '' }, 'es')).toContain('Dra. =Álvaro Quiróga;');
    expect((await packagesCsv(test.world, operator, '', 'es')).split('\r\n')).toHaveLength(4);
    expect(await logCsv(test.world, operator, { ...everything, words: lucia.specialistId }, 'es')).toContain('specialist-paused');
  });

  it('is closed to whoever only says that they are one: the database looks', async () => {
    expect((await searchLog(test.world, pretended, everything, 'es')).lines).toEqual([]);
    expect((await listPackages(test.world, pretended, '', first)).rows).toEqual([]);
    expect((await readSpecialist(test.world, pretended, lucia.specialistId))?.contacts).toEqual([]);
    await pauseSpecialist(test.world, pretended, { id: lucia.specialistId, why: 'x' }).catch(() => null);
    expect(await getProfile(test.world, lucia.admission.slug, 'es')).not.toBeNull();
  });

  it('shows no patient: neither appointments nor people nor their contacts', async () => {
    const seen = await test.world.as(operator, async (tx) => [
      await tx.selectFrom('appointments').select('id').execute(),
      await tx.selectFrom('people').select('id').execute(),
      await tx.selectFrom('messages').select('id').execute(),
      await tx.selectFrom('contacts').select('address').where('address', 'like', '%carmen%').execute(),
    ]);
    expect(seen).toEqual([[], [], [], []]);
  });
});

describe('admission (O1)', () => {
  const typed = { titulo: 'Dra.', nombre: 'Aitana Vidal  Roca', titular: 'Dermatóloga', especialidad: 'dermatologia', licencia: '08/12345', registro: 'COMB', zona: 'Europe/Madrid', ciudad: 'Barcelona', telefono: '931 234 567', correo: 'aitana@vidal.example', movil: '612 555 881' };
  const admit = (change: Partial<typeof typed> & { ciudad_igual?: 'si' } = {}, actor: Actor = operator) => admitByOperator(test.world, actor, admitForm.parse({ ...typed, ...change }));

  it.each([
    [{ nombre: ' ' }, 'nombre', 'name-missing'],
    [{ especialidad: 'brujeria' }, 'especialidad', 'choice-missing'],
    [{ registro: '' }, 'registro', 'text-missing'],
    [{ correo: 'aitana' }, 'correo', 'email-invalid'],
    [{ movil: '931234567' }, 'movil', 'mobile-invalid'],
    [{ telefono: '12' }, 'telefono', 'phone-invalid'],
    [{ ciudad: 'Barcelna' }, 'ciudad', 'city-unknown'],
  ])('with %j says %s: %s', async (change, field, kind) => {
    expect(await admit(change)).toMatchObject({ ok: false, kind: 'invalid-input', fields: { [field]: kind } });
  });

  it('is no specialist’s, nor anybody’s who only says to operate', async () => {
    expect(await admit({}, lucia.actor)).toMatchObject({ kind: 'not-allowed' });
    expect(await admit({}, pretended)).toMatchObject({ kind: 'not-allowed' });
  });

  it('makes a profile that cannot be booked yet, notes register and operator, and tells the specialist by mail and SMS', async () => {
    const done = await admit();
    if (!done.ok) throw new Error(done.kind);
    const card = await readSpecialist(test.world, operator, done.value.specialistId);
    expect(card).toMatchObject({ name: 'Dra. Aitana Vidal Roca', slug: 'aitana-vidal-roca-dermatologa-barcelona', zone: 'Europe/Madrid' });
    expect(await getProfile(test.world, card?.slug ?? '', 'es')).toBeTruthy();
    expect((await searchLog(test.world, operator, { ...everything, words: done.value.specialistId }, 'es')).lines.map((line) => line.action)).toContain('specialist-admitted');
    await test.runDue();
    const told = test.rehearsal.mailbox.list().filter((one) => ['aitana@vidal.example', '+34612555881'].includes(one.to));
    expect(told.map((one) => one.to).sort()).toEqual(['+34612555881', 'aitana@vidal.example']);
    expect(told.find((one) => one.subject)?.text).toContain('/agenda/ajustes/perfil');
    expect(await admit()).toMatchObject({ kind: 'contact-taken', fields: { correo: 'contact-taken', movil: 'contact-taken' } });
    expect(await admit({ correo: 'otra@vidal.example', movil: '' })).toMatchObject({ ok: true });
  });

  it('writes a city as the list does, and one that is in none only where that is meant (decision 0060)', async () => {
    const cityOf = async (correo: string, change: { ciudad: string; ciudad_igual?: 'si' }) => {
      const done = await admit({ correo, movil: '', ...change });
      if (!done.ok) throw new Error(done.kind);
      return test.world.as({ kind: 'visitor' }, (tx) => tx.selectFrom('specialists').select('city').where('id', '=', done.value.specialistId).executeTakeFirst());
    };
    expect(await cityOf('a@vidal.example', { ciudad: 'bcn' })).toEqual({ city: 'Barcelona' });
    expect(await cityOf('b@vidal.example', { ciudad: 'Aldea de Ninguna Parte', ciudad_igual: 'si' })).toEqual({ city: 'Aldea de Ninguna Parte' });
  });
});
