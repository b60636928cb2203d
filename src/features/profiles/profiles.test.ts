import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookAsPatient, admitPractice, details, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { addSpecialties } from './admission.server.ts';
import { dayBoard } from './day-board.server.ts';
import { slotsOfService } from './free-slots.server.ts';
import { getProfile } from './profile.server.ts';
import { resultCards } from './result-card.server.ts';
import { readSearchQuery, searchAddress } from './search-query.ts';
import { countByCity, searchSpecialists, type Search } from './search.server.ts';

const everybody: Search = { text: '', city: '', modality: null, languages: [], maxPrice: null, onDate: null, order: 'relevance', page: 1 };
const secret = 'Ten a mano tus últimos análisis, por favor no compartas esto';

describe('profiles and search', () => {
  let test: TestWorld;
  let lucia: Practice;
  let javier: Practice;
  const names = async (change: Partial<Search>) => (await searchSpecialists(test.world, { ...everybody, ...change })).hits.map((hit) => hit.name);

  beforeAll(async () => {
    test = await startWorld();
    const { world } = test;
    await addSpecialties(world, [
      { code: 'ginecologia', name: { es: 'Ginecología', en: 'Gynaecology' }, practitioner: { es: 'Ginecología', en: 'Gynaecologist' }, synonyms: ['embarazo', 'menopausia'] },
      { code: 'cardiologia', name: { es: 'Cardiología', en: 'Cardiology' }, practitioner: { es: 'Cardiología', en: 'Cardiologist' }, synonyms: ['corazón'] },
    ]);
    lucia = await admitPractice(world, { video: { enabled: true, message: secret } });
    await admitPractice(world, {
      fullName: 'Elena García Roca', headline: 'Ginecóloga', specialties: ['ginecologia'], city: 'Valencia', languages: ['es', 'ca'],
      services: [{ modality: 'video', name: 'Videoconsulta', durationMinutes: 20, priceCents: 4500 }, { modality: 'in_person', name: 'Consulta', durationMinutes: 30, priceCents: 8000 }],
    }); // prettier-ignore
    javier = await admitPractice(world, {
      title: 'Dr.', fullName: 'Javier Olmedo Prieto', headline: 'Cardiólogo', specialties: ['cardiologia'], city: 'Ciudad de México', country: 'MX',
      zone: 'America/Mexico_City', currency: 'MXN', video: { enabled: false, message: secret },
      services: [{ modality: 'video', name: 'Videoconsulta', durationMinutes: 30, priceCents: 90000 }, { modality: 'in_person', name: 'Consulta', durationMinutes: 30, priceCents: 90000 }],
    }); // prettier-ignore
  });
  afterAll(() => test.stop());

  it.each([
    ['ginecologo', 'Dra. Elena García Roca'],
    ['Ginecóloga en Valencia', 'Dra. Elena García Roca'],
    ['embarazo', 'Dra. Elena García Roca'],
    ['dermatologa', 'Dra. Lucía Ibáñez Peñalver'],
    ['dermatolojia', 'Dra. Lucía Ibáñez Peñalver'],
    ['Garcia', 'Dra. Elena García Roca'],
    ['Garsia', 'Dra. Elena García Roca'],
    ['Ibañes', 'Dra. Lucía Ibáñez Peñalver'],
    ['corazon', 'Dr. Javier Olmedo Prieto'],
    ['cardio', 'Dr. Javier Olmedo Prieto'],
  ])('finds "%s" in spite of typos and accents (P4)', async (text, name) => {
    expect(await names({ text })).toEqual([name]);
  });

  it.each([['xilofonista'], ['traumatologia'], ['reumatologia'], ['endocrinologia'], ['Garzón Pérez']])('finds nobody for "%s", which only looks like somebody', async (text) => {
    expect(await names({ text })).toEqual([]);
  });

  it('names the specialty that the words mean', async () => {
    expect((await searchSpecialists(test.world, { ...everybody, text: 'ginecologo' })).specialty?.nameEs).toBe('Ginecología');
    expect((await searchSpecialists(test.world, { ...everybody, text: 'Garcia' })).specialty).toBeNull();
  });

  it.each([['valencia'], ['Valensia'], ['VALÈNCIA']])('finds the city as "%s"', async (city) => {
    expect(await names({ city })).toEqual(['Dra. Elena García Roca']);
  });
  it('knows CDMX, and says that nobody works where nobody does', async () => {
    expect(await names({ city: 'CDMX' })).toEqual(['Dr. Javier Olmedo Prieto']);
    expect(await names({ city: 'Teruel' })).toEqual([]);
    expect(await countByCity(test.world, { ...everybody, text: 'ginecologia' })).toEqual([{ city: 'Valencia', count: 1 }]);
  });

  it('filters by modality, language and price in its currency', async () => {
    expect(await names({ modality: 'video' })).not.toContain('Dr. Javier Olmedo Prieto');
    expect(await names({ languages: ['ca'] })).toEqual(['Dra. Elena García Roca']);
    expect(await names({ modality: 'video', maxPrice: { cents: 5000, currency: 'EUR' } })).toEqual(['Dra. Elena García Roca']);
    expect(await names({ maxPrice: { cents: 100_000, currency: 'MXN' } })).toEqual(['Dr. Javier Olmedo Prieto']);
  });

  it('shows the soonest first, with their next free slots in the order of time', async () => {
    const { hits } = await searchSpecialists(test.world, { ...everybody, order: 'soonest' });
    const firsts = hits.map((hit) => hit.slots[0]?.getTime() ?? 0);
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
    expect(firsts.every((first) => first > test.clock.now().getTime())).toBe(true);
  });

  it('finds who is free on a date, on the wall of the specialist', async () => {
    const { hits } = await searchSpecialists(test.world, { ...everybody, onDate: '2026-11-25', order: 'soonest' });
    expect(hits).toHaveLength(3);
    expect(hits.every((hit) => hit.slots.every((slot) => new Intl.DateTimeFormat('sv-SE', { timeZone: hit.zone }).format(slot) === '2026-11-25'))).toBe(true);
    expect(await names({ onDate: '2026-11-29' })).toEqual([]);
  });

  it('names one zone for all the hours of a page, or each its own (B1)', async () => {
    const { hits } = await searchSpecialists(test.world, everybody);
    const view = { now: test.clock.now(), locale: 'es', from: null } as const;
    expect(resultCards(hits, { ...view, zone: null }).zoneName).toBeNull();
    expect(resultCards(hits, { ...view, zone: 'Europe/Madrid' }).zoneName).toBe('hora de Madrid');
  });

  it('holds no word of the video message in profile, search or slots (P3, F5)', async () => {
    const profile = await getProfile(test.world, lucia.admission.slug, 'es');
    const results = await searchSpecialists(test.world, everybody);
    const slots = await slotsOfService(test.world, lucia.videoService, { days: 31 });
    for (const answer of [profile, results, slots]) {
      expect(answer).not.toBeNull();
      expect(JSON.stringify(answer)).not.toContain('análisis');
    }
  });

  it('has no video service, price or slot where video is not enabled (P2)', async () => {
    const profile = await getProfile(test.world, javier.admission.slug, 'es');
    expect(profile?.services.map((service) => service.modality)).toEqual(['in_person']);
    expect(await slotsOfService(test.world, javier.videoService, { days: 31 })).toBeNull();
    const { hits } = await searchSpecialists(test.world, { ...everybody, text: 'Olmedo' });
    expect(hits[0]?.video).toBeNull();
  });

  it('knows no profile that was never admitted', async () => {
    expect(await getProfile(test.world, 'nadie', 'es')).toBeNull();
  });

  it('takes a booked hour out of the free ones and shows it as taken', async () => {
    const startsAt = new Date('2026-11-26T18:40:00+01:00');
    await bookAsPatient(test.world, details(lucia.videoService, startsAt));
    const slots = await slotsOfService(test.world, lucia.videoService, { days: 21 });
    if (!slots) throw new Error('no slots');
    expect(slots.free).not.toContainEqual(startsAt);
    const board = dayBoard(slots, { zone: null, date: '2026-11-26', month: null, now: test.clock.now(), days: 21, locale: 'es' });
    expect(board.afternoon.find((slot) => slot.hour === '18:40')).toMatchObject({ taken: true });
    expect(board.days[0]).toMatchObject({ weekday: 'Hoy', number: '23' });
    expect(board.zoneName).toBe('Hora de Madrid');
    expect(board.practiceZoneName).toBeNull();
  });

  it('tells hours on the wall of the viewer and names both zones where they differ (B1)', async () => {
    const slots = await slotsOfService(test.world, lucia.videoService, { days: 21 });
    if (!slots) throw new Error('no slots');
    const board = dayBoard(slots, { zone: 'America/Mexico_City', date: '2026-11-26', month: null, now: test.clock.now(), days: 21, locale: 'es' });
    expect(board.morning[0]).toMatchObject({ startsAt: '2026-11-26T08:00:00.000Z', hour: '2:00' });
    expect(board.zoneName).toBe('Hora de Ciudad de México');
    expect(board.practiceZoneName).toBe('hora de Madrid');
  });
});

describe('the address of the results', () => {
  it('reads what it wrote and drops what is not a search', () => {
    const query = readSearchQuery(new URLSearchParams('que=piel&donde=Madrid&modalidad=video&idioma=es&idioma=<&precio=60EUR&dia=2026-11-25&orden=relevancia&pagina=2'));
    expect(query).toEqual({ text: 'piel', city: 'Madrid', modality: 'video', languages: ['es'], price: '60EUR', date: '2026-11-25', order: 'relevancia', page: 2 });
    expect(readSearchQuery(new URL(`http://x${searchAddress(query, { page: 2 })}`).searchParams)).toEqual(query);
    expect(readSearchQuery(new URLSearchParams('modalidad=fax&precio=gratis&dia=nunca&pagina=-1'))).toMatchObject({ modality: '', price: '', date: '', page: 1 });
  });
});
