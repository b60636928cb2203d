import { describe, expect, it } from 'vitest';
import { readPatientSearch } from './patient-search.ts';

describe('what is typed to find a patient (B6)', () => {
  it.each([
    ['one letter asks nothing', 'c', []],
    ['a part of the name', ' Carm ', [{ text: 'Carm', digits: '' }]],
    ['surname first', 'Ruiz, Carmen', [{ text: 'Ruiz', digits: '' }, { text: 'Carmen', digits: '' }]],
    ['a number in groups is one number', '612 34 56', [{ text: '612 34 56', digits: '6123456' }]],
    ['with its country, however written', '0034 (612) 345-678', [{ text: '0034 (612) 345-678', digits: '34612345678' }]],
    ['or with a plus', '+34 612', [{ text: '+34 612', digits: '34612' }]],
    ['two digits are no number', '61', [{ text: '61', digits: '' }]],
    ['a name with the end of a number', 'gil 678', [{ text: 'gil', digits: '' }, { text: '678', digits: '678' }]],
    ['digits of an address are no number', 'ana1984@correo', [{ text: 'ana1984@correo', digits: '' }]],
    ['nothing of it is a pattern', '50%_\\a', [{ text: '50a', digits: '' }]],
  ])('%s', (_, typed, parts) => {
    expect(readPatientSearch(typed)).toEqual(parts);
  });
});
