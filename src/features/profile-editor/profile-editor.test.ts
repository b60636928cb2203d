import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { getProfile } from '#features/profiles/profile.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { slotsOfService } from '#features/profiles/free-slots.server.ts';
import { listAgenda } from '#features/schedule/queries.server.ts';
import { admitPractice, browser, details, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { suggestCities } from './cities.server.ts';
import { addPlace, listOwnPlaces, removePlace, savePlace } from './places.server.ts';
import { getOwnProfile, offerVideo, saveProfile } from './profile.server.ts';
import type { ProfileForm } from './schema.ts';
import { addService, listOwnServices, moveService, saveService, setServiceState } from './services.server.ts';

let test: TestWorld;
let lucia: Practice;
let other: Practice;
let assistant: Actor;
const shown = async () => {
  const profile = await getProfile(test.world, lucia.admission.slug, 'es');
  if (!profile) throw new Error('no profile');
  return profile;
};
const words = (change: Partial<ProfileForm> = {}): ProfileForm => ({
  titulo: 'Dra.', titular: 'Dermatóloga', biografia: 'Piel y lunares.', ciudad: 'Toledo', telefono: '925 555 014', idiomas: ['ca', 'es'], especialidades: ['dermatologia'], ...change,
}); // prettier-ignore
const place = { nombre: 'Consulta Norte', direccion: 'Avenida de la Constitución 1234, bajo', ciudad: 'Toledo', corto: '' };

beforeAll(async () => {
  test = await startWorld();
  lucia = await admitPractice(test.world);
  other = await admitPractice(test.world);
  assistant = { kind: 'assistant', accountId: other.accountId, specialistIds: [lucia.specialistId] };
});
afterAll(() => test.stop());

describe('the words of a profile', () => {
  const practice = () => ({ id: lucia.specialistId, country: 'ES' as const });

  it('show at once', async () => {
    expect(await saveProfile(test.world, lucia.actor, practice(), words())).toMatchObject({ ok: true });
    expect(await shown()).toMatchObject({ biography: 'Piel y lunares.', city: 'Toledo', languages: ['es', 'ca'], specialties: [{ code: 'dermatologia' }] });
  });

  it('are refused field by field', async () => {
    const wrong = await saveProfile(test.world, lucia.actor, practice(), words({ titular: '', biografia: 'x'.repeat(2001), telefono: '12', idiomas: ['klingon'], especialidades: ['brujeria'] }));
    expect(wrong).toMatchObject({ fields: { titular: 'text-missing', biografia: 'text-too-long', telefono: 'phone-invalid', idiomas: 'choice-missing' } });
    expect(await saveProfile(test.world, lucia.actor, practice(), words({ especialidades: ['brujeria'] }))).toMatchObject({ fields: { especialidades: 'choice-missing' } });
  });

  it('are the specialist’s alone', async () => {
    for (const actor of [assistant, other.actor]) {
      expect(await saveProfile(test.world, actor, practice(), words({ titular: 'Bruja' }))).toMatchObject({ kind: 'not-allowed' });
      expect(await addPlace(test.world, actor, lucia.specialistId, place)).toMatchObject({ kind: 'not-allowed' });
      expect(await setServiceState(test.world, actor, lucia.specialistId, { servicio: lucia.videoService, activo: 'no' })).toMatchObject({ kind: 'not-allowed' });
    }
    expect((await shown()).headline).toBe('Dermatóloga');
  });

  it('say what is still missing', async () => {
    const { completeness } = await getOwnProfile(test.world, lucia.actor, lucia.specialistId, 'es');
    expect(completeness.missing).toContain('photo');
    expect(completeness.percent).toBeLessThan(100);
  });
});

describe('video', () => {
  it('that is switched off shows nowhere, and what was booked stays (P2)', async () => {
    expect(await offerVideo(test.world, lucia.actor, lucia.specialistId, { video: 'no' })).toMatchObject({ ok: true });
    expect((await shown()).services.map((service) => service.modality)).toEqual(['in_person']);
    await offerVideo(test.world, lucia.actor, lucia.specialistId, { video: 'si' });
    expect((await shown()).services.map((service) => service.modality)).toContain('video');
  });
});

describe('services', () => {
  const own = () => listOwnServices(test.world, lucia.actor, lucia.specialistId);
  const add = (nombre: string, precio: string) => addService(test.world, lucia.actor, lucia.specialistId, { modalidad: 'video', nombre, minutos: '20', precio, lugar: '' });

  it('change what is booked from now on, not what is booked', async () => {
    const form = { servicio: lucia.videoService, dia: '2026-11-24', hora: '10:00', persona: '', nombre: 'Ana Soto', movil: '612 000 111', correo: '' };
    expect(await bookForPatient(test.world, lucia.actor, form, 'es')).toMatchObject({ ok: true });
    const change = { servicio: lucia.videoService, nombre: 'Videoconsulta', minutos: '20', precio: '60,50', lugar: '' };
    expect(await saveService(test.world, lucia.actor, lucia.specialistId, change)).toMatchObject({ ok: true });
    expect((await shown()).services.find((service) => service.id === lucia.videoService)).toMatchObject({ durationMinutes: 20, priceCents: 6050 });
    const week = { from: new Date('2026-11-23T00:00:00+01:00'), until: new Date('2026-11-30T00:00:00+01:00') };
    const [event] = await listAgenda(test.world, lucia.actor, { specialistId: lucia.specialistId, ...week });
    expect(event?.durationMinutes).toBe(30);
    const wrong = await saveService(test.world, lucia.actor, lucia.specialistId, { ...change, nombre: '', minutos: '2', precio: 'caro' });
    expect(wrong).toMatchObject({ fields: { nombre: 'name-missing', minutos: 'number-invalid', precio: 'price-invalid' } });
  });

  it('are found in the city as the list of cities writes it, however it is typed; one that is not there is kept only when it is meant (P4)', async () => {
    const { actor, specialistId, admission } = await admitPractice(test.world);
    const place = { nombre: 'Segunda consulta', direccion: 'Calle Larios 4', corto: '' };
    for (const ciudad of ['malaga', 'bcn']) expect(await addPlace(test.world, actor, specialistId, { ...place, ciudad })).toMatchObject({ ok: true });
    const nowhere = { ...place, ciudad: 'Aldea de Ninguna Parte' };
    expect(await addPlace(test.world, actor, specialistId, nowhere)).toMatchObject({ kind: 'invalid-input', fields: { ciudad: 'city-unknown' } });
    expect(await addPlace(test.world, actor, specialistId, { ...nowhere, ciudad_igual: 'si' })).toMatchObject({ ok: true });
    const kept = (await listOwnPlaces(test.world, actor, specialistId)).find((one) => one.city === nowhere.ciudad);
    expect(await savePlace(test.world, actor, specialistId, { ...nowhere, nombre: 'Otro nombre', lugar: kept?.id ?? '' })).toMatchObject({ ok: true });
    const profile = await getProfile(test.world, admission.slug, 'es');
    const cities = Object.fromEntries((profile?.places ?? []).map((one) => [one.city, one.geo]));
    expect(cities).toEqual({
      Madrid: { latitude: 40.416, longitude: -3.703 },
      Málaga: { latitude: expect.closeTo(36.72, 1), longitude: expect.closeTo(-4.42, 1) },
      Barcelona: { latitude: 41.389, longitude: 2.159 },
      'Aldea de Ninguna Parte': null,
    });
    const suggested = await suggestCities(test.world, actor, specialistId);
    expect(suggested).toEqual(expect.arrayContaining(['Madrid', 'Málaga', 'Las Palmas de Gran Canaria']));
    expect(suggested).not.toContain('Guadalajara de México');
  });

  it('that ask for rest leave it free before and after them, whoever looks; emptied, it is free again (B1)', async () => {
    const practice = await admitPractice(test.world);
    const { actor, specialistId, videoService, inPersonService } = practice;
    const before = { servicio: inPersonService, nombre: 'Consulta presencial', minutos: '40', precio: '70' };
    const free = async () => {
      const slots = await slotsOfService(test.world, videoService, { from: new Date('2026-11-26T08:00:00Z'), days: 1 });
      return (slots?.free ?? []).map((slot) => slot.toISOString().slice(11, 16)).filter((hour) => hour >= '08:00' && hour <= '10:40');
    };
    const visit = { servicio: inPersonService, dia: '2026-11-26', hora: '10:00', persona: '', nombre: 'Ana Soto', movil: '612 000 222', correo: '' } as const;
    expect(await bookForPatient(test.world, actor, visit, 'es')).toMatchObject({ ok: true });
    const unrested = ['08:00', '08:20', '09:40', '10:00', '10:20', '10:40'];
    expect(await free()).toEqual(unrested);
    expect(await saveService(test.world, actor, specialistId, { ...before, antes: '20', despues: '10' })).toMatchObject({ ok: true });
    expect(await free()).toEqual(['08:00', '10:00', '10:20', '10:40']);
    const held = (inicio: string) => holdSlot(test.world, { browserHash: browser('rest'), locale: 'es' }, details(videoService, new Date(inicio), { clave: inicio }));
    expect(await held('2026-11-26T09:40:00Z')).toMatchObject({ kind: 'slot-taken' });
    expect(await saveService(test.world, actor, specialistId, { ...before, antes: 'x', despues: '500' })).toMatchObject({ fields: { antes: 'number-invalid', despues: 'number-invalid' } });
    expect(await saveService(test.world, actor, specialistId, { ...before, antes: '', despues: '' })).toMatchObject({ ok: true });
    expect(await free()).toEqual(unrested);
  });

  it('stand in the order that the specialist gives them', async () => {
    await add('Revisión', '30');
    await add('Segunda opinión', '90');
    const video = async () => (await shown()).services.filter((service) => service.modality === 'video').map((service) => service.name);
    expect(await video()).toEqual(['Videoconsulta', 'Revisión', 'Segunda opinión']);
    const last = (await own()).find((service) => service.name === 'Segunda opinión');
    const move = (sentido: 'antes' | 'despues') => moveService(test.world, lucia.actor, lucia.specialistId, { servicio: last?.id ?? '', sentido });
    await move('antes');
    await move('antes');
    expect(await move('antes')).toMatchObject({ ok: true });
    expect(await video()).toEqual(['Segunda opinión', 'Videoconsulta', 'Revisión']);
    await move('despues');
    expect(await video()).toEqual(['Videoconsulta', 'Segunda opinión', 'Revisión']);
  });

  it('that are not offered any more are kept, and can come back', async () => {
    const state = (activo: 'si' | 'no') => setServiceState(test.world, lucia.actor, lucia.specialistId, { servicio: lucia.inPersonService, activo });
    await state('no');
    expect((await shown()).services.some((service) => service.id === lucia.inPersonService)).toBe(false);
    expect((await own()).at(-1)).toMatchObject({ id: lucia.inPersonService, active: false });
    await state('si');
    expect((await shown()).services.some((service) => service.id === lucia.inPersonService)).toBe(true);
  });

  it('in person have a place, and one of their own', async () => {
    const [foreign] = await listOwnPlaces(test.world, other.actor, other.specialistId);
    const form = { modalidad: 'in_person', nombre: 'Consulta', minutos: '30', precio: '70', lugar: '' } as const;
    for (const lugar of ['', foreign?.id ?? '']) {
      expect(await addService(test.world, lucia.actor, lucia.specialistId, { ...form, lugar })).toMatchObject({ fields: { lugar: 'choice-missing' } });
    }
  });
});

describe('places', () => {
  const own = () => listOwnPlaces(test.world, lucia.actor, lucia.specialistId);

  it('show in the profile, with a short name for the SMS', async () => {
    expect(await addPlace(test.world, lucia.actor, lucia.specialistId, place)).toMatchObject({ ok: true });
    expect((await shown()).places.map((one) => one.name)).toContain('Consulta Norte');
    expect((await own()).find((one) => one.name === 'Consulta Norte')?.shortName).toBe('Av. Constitucion 1234');
  });

  it('that are used cannot be removed; given up, past appointments keep them', async () => {
    const [used] = (await own()).filter((one) => (one.services ?? 0) > 0);
    const remove = (id = '') => removePlace(test.world, lucia.actor, lucia.specialistId, id);
    expect(await remove(used?.id)).toMatchObject({ kind: 'place-in-use' });
    const north = (await own()).find((one) => one.name === 'Consulta Norte');
    expect(await removePlace(test.world, other.actor, other.specialistId, north?.id ?? '')).toMatchObject({ kind: 'not-found' });
    expect(await remove(north?.id)).toMatchObject({ ok: true });
    expect((await shown()).places.map((one) => one.name)).not.toContain('Consulta Norte');
    expect(await savePlace(test.world, lucia.actor, lucia.specialistId, { lugar: north?.id ?? '', ...place })).toMatchObject({ kind: 'not-found' });
  });
});
