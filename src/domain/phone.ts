import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { parseEmail } from './contact.ts';
import { refuse, success, type RefusalKind, type Result } from './result.ts';

/** Server only, like Temporal: the numbering plans weigh 140 kB. */

export interface Contact {
  channel: 'sms' | 'email';
  address: string;
}

/** A mobile number as typed, in E.164; numbers without a prefix are of `country`. */
export function parseMobile(typed: string, country: CountryCode): string | null {
  const phone = parsePhoneNumberFromString(typed, country);
  const mobile = phone?.isValid() && ['MOBILE', 'FIXED_LINE_OR_MOBILE'].includes(phone.getType() ?? '');
  return phone && mobile ? phone.number : null;
}

/** Any number that can be called, as typed, in E.164; numbers without a prefix are of `country`. */
export function parsePhone(typed: string, country: CountryCode): string | null {
  const phone = parsePhoneNumberFromString(typed, country);
  return phone?.isValid() ? phone.number : null;
}

/** Reads what a person typed as a mobile number or as an e-mail address. */
export function parseContact(typed: string, country: CountryCode): Result<Contact, 'email-invalid' | 'mobile-invalid'> {
  if (typed.includes('@')) {
    const email = parseEmail(typed);
    return email ? success({ channel: 'email', address: email }) : refuse('email-invalid');
  }
  const mobile = parseMobile(typed, country);
  return mobile ? success({ channel: 'sms', address: mobile }) : refuse('mobile-invalid');
}

/** Mobile and e-mail of a form that needs both (B3); the refusal names its fields at fault, an empty one as what is missing. */
export function readBothContacts(
  form: { movil: string; correo: string },
  country: CountryCode,
): { mobile: string | null; email: string | null; faults: Record<string, RefusalKind> } {
  const [mobile, email] = [parseMobile(form.movil, country), parseEmail(form.correo)];
  const faults: Record<string, RefusalKind> = {};
  if (!mobile) faults['movil'] = form.movil.trim() === '' ? 'mobile-missing' : 'mobile-invalid';
  if (!email) faults['correo'] = form.correo.trim() === '' ? 'email-missing' : 'email-invalid';
  return { mobile, email, faults };
}

/** A number as people of its country write it: '612 345 678' at home, '+34 612 345 678' from abroad. */
export function formatPhone(e164: string, viewerCountry: CountryCode): string {
  const phone = parsePhoneNumberFromString(e164);
  if (!phone) return e164;
  return phone.country === viewerCountry ? phone.formatNational() : phone.formatInternational();
}

/** The country that a number in E.164 belongs to ('ES'); null where it is of none alone. */
export function countryOf(e164: string): string | null {
  return parsePhoneNumberFromString(e164)?.country ?? null;
}
