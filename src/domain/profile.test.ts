import { describe, expect, test } from 'vitest';
import { normalise, shortPlaceName, slugOf, videoMessageIsVisible, type VideoMessageContext } from './profile.ts';

test.each([
  [['Lucía Ibáñez Soto', 'Dermatología', 'Madrid'], 'lucia-ibanez-soto-dermatologia-madrid'],
  [['Núria Puig i Ferrer', 'Psicología', "L'Hospitalet"], 'nuria-puig-i-ferrer-psicologia-l-hospitalet'],
  [['Łukasz Groß'], 'lukasz-gross'],
  [['Li'], 'li-perfil'],
  [['王'], 'perfil'],
])('%j has the address %s', (parts, slug) => {
  expect(slugOf(...parts)).toBe(slug);
  expect(slug).toMatch(/^[a-z0-9-]{3,90}$/);
});

test('a long address ends with a whole word, within 90 characters', () => {
  const slug = slugOf(
    'María de los Ángeles Fernández de Córdoba y Martínez de Irujo',
    'Otorrinolaringología pediátrica',
    'Madrid',
  );
  expect(slug).toBe('maria-de-los-angeles-fernandez-de-cordoba-y-martinez-de-irujo-otorrinolaringologia');
  expect(slugOf('x'.repeat(200))).toHaveLength(90);
});

test.each([
  ['ginecologo', 'Ginecólogo'],
  ['Garcia', 'GARCÍA'],
  ['  pena,  ana ', 'Peña Ana'],
  ['núñez', 'Nun\u0303ez'],
])('%j finds %j', (typed, stored) => expect(normalise(typed)).toBe(normalise(stored)));

describe('the video message first appears once a video slot is chosen (P3)', () => {
  test.each<[VideoMessageContext, boolean]>([
    ['public_profile', false],
    ['search', false],
    ['api', false],
    ['in_person_booking', false],
    ['video_slot_chosen', true],
    ['booking', true],
    ['confirmation', true],
    ['reminder_email', true],
    ['waiting_room', true],
  ])('%s: %s', (context, visible) => expect(videoMessageIsVisible(context)).toBe(visible));
});

test.each([
  ['C/ Alcalá 112', 'C/ Alcala 112'],
  ['Avenida de los Insurgentes Sur 1605, piso 12', 'Av. Insurgentes Sur 1605'],
  ['Paseo de la Castellana 200, planta 3', 'Po. de la Castellana 200'],
  ['Carretera de Extremadura kilómetro 12', 'Ctra. Extremadura'],
  ['Rua da Constituição 9', 'Rua da Constituicao 9'],
  ['x'.repeat(40), 'x'.repeat(24)],
])('%s is %s in an SMS', (address, short) => {
  expect(shortPlaceName(address)).toBe(short);
  expect(short.length).toBeLessThanOrEqual(24);
});
