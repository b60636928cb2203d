import { expect, test } from 'vitest';
import { maskContact, parseEmail } from './contact.ts';

test.each([
  ['carmen@correo.es', 'carmen@correo.es'],
  ['  Carmen.Ruiz+citas@Correo.ES ', 'Carmen.Ruiz+citas@correo.es'],
  ['mailto:carmen@correo.es', 'carmen@correo.es'],
  ['carmen@sub.correo.com.mx', 'carmen@sub.correo.com.mx'],
  ['carmen@peña.es', 'carmen@peña.es'],
  ["o'neil_1%@a-b.io", "o'neil_1%@a-b.io"],
])('%s is the address %s', (typed, address) => expect(parseEmail(typed)).toBe(address));

test.each([
  '',
  'carmen',
  'carmen@',
  '@correo.es',
  'carmen@correo',
  'carmen@correo.e',
  'carmen@correo..es',
  'carmen@-correo.es',
  'carmen@127.0.0.1',
  'car men@correo.es',
  'carmen@correo.es,otra@correo.es',
  'Carmen <carmen@correo.es>',
  '.carmen@correo.es',
  'car..men@correo.es',
  'carmen@correo.es\nBcc: otra@correo.es',
  `${'c'.repeat(65)}@correo.es`,
  `carmen@${'c'.repeat(250)}.es`,
])('%j is no address', (typed) => expect(parseEmail(typed)).toBeNull());

test.each([
  ['+34612345678', '612 ··· 678'],
  ['+525512345678', '551 ··· 678'],
  ['+5215512345678', '551 ··· 678'],
  ['+447700900123', '447 ··· 123'],
  ['12345', '··· 45'],
  ['carmen@correo.es', 'c···@correo.es'],
])('%s is shown as %s', (address, masked) => expect(maskContact(address)).toBe(masked));
