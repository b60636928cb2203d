import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitPractice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { didYouMean, suggest } from '../suggestions.server.ts';
import { findLanding } from './landing.server.ts';
import { landingWords } from './landing-words.server.ts';
import { countProfileFiles, listLandings, listProfiles } from './sitemap.server.ts';

describe('landings, sitemaps and suggestions', () => {
  let test: TestWorld;
  const offered = async (field: 'que' | 'donde', text: string) => (await suggest(test.world, { field, text, locale: 'es' })).map((one) => one.text);

  beforeAll(async () => {
    test = await startWorld();
    const { world } = test;
    await admitPractice(world);
    await admitPractice(world, { fullName: 'Mateo Ruiz Sáenz', title: 'Dr.', city: 'Mérida', languages: ['es'], services: [{ modality: 'in_person', name: 'Consulta', durationMinutes: 30, priceCents: 6000 }] });
    await admitPractice(world, { fullName: 'Itzel Canul Pech', city: 'Mérida', country: 'MX', zone: 'America/Merida', currency: 'MXN', specialties: ['psicologia'] });
    await test.runDue();
  });
  afterAll(() => test.stop());

  it('say of a specialty what is true, and of a city without anybody nothing', async () => {
    const facts = await findLanding(test.world, { code: 'dermatologia', city: null, locale: 'es' });
    expect(facts).toMatchObject({ specialists: 2, video: 1, inPerson: 2, languages: ['es', 'en'], rating: null });
    expect(facts?.prices).toEqual([
      { modality: 'video', currency: 'EUR', from: 5500, to: 5500 },
      { modality: 'in_person', currency: 'EUR', from: 6000, to: 7000 },
    ]);
    expect(facts?.cities.map((city) => city.slug)).toEqual(['madrid', 'merida-es']);
    expect(await findLanding(test.world, { code: 'dermatologia', city: 'sevilla', locale: 'es' })).toBeNull();
    expect(await findLanding(test.world, { code: 'dermatologia', city: 'merida', locale: 'es' })).toBeNull();
    expect(await findLanding(test.world, { code: 'urologia', city: null, locale: 'es' })).toBeNull();
    expect(await findLanding(test.world, { code: 'nada', city: null, locale: 'es' })).toBeNull();
  });

  it('answer in plain words, with a day and an hour that stay true for a while', async () => {
    const facts = await findLanding(test.world, { code: 'dermatologia', city: 'madrid', locale: 'es' });
    if (!facts) throw new Error('no landing');
    const words = landingWords(facts, 'es');
    expect(words.title).toBe('Especialistas en dermatología en Madrid');
    expect(words.questions.map((one) => one.answer.replaceAll('\u00a0', ' '))).toEqual([
      'Por vídeo, 55 €. En persona, 70 €.',
      'La primera hora libre es el lunes 23 de noviembre a las 11:20 (hora de Madrid). Se reserva aquí mismo, sin llamar.',
      'Sí. Se entra desde el navegador del móvil o del ordenador, sin instalar nada y sin cuenta.',
      'Español e inglés.',
    ]);
    expect(JSON.stringify(landingWords({ ...facts, name: 'Dermatology' }, 'en'))).toContain('By video, €55.');
  });

  it('list every landing where there is somebody and every profile, in files', async () => {
    const paths = (await listLandings(test.world)).map((entry) => entry.path);
    expect(paths).toEqual([
      '/especialidades/dermatologia',
      '/especialidades/dermatologia/madrid',
      '/especialidades/dermatologia/merida-es',
      '/especialidades/psicologia',
      '/especialidades/psicologia/merida',
    ]);
    expect(await countProfileFiles(test.world)).toBe(1);
    const profiles = (await Array.fromAsync(listProfiles(test.world, 1))).flat();
    expect(profiles).toHaveLength(3);
    expect(profiles.every((one) => one.changedAt !== null)).toBe(true);
    expect((await Array.fromAsync(listProfiles(test.world, 2))).flat()).toEqual([]);
  });

  it('offer specialties, specialists and cities for what is typed so far', async () => {
    expect(await offered('que', 'd')).toEqual([]);
    expect(await offered('que', 'de')).toEqual(['Dermatología']);
    expect(await offered('que', 'pie')).toEqual(['Dermatología']);
    expect(await offered('que', 'piel')).toEqual(['Dermatología']);
    expect(await offered('que', 'mate')).toEqual(['Dr. Mateo Ruiz Sáenz']);
    expect(await offered('que', 'urolog')).toEqual([]);
    expect(await offered('donde', 'mad')).toEqual(['Madrid']);
    expect(await offered('donde', 'mer')).toEqual(['Mérida, México', 'Mérida, España']);
    expect(await offered('donde', 'sevi')).toEqual([]);
  });

  it('ask whoever found nobody what they meant', async () => {
    expect(await didYouMean(test.world, 'Mateoo Ruis', 'es')).toEqual(['mateo ruiz']);
    expect(await didYouMean(test.world, 'dermoestetica', 'es')).toContain('Dermatología');
    expect(await didYouMean(test.world, 'zzzz', 'es')).toEqual([]);
  });
});
