import { describe, expect, it } from 'vitest';
import { demoSpecialists } from '#rehearsal/demo/clinic.ts';
import { faultsOf, readVocabulary } from '../../../tests/world/schema-org.ts';
import { breadcrumbs, physician, type KnownPhysician } from './physician.ts';

const vocabulary = readVocabulary();
const node = (data: object) => data as Record<string, unknown>;

const profiles = demoSpecialists.map(({ as, admission }): [string, KnownPhysician] => {
  const { name = '', address = '' } = admission.place ?? {};
  const place = { name, address, city: admission.city, geo: { latitude: 40.416, longitude: -3.703 } };
  return [as, {
    name: `${admission.title} ${admission.fullName}`, headline: admission.headline, biography: admission.biography, url: `https://vc.example/especialistas/${admission.slug}`,
    picture: 'https://vc.example/imagen.png', country: admission.country, specialties: admission.specialties.map((code) => ({ code, name: code })), languages: admission.languages,
    licence: admission.licence, places: [place], hours: admission.hours.filter((hours) => hours.modality === 'in_person'), rating: { value: 4.4, count: 7 },
    services: admission.services.map((service) => ({ ...service, currency: admission.currency, place: service.modality === 'in_person' ? place : null })),
    reviews: [{ author: 'Ana S.', stars: 5, body: 'Muy clara.', tookPlaceOn: '2026-11-20' }, { author: 'J. L.', stars: 4, body: '', tookPlaceOn: '2026-11-21' }],
  }]; // prettier-ignore
});

describe('the structured data of a profile (P5)', () => {
  it.each(profiles)('of %s says only what schema.org knows', (_, known) => {
    expect(faultsOf(vocabulary, node(physician(known)))).toEqual([]);
  });

  it('of who has just been admitted, too', () => {
    const [, known] = profiles[0] ?? [];
    if (!known) throw new Error('no demo');
    const bare = physician({ ...known, rating: null, reviews: [], services: [], places: [], hours: [], specialties: [{ code: 'psicologia', name: 'Psicología' }] });
    expect(faultsOf(vocabulary, node(bare))).toEqual([]);
    expect(bare).not.toHaveProperty('aggregateRating');
    expect(bare).not.toHaveProperty('medicalSpecialty');
  });

  it('names the way to the page', () => {
    expect(faultsOf(vocabulary, node(breadcrumbs([{ name: 'Inicio', url: 'https://vc.example/' }, { name: 'Dermatología', url: 'https://vc.example/especialidades/dermatologia' }])))).toEqual([]);
  });

  it('would be caught where it is wrong: the judge knows types, properties, what they hold, and words', () => {
    const wrong = { '@type': 'Physician', telefono: '1', medicalSpecialty: 'Brujería', address: { '@type': 'Person', name: 'x' }, priceRange: 5, review: [{ '@type': 'Reseña' }] };
    expect(faultsOf(vocabulary, wrong)).toHaveLength(6);
  });
});
