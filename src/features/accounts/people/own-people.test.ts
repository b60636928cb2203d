import { afterAll, beforeAll, expect, it } from 'vitest';
import { findKnownPatient } from '../known-patient.server.ts';
import { admitPractice, bookAsPatient, details, type Booked, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { addPerson, listOwnPeople, removePerson, renamePerson } from './own-people.server.ts';

let test: TestWorld;
let practice: Practice;
let carmen: Booked;
const book = (hour: string, change: Parameters<typeof details>[2] = {}) => bookAsPatient(test.world, details(practice.videoService, new Date(`2026-11-26T${hour}:00+01:00`), change), hour);
const names = async () => (await listOwnPeople(test.world, carmen.patient.accountId)).map((one) => [one.name, one.appointments, one.self]);

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
  carmen = await book('10:00');
});
afterAll(() => test.stop());

it('an account books for others: added, put right, booked for, and taken away while nothing was booked (A2)', async () => {
  const { accountId } = carmen.patient;
  const added = await addPerson(test.world, accountId, 'Lukas Ruiz Vega');
  const lucas = added.ok ? added.value.id : '';
  expect(await addPerson(test.world, accountId, 'lukas ruiz vega')).toMatchObject({ kind: 'already-there' });
  expect(await addPerson(test.world, accountId, ' '.trim())).toMatchObject({ fields: { nombre: 'name-missing' } });
  expect(await renamePerson(test.world, accountId, lucas, 'Lucas Ruiz Vega')).toMatchObject({ ok: true });
  expect(await findKnownPatient(test.world, accountId, lucas)).toMatchObject({ name: 'Lucas Ruiz Vega', self: false });
  await book('11:00', { para: 'other', nombre: 'Lucas Ruiz Vega' });
  expect(await names()).toEqual([
    ['Carmen Ruiz Lozano', 1, true],
    ['Lucas Ruiz Vega', 1, false],
  ]);
  expect(await removePerson(test.world, accountId, lucas)).toMatchObject({ kind: 'has-appointments' });
  const other = await addPerson(test.world, accountId, 'Nadie Aún');
  expect(await removePerson(test.world, practice.accountId, other.ok ? other.value.id : '')).toMatchObject({ kind: 'not-found' });
  expect(await renamePerson(test.world, practice.accountId, lucas, 'Otro Nombre')).toMatchObject({ kind: 'not-found' });
  expect(await removePerson(test.world, accountId, other.ok ? other.value.id : '')).toMatchObject({ ok: true });
  expect(await names()).toHaveLength(2);
});

it('a form that names nobody takes away and puts right nobody (quality 34)', async () => {
  const { accountId } = carmen.patient;
  expect(await removePerson(test.world, accountId, '')).toMatchObject({ kind: 'not-found' });
  expect(await renamePerson(test.world, accountId, '', 'Nadie Aún')).toMatchObject({ kind: 'not-found' });
});
