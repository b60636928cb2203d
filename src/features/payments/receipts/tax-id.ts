/** Tax numbers as they are printed: NIF, NIE and CIF of Spain, RFC of Mexico. Null where it cannot be one. */
export function readTaxId(text: string, country: 'ES' | 'MX'): string | null {
  const bare = text.toUpperCase().replace(/[\s.-]/g, '');
  if (country === 'MX') return /^[A-ZÑ&]{3,4}\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[A-Z\d]{3}$/.test(bare) ? bare : null;
  const person = /^([XYZ]?)(\d{7,8})([A-Z])$/.exec(bare);
  if (person) {
    const [, foreign = '', digits = '', letter] = person;
    if (foreign.length + digits.length !== 8) return null;
    const number = Number(`${foreign ? 'XYZ'.indexOf(foreign) : ''}${digits}`);
    return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === letter ? bare : null;
  }
  return /^[ABCDEFGHJNPQRSUVW]\d{7}[0-9A-J]$/.test(bare) ? bare : null;
}
