import { describe, expect, test } from 'vitest';
import { cityToKeep, readSpecialistFacts } from './specialist-facts.ts';

const facts = { nombre: 'Aitana Vidal', titular: 'Dermatóloga', especialidad: 'dermatologia', licencia: '08/12345', registro: 'COMB', ciudad: 'malaga', telefono: '931 234 567' };
const known = { zone: 'Europe/Madrid' as const, specialty: true, city: 'Málaga' as string | null };

describe('what is said of a specialist (O1)', () => {
  test.each<[string, Partial<typeof facts>, Partial<typeof known>, Record<string, string>]>([
    ['all of it', {}, {}, {}],
    ['a name of two letters', { nombre: 'Ai' }, {}, { nombre: 'name-missing' }],
    ['nothing of the licence', { licencia: '', registro: 'C' }, {}, { licencia: 'text-missing', registro: 'text-missing' }],
    ['a specialty that the site has not', {}, { specialty: false }, { especialidad: 'choice-missing' }],
    ['a city that nobody knows', { ciudad: 'Mdrid' }, { city: null }, { ciudad: 'city-unknown' }],
    ['a line that is too long', { titular: 'x'.repeat(81) }, {}, { titular: 'text-too-long' }],
    ['no city', { ciudad: '' }, { city: null }, { ciudad: 'text-missing' }],
    ['no telephone of that country', { telefono: '12' }, {}, { telefono: 'phone-invalid' }],
  ])('%s', (_, change, otherwise, wrong) => {
    const { faults } = readSpecialistFacts({ ...facts, ...change }, { ...known, ...otherwise });
    expect(Object.fromEntries(Object.entries(faults).filter(([, kind]) => kind !== null))).toEqual(wrong);
  });

  test('a city is kept as the list writes it, as it stood, or as it is meant', () => {
    expect(cityToKeep({ ciudad: 'malaga' }, 'Málaga')).toBe('Málaga');
    expect(cityToKeep({ ciudad: 'Mdrid' }, null)).toBe(null);
    expect(cityToKeep({ ciudad: 'Mdrid', ciudad_igual: 'si' }, null)).toBe('Mdrid');
    expect(cityToKeep({ ciudad: 'Mdrid' }, null, 'Mdrid')).toBe('Mdrid');
  });
});
