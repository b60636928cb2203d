import type { SwitchName } from '#domain/switches.ts';
import { m } from '#texts/compiled/messages.js';

interface Words {
  name: () => string;
  /** What it is while it is on. */
  about: () => string;
  /** What stops and what goes on once it is off. */
  off: () => string;
  /** What changes once it is on again. */
  on: () => string;
  /** Whom it meets now, in a number. */
  affected?: (of: { count: number }) => string;
}

/** What an operator reads before switching anything (O1). */
export const switchWords: Record<SwitchName, Words> = {
  bookings: { name: m.op_switch_bookings, about: m.op_switch_bookings_about, off: m.op_switch_bookings_off, on: m.op_switch_bookings_on, affected: m.op_switch_bookings_count },
  'waiting-list': { name: m.op_switch_waiting, about: m.op_switch_waiting_about, off: m.op_switch_waiting_off, on: m.op_switch_waiting_on, affected: m.op_switch_waiting_count },
  applications: { name: m.op_switch_applications, about: m.op_switch_applications_about, off: m.op_switch_applications_off, on: m.op_switch_applications_on, affected: m.op_switch_applications_count },
  reviews: { name: m.op_switch_reviews, about: m.op_switch_reviews_about, off: m.op_switch_reviews_off, on: m.op_switch_reviews_on },
  documents: { name: m.op_switch_documents, about: m.op_switch_documents_about, off: m.op_switch_documents_off, on: m.op_switch_documents_on },
  programs: { name: m.op_switch_programs, about: m.op_switch_programs_about, off: m.op_switch_programs_off, on: m.op_switch_programs_on, affected: m.op_switch_programs_count },
};
