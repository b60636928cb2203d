import type { Locale } from '#domain/people.ts';
import { formatPhone } from '#domain/phone.ts';
import { formatDayLong } from '#domain/time.ts';
import { whenWords } from './message-lines.server.ts';
import type { Practice } from '../queries.server.ts';
import type { KnownPatient } from '../reads/find-patients.server.ts';

/** What a search for a patient shows of each. */
export interface FoundPatient {
  id: string;
  fullName: string;
  contact: string;
  /** 'jueves 26 de noviembre': when they came last. */
  last: string | null;
  /** Appointments ahead in finished words, with the day they stand on. */
  coming: { id: string; words: string }[];
}
export function foundPatients(found: readonly KnownPatient[], practice: Pick<Practice, 'zone' | 'country'>, now: Date, locale: Locale): FoundPatient[] {
  return found.map((one) => ({
    id: one.id,
    fullName: one.fullName,
    contact: one.mobile ? formatPhone(one.mobile, practice.country) : (one.email ?? ''),
    last: one.lastAt ? formatDayLong(practice.zone, one.lastAt, locale) : null,
    coming: one.coming.map(({ id, startsAt }) => ({ id, words: whenWords(practice.zone, startsAt, now, locale) })),
  }));
}

/** The practice’s patients with their last and next appointment in finished words. */
export function patientLines(
  patients: readonly {
    id: string;
    fullName: string;
    mobile: string | null;
    email: string | null;
    lastAt: Date | null;
    lastId: string | null;
    nextAt: Date | null;
    nextId: string | null;
  }[],
  practice: Pick<Practice, 'zone' | 'country'>,
  now: Date,
  locale: Locale,
) {
  return patients.map((one) => ({
    id: one.id,
    name: one.fullName,
    phone: one.mobile ? { href: `tel:${one.mobile}`, words: formatPhone(one.mobile, practice.country) } : null,
    email: one.email,
    next: one.nextAt && one.nextId ? { id: one.nextId, words: whenWords(practice.zone, one.nextAt, now, locale) } : null,
    last: one.lastAt && one.lastId ? { id: one.lastId, words: formatDayLong(practice.zone, one.lastAt, locale) } : null,
  }));
}
