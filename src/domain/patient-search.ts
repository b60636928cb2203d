/** One part of what somebody typed to find a patient; each of them has to be found somewhere. */
export interface SearchPart {
  /** Anywhere in the name or the e-mail, whatever the accents. */
  text: string;
  /** Anywhere in the mobile; empty where too few digits were typed to mean one. */
  digits: string;
}

const fewestDigits = 3;
const mostParts = 6;
const asPhone = /^[\d\s+().-]+$/;

/**
 * Reads what was typed to find a patient by any part of name, mobile or e-mail, in any order (B6): 'ruiz car' is Carmen Ruiz, however
 * a number is spaced it is one. Nothing of it is a pattern of the database's.
 */
export function readPatientSearch(typed: string): SearchPart[] {
  const text = typed.replace(/[%_\\]/g, '').replace(/\s+/g, ' ').trim();
  if (text.length < 2) return [];
  if (asPhone.test(text)) return [{ text, digits: digitsOf(text) }];
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .slice(0, mostParts)
    .map((part) => ({ text: part, digits: asPhone.test(part) ? digitsOf(part) : '' }));
}

/** As it stands in a number of the international form: '00 34' and '+34' are the same. */
function digitsOf(text: string): string {
  const digits = text.replace(/\D/g, '').replace(/^00/, '');
  return digits.length < fewestDigits ? '' : digits;
}
