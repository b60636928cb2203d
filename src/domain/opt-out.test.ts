import { expect, test } from 'vitest';
import { optOutWord } from './opt-out.ts';

test.each([
  ['BAJA', 'stop'],
  [' baja. ', 'stop'],
  ['Stop!', 'stop'],
  ['STOPALL', 'stop'],
  ['No más', 'stop'],
  ['Quit', 'stop'],
  ['ALTA', 'start'],
  ['start', 'start'],
  ['CANCELAR', null],
  ['cancel', null],
  ['quiero darme de baja de la cita', null],
  ['Gracias, hasta mañana', null],
  ['', null],
])('%j means %s', (text, meaning) => expect(optOutWord(text)).toBe(meaning));
