import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, test } from 'vitest';
import { fitSms, isGsm7, nameVariants, shortName, SMS_LENGTH, toGsm7, type SmsParts } from './sms.ts';

test.each([
  ['á é í ó ú', 'a é i o u'],
  ['Á É Í Ó Ú', 'A É I O U'],
  ['ñ Ñ ü Ü ¿ ¡ à è ì ò ù', 'ñ Ñ ü Ü ¿ ¡ à è ì ò ù'],
  ['¿Mañana a las 18:40?', '¿Mañana a las 18:40?'],
  ['55 €', '55 EUR'],
  ['55\u00a0€ · «sí» – “no” … l’any', '55 EUR . "si" - "no" ... l\'any'],
  ['N.º 3 [~a|b\\c^]', 'N.o 3 (-a/b/c)'],
  ['n\u0303 e\u0301 o\u0301', 'ñ é o'],
  ['Łukasz Œuvre ﬁn Ã Çç', 'Lukasz OEuvre fin A Çc'],
  ['Ana 🌻  王 Ruiz', 'Ana Ruiz'],
  ['una\r\nlínea', 'una\nlinea'],
])('%s becomes %s', (text, sms) => {
  expect(toGsm7(text)).toBe(sms);
  expect(isGsm7(sms)).toBe(true);
});

test('GSM-7 is told from what is not', () => {
  expect([isGsm7('Cita el jueves 26, ñ é'), isGsm7('Cita el sábado'), isGsm7('55 €'), isGsm7('[x]')]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

describe('a name gets shorter in this order: second surname, middle names, title', () => {
  test.each([
    ['Dra.', 'Lucía Ibáñez Soto', ['Dra. Lucia Ibañez Soto', 'Dra. Lucia Ibañez', 'Lucia Ibañez']],
    ['Dr.', 'José Luis Pérez Gil', ['Dr. José Luis Pérez Gil', 'Dr. José Luis Pérez', 'Dr. José Pérez', 'José Pérez']],
    ['Dr.', 'José Luis Pérez', ['Dr. José Luis Pérez', 'Dr. José Pérez', 'José Pérez']],
    [
      '',
      'María del Carmen de la Torre Ruiz',
      ['Maria del Carmen de la Torre Ruiz', 'Maria del Carmen de la Torre', 'Maria de la Torre'],
    ],
    ['Lic.', 'Marta', ['Lic. Marta', 'Marta']],
  ])('%s %s', (title, name, variants) => expect(nameVariants(title, name)).toEqual(variants));

  test('the longest form that fits is taken', () => {
    const short = (length: number) => shortName('Dra.', 'Lucía Ibáñez Soto', length);
    expect([22, 21, 16, 9, 5].map(short)).toEqual([
      'Dra. Lucia Ibañez Soto',
      'Dra. Lucia Ibañez',
      'Lucia Ibañez',
      'L. Ibañez',
      'L. Ib',
    ]);
  });
});

describe('an SMS keeps to one segment', () => {
  const link = 'citas.example.es/e/AbCdEfGhIjKlMnOpQrStUv';
  const zones = ['hora de Ciudad de México', 'CDMX'];
  const places = ['Torre Médica del Ángel, 3.º', 'Torre Médica'];
  const inPerson = ({ name, zone, place }: SmsParts) =>
    `Tu cita con ${name}: miércoles 30 sep a las 18:40 (${zone}), ${place}, 1200 MXN. Más: ${link}`;

  test('first the name, then the zone, then the place, and only then the initial', () => {
    const names = nameVariants('Dra.', 'María Fernanda Gutiérrez Villaseñor');
    const fitted = (padding: number) =>
      fitSms((parts) => inPerson(parts) + '.'.repeat(padding), { names, zones, places }).split(', 1200')[0];
    const day = 'miércoles 30 sep a las 18:40';
    expect(fitted(0)).toBe(`Tu cita con Maria Gutiérrez: ${day} (CDMX), Torre Médica del Angel, 3.o`);
    expect(fitted(20)).toBe(`Tu cita con Maria Gutiérrez: ${day} (CDMX), Torre Médica`);
    expect(fitted(25)).toBe(`Tu cita con M. Gutiérrez: ${day} (CDMX), Torre Médica`);
    expect(() => fitted(160)).toThrow(RangeError);
  });

  test('what already fits is not shortened', () => {
    const text = fitSms(({ name, zone }) => `Cita con ${name} (${zone})`, {
      names: ['Dra. Lucía Ibáñez', 'L. Ibáñez'],
      zones: ['hora de Madrid'],
      places: [],
    });
    expect(text).toBe('Cita con Dra. Lucia Ibañez (hora de Madrid)');
  });

  test('for 10,000 names: always GSM-7, always one segment, by an independent counter', () => {
    const given = fc.constantFrom(
      'María',
      'José',
      'Ana',
      'Íñigo',
      'Núria',
      'Ángel',
      'Begoña',
      'Zoë',
      'François',
      'Łukasz',
      'Maximiliano',
    );
    const middle = fc.constantFrom('', 'Luis', 'del Carmen', 'de los Ángeles', 'Guadalupe', 'Fernanda Alejandra');
    const surname = fc.constantFrom(
      'García',
      'Ibáñez',
      'Núñez',
      'de la Torre',
      'Fernández de Córdoba',
      'Goicoechea',
      'Peña',
      'Gutiérrez-Villaseñor',
      'Müller',
    );
    const spanish = fc.tuple(given, middle, surname, surname).map((words) => words.join(' '));
    const anything = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 });
    const title = fc.constantFrom('Dra.', 'Dr.', 'Lic.', 'Mtra.', '');
    const characters = new Set<string>();
    let tried = 0;
    fc.assert(
      fc.property(title, fc.oneof({ weight: 9, arbitrary: spanish }, { weight: 1, arbitrary: anything }), (title, name) => {
        const text = fitSms(inPerson, { names: nameVariants(title, name), zones, places });
        if (text.length > SMS_LENGTH) throw new Error(`${text.length}: ${text}`);
        for (const character of text) characters.add(character);
        if (tried++ % 25 === 0) expect(counted(text)).toEqual(['GSM-7', 1, text.length]);
      }),
      { numRuns: 10_000, seed: 8 },
    );
    expect(tried).toBe(10_000);
    // Counting is per character and slow: every 25th text whole, and each character that any text holds.
    expect(counted([...characters].join(''))).toEqual(['GSM-7', 1, characters.size]);
  });
});

function counted(text: string): [encoding: string, segments: number, length: number] {
  const message = new SegmentedMessage(text);
  return [message.encodingName, message.segmentsCount, message.numberOfCharacters];
}
