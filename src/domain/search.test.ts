import { describe, expect, it } from 'vitest';
import { distanceKm, isSlipOf, nearestWord, readSpecialties, roundedPoint, specialtiesBeginning, swappedLetters, tellingWords, typos, vocabularyOf } from './search.ts';

const vocabulary = vocabularyOf([
  { code: 'dermatologia', words: ['Dermatología', 'Dermatology', 'dermatólogo', 'piel', 'caída del pelo', 'skin'] },
  { code: 'traumatologia', words: ['Traumatología', 'espalda', 'dolor de espalda', 'rodilla'] },
  { code: 'anestesiologia', words: ['Anestesiología', 'unidad del dolor', 'dolor'] },
  { code: 'medicina-familiar', words: ['Medicina familiar', 'médico de cabecera', 'cabecera', 'gripe'] },
  { code: 'cardiologia', words: ['Cardiología', 'cardióloga', 'corazón'] },
]);

describe('what a search means (P4)', () => {
  it.each([
    ['  Ginecóloga en VALENCIA ', ['ginecologa', 'valencia']],
    ['un médico de la piel', ['piel']],
    ['Dra. Peña', ['pena']],
    ['el doctor', ['el', 'doctor']],
    ['', []],
    ['a b c d e f g h i j'.repeat(2), ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']],
  ])('reads the telling words of "%s"', (text, words) => {
    expect(tellingWords(text)).toEqual(words);
  });

  it.each([
    ['piel', ['dermatologia'], []],
    ['skin doctor', ['dermatologia'], []],
    ['médico de cabecera', ['medicina-familiar'], []],
    ['dolor de espalda', ['traumatologia'], []],
    ['me duele la espalda', ['traumatologia'], []],
    ['tengo dolor en la rodilla', ['traumatologia'], []],
    ['dolor', ['anestesiologia'], []],
    ['Dolores Gil', [], ['dolores', 'gil']],
    ['caida de pelo García', ['dermatologia'], ['garcia']],
    ['piel y corazón', ['dermatologia', 'cardiologia'], []],
    ['Lucía Ibáñez', [], ['lucia', 'ibanez']],
  ])('reads "%s"', (text, specialties, rest) => {
    expect(readSpecialties(tellingWords(text), vocabulary)).toEqual({ specialties, rest });
  });

  it.each([
    ['derma', ['dermatologia']],
    ['cardio', ['cardiologia']],
    ['der', []],
    ['xilo', []],
  ])('knows what begins with "%s"', (word, codes) => {
    expect(specialtiesBeginning(word, vocabulary)).toEqual(codes);
  });

  it.each([
    ['dermatolojia', 'dermatologia', 1],
    ['dermatolgia', 'dermatologia', 1],
    ['garsia', 'garcia', 1],
    ['gracia', 'garcia', 1],
    ['ibanes', 'ibanez', 1],
    ['reumatologia', null, 0],
    ['pie', null, 0],
    ['xilofonista', null, 0],
  ])('takes "%s" for %s', (word, meant, wrong) => {
    const found = nearestWord(word, ['garcia', 'ibanez', 'piel', 'dermatologia', 'traumatologia']);
    expect(found).toEqual(meant === null ? null : { word: meant, wrong });
  });

  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['ab', 'ba', 1],
    ['garcia', 'garcia', 0],
    ['rodilla', 'rodiya', 2],
  ])('counts the letters wrong between "%s" and "%s"', (a, b, wrong) => {
    expect(typos(a, b)).toBe(wrong);
    expect(typos(b, a)).toBe(wrong);
    if (wrong > 0) expect(typos(a, b, wrong - 1)).toBe(wrong);
  });

  it.each([
    ['adrid', 'madrid', true],
    ['barcelna', 'barcelona', true],
    ['guadaljara', 'guadalajara', true],
    ['leon', 'lugo', false],
    ['villarriba del monte', 'orilla del monte', false],
  ])('takes "%s" for a slip of "%s": %s', (typed, meant, slip) => {
    expect(isSlipOf(typed, meant)).toBe(slip);
  });

  it('swaps neighbours', () => {
    expect(swappedLetters('sol')).toEqual(['osl', 'slo']);
    expect(swappedLetters('')).toEqual([]);
  });

  it('knows how far Barcelona is from Madrid, and nothing more exact than a tenth of a degree', () => {
    expect(Math.round(distanceKm({ latitude: 40.416, longitude: -3.703 }, { latitude: 41.389, longitude: 2.159 }))).toBe(504);
    expect(distanceKm({ latitude: 40, longitude: -3 }, { latitude: 40, longitude: -3 })).toBe(0);
    expect(roundedPoint({ latitude: 40.41678, longitude: -3.70379 })).toEqual({ latitude: 40.4, longitude: -3.7 });
  });
});
