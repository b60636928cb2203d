import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitPractice, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { cityAt } from './cities.server.ts';
import { resultCards } from './results/result-card.server.ts';
import { resultsPage } from './results/results-page.server.ts';
import { readSearchQuery, searchAddress } from './search-query.ts';
import { countByCity, countSpecialists, searchSpecialists, type Search } from './search.server.ts';

const everybody: Search = {
  text: '', city: '', radiusKm: 0, modality: null, languages: [], maxPrice: null, minRating: 0, onDate: null, order: 'relevance', page: 1,
}; // prettier-ignore
const secret = 'Ten a mano tus últimos análisis y no compartas esto';
const [lucia, elena, javier] = ['Dra. Lucía Ibáñez Peñalver', 'Dra. Elena García Roca', 'Dr. Javier Olmedo Prieto'];

describe('search', () => {
  let test: TestWorld;
  let practice: Practice;
  const find = (change: Partial<Search>) => searchSpecialists(test.world, { ...everybody, ...change });
  const names = async (change: Partial<Search>) => (await find(change)).hits.map((hit) => hit.name).sort();

  beforeAll(async () => {
    test = await startWorld();
    const { world } = test;
    practice = await admitPractice(world, { video: { enabled: true, message: secret } });
    await admitPractice(world, {
      fullName: 'Elena García Roca', headline: 'Ginecóloga', specialties: ['ginecologia'], city: 'Valencia', languages: ['es', 'ca'],
      services: [{ modality: 'video', name: 'Videoconsulta', durationMinutes: 20, priceCents: 4500 }, { modality: 'in_person', name: 'Consulta', durationMinutes: 30, priceCents: 8000 }],
    }); // prettier-ignore
    await admitPractice(world, {
      title: 'Dr.', fullName: 'Javier Olmedo Prieto', headline: 'Cardiólogo', specialties: ['cardiologia'], city: 'Ciudad de México', country: 'MX',
      zone: 'America/Mexico_City', currency: 'MXN', video: { enabled: false, message: secret },
      services: [{ modality: 'video', name: 'Videoconsulta', durationMinutes: 30, priceCents: 90000 }, { modality: 'in_person', name: 'Consulta', durationMinutes: 30, priceCents: 90000 }],
    }); // prettier-ignore
    await test.runDue();
  });
  afterAll(() => test.stop());

  it.each([
    ['ginecologo', elena],
    ['Ginecóloga en Valencia', elena],
    ['embarazo', elena],
    ['pregnant', elena],
    ['dermatologa', lucia],
    ['dermatolojia', lucia],
    ['derma', lucia],
    ['piel', lucia],
    ['médico de la piel en Madrid', lucia],
    ['skin', lucia],
    ['Garcia', elena],
    ['Garsia', elena],
    ['gracía', elena],
    ['Ibañes', lucia],
    ['dra elena', elena],
    ['corazon', javier],
    ['cardio', javier],
    ['presión alta', javier],
    ['me duele el corazón', javier],
  ])('finds "%s" in spite of typos and accents (P4)', async (text, name) => {
    expect(await names({ text })).toEqual([name]);
  });

  it.each([['xilofonista'], ['traumatologia'], ['reumatologia'], ['endocrinologia'], ['Garzón Pérez'], ['Lucía Olmedo']])(
    'finds nobody for "%s", which only looks like somebody',
    async (text) => {
      expect(await names({ text })).toEqual([]);
    },
  );

  it('names the specialty that the words mean, and says what it took a typo for', async () => {
    expect((await find({ text: 'ginecologo' })).specialty?.nameEs).toBe('Ginecología');
    expect((await find({ text: 'Garcia' })).specialty).toBeNull();
    expect((await find({ text: 'Garsia' })).corrected).toBe('garcia');
    expect((await find({ text: 'dermatolojia' })).corrected).toBe('dermatologia');
    expect((await find({ text: 'García' })).corrected).toBeNull();
  });

  it.each([['valencia'], ['Valensia'], ['VALÈNCIA'], ['Valencia, España'], ['valenc']])('finds the city as "%s"', async (city) => {
    expect(await names({ city })).toEqual([elena]);
  });

  it('knows CDMX, and says that nobody works where nobody does', async () => {
    expect(await names({ city: 'CDMX' })).toEqual([javier]);
    expect(await names({ city: 'Teruel' })).toEqual([]);
    expect(await names({ city: 'Valencia, México' })).toEqual([]);
    expect(await countByCity(test.world, { ...everybody, text: 'ginecologia' })).toEqual([{ city: 'Valencia', count: 1 }]);
    expect(await countSpecialists(test.world, { ...everybody, modality: 'video' })).toBe(2);
  });

  it('says which city it took a typo for, and does not take one for another that only looks like it', async () => {
    expect(await find({ city: 'Valensia' })).toMatchObject({ cityGuessed: true, cities: [{ name: 'Valencia' }] });
    expect(await find({ city: 'valenc' })).toMatchObject({ cityGuessed: false, cities: [{ name: 'Valencia' }] });
    for (const city of ['Villarriba del Monte', 'Xyzzy', '-']) expect(await find({ city })).toMatchObject({ total: 0, cities: [], cityGuessed: false });
  });

  it('finds whoever is near, and says how far', async () => {
    expect(await names({ city: 'Getafe' })).toEqual([]);
    expect(await names({ city: 'Getafe', radiusKm: 10 })).toEqual([]);
    const { hits } = await find({ city: 'Getafe', radiusKm: 25 });
    expect(hits.map((hit) => [hit.name, hit.distanceKm])).toEqual([[lucia, 12]]);
    expect((await find({ city: 'Madrid', radiusKm: 25 })).hits[0]?.distanceKm).toBeNull();
  });

  it('knows the city of a rounded place, and of the middle of the sea none', async () => {
    const at = (latitude: number, longitude: number) => cityAt(test.world, { latitude, longitude }, 'es');
    expect(await at(40.43, -3.68)).toBe('Madrid, España');
    expect(await at(19.4, -99.1)).toBe('Ciudad de México');
    expect(await at(30, -40)).toBeNull();
  });

  it('filters by modality, language, price in its currency and rating', async () => {
    expect(await names({ modality: 'video' })).toEqual([elena, lucia]);
    expect(await names({ modality: 'in_person' })).toEqual([javier, elena, lucia]);
    expect(await names({ languages: ['ca'] })).toEqual([elena]);
    expect(await names({ modality: 'video', maxPrice: { cents: 5000, currency: 'EUR' } })).toEqual([elena]);
    expect(await names({ maxPrice: { cents: 100_000, currency: 'MXN' } })).toEqual([javier]);
    expect(await names({ minRating: 40 })).toEqual([]);
  });

  it('shows everybody once, with the service that fits and the other modality beside it', async () => {
    const { hits, total } = await find({ order: 'soonest' });
    expect(total).toBe(3);
    expect(new Set(hits.map((hit) => hit.slug)).size).toBe(3);
    const cheap = await find({ maxPrice: { cents: 5000, currency: 'EUR' }, order: 'soonest' });
    expect(cheap.hits.map((hit) => [hit.service.modality, hit.other?.modality])).toEqual([['video', 'in_person']]);
  });

  it('shows the soonest first, with their next free slots in the order of time', async () => {
    const { hits } = await find({ order: 'soonest' });
    const firsts = hits.map((hit) => hit.slots[0]?.getTime() ?? 0);
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
    expect(firsts.every((first) => first > test.clock.now().getTime())).toBe(true);
  });

  it('finds who is free on a date, on the wall of the specialist, from that date on', async () => {
    const { hits } = await find({ onDate: '2026-11-25', order: 'soonest' });
    expect(hits).toHaveLength(3);
    const dayOf = (zone: string, slot: Date) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(slot);
    expect(hits.every((hit) => hit.slots[0] && dayOf(hit.zone, hit.slots[0]) === '2026-11-25')).toBe(true);
    expect(await names({ onDate: '2026-11-29' })).toEqual([]);
    expect(await names({ onDate: '2026-11-20' })).toEqual([]);
    expect(await names({ onDate: '2027-06-01' })).toEqual([]);
  });

  it('names one zone for all the hours of a page, or each its own (B1)', async () => {
    const { hits } = await find({});
    const view = { now: test.clock.now(), locale: 'es', from: null } as const;
    expect(resultCards(hits, { ...view, zone: null }).zoneName).toBeNull();
    expect(resultCards(hits, { ...view, zone: 'Europe/Madrid' }).zoneName).toBe('hora de Madrid');
  });

  it('holds no word of the video message (P3, F5), and no video where it is not enabled (P2)', async () => {
    const found = await find({});
    expect(JSON.stringify(found)).not.toContain('análisis');
    expect(found.hits.find((hit) => hit.name === javier)).toMatchObject({ service: { modality: 'in_person' }, other: null });
    const kept = await test.world.as({ kind: 'system', job: 'test' }, async (tx) => [
      await tx.selectFrom('listings').selectAll().execute(),
      await tx.selectFrom('search_words').selectAll().execute(),
    ]);
    expect(JSON.stringify(kept)).not.toContain('compartas');
    expect(practice.admission.video.message).toContain('compartas');
  });

  describe('a page of results', () => {
    const query = readSearchQuery(new URLSearchParams('que=piel&donde=Madrid'));
    const view = { zone: null, locale: 'es' } as const;

    it('draws every hour once: two of each of four days, and the next three for a phone', async () => {
      const { cards } = await resultsPage(test.world, query, view);
      const slots = cards[0]?.days.flatMap((day) => day.slots) ?? [];
      expect(new Set(slots.map((slot) => slot.startsAt)).size).toBe(slots.length);
      expect(slots.filter((slot) => slot.only !== 'wide')).toHaveLength(3);
      expect(cards[0]?.days.slice(0, 4).every((day) => day.slots.filter((slot) => slot.only !== 'narrow').length <= 2)).toBe(true);
    });
  });
});

describe('the address of the results', () => {
  it('reads what it wrote and drops what is not a search', () => {
    const query = readSearchQuery(
      new URLSearchParams('que=piel&donde=Madrid&radio=25&modalidad=video&idioma=es&idioma=<&precio=60EUR&nota=45&dia=2026-11-25&orden=relevancia&pagina=2'),
    );
    expect(query).toEqual({
      text: 'piel', city: 'Madrid', radius: 25, modality: 'video', languages: ['es'], price: '60EUR', rating: 45, date: '2026-11-25', order: 'relevancia', page: 2,
    }); // prettier-ignore
    expect(readSearchQuery(new URL(`http://x${searchAddress(query, { page: 2 })}`).searchParams)).toEqual(query);
    expect(readSearchQuery(new URLSearchParams('modalidad=fax&precio=gratis&dia=nunca&pagina=-1&radio=7&nota=9'))).toMatchObject({
      modality: '', price: '', date: '', page: 1, radius: 0, rating: 0,
    }); // prettier-ignore
  });
});
