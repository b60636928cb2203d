import type { Locale } from '#domain/people.ts';
import { m } from './compiled/messages.js';

/** "De la Dra. …", "Del Dr. …": the article goes with the title, where there is one we know. */
export function messageFrom(name: string, locale?: Locale): string {
  const options = locale ? { locale } : {};
  if (/^(Dra|Lic\.ª|Sra)\b/i.test(name)) return m.booking_message_from_her({ name }, options);
  if (/^(Dr|Sr)\b/i.test(name)) return m.booking_message_from_him({ name }, options);
  return m.booking_message_from({ name }, options);
}
