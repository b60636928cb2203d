import { sql, type RawBuilder } from 'kysely';
import type { DB } from '#db/tables.ts';

/** The account whose data is asked for, as the tables know it. */
export interface Subject {
  accountId: string;
}

type Where = (subject: Subject) => RawBuilder<unknown>;

const ofAccount: Where = ({ accountId }) => sql`account_id = ${accountId}`;
const ownPeople = ({ accountId }: Subject) => sql`(select id from people where account_id = ${accountId})`;
/** The ids of what this account booked, and of what anybody booked for its people. */
export const ownAppointments = (subject: Subject) =>
  sql`(select id from appointments where booked_by_account_id = ${subject.accountId} or person_id in ${ownPeople(subject)})`;
const ofAppointment: Where = (subject) => sql`appointment_id in ${ownAppointments(subject)}`;
const ownAddresses = ({ accountId }: Subject) => sql`(select address from contacts where account_id = ${accountId})`;

/**
 * Where a person's data stands, and which rows are theirs (art. 15, 20; quality 76). A test goes through the database:
 * a table that names an account, a person or an appointment is here or in `notOfSubjects`.
 */
export const subjectTables = {
  accounts: ({ accountId }) => sql`id = ${accountId}`,
  contacts: ofAccount,
  people: ofAccount,
  appointments: (subject) => sql`id in ${ownAppointments(subject)}`,
  appointment_moves: ofAppointment,
  time_off_steps: ofAppointment,
  consents: (subject) => sql`account_id = ${subject.accountId} or appointment_id in ${ownAppointments(subject)}`,
  messages: (subject) => sql`audience = 'patient' and (appointment_id in ${ownAppointments(subject)}
    or code_id in (select id from codes where account_id = ${subject.accountId}) or notice_id in (select id from sign_in_notices where account_id = ${subject.accountId} or appointment_id in ${ownAppointments(subject)}))`,
  payments: ofAppointment,
  disputes: ofAppointment,
  receipts: ofAppointment,
  documents: ofAppointment,
  reviews: ofAppointment,
  review_decisions: (subject) => sql`review_id in (select id from reviews where appointment_id in ${ownAppointments(subject)})`,
  technical_ratings: ofAppointment,
  device_checks: ofAppointment,
  room_events: ofAppointment,
  seats: ofAppointment,
  call_facts: ofAppointment,
  waiting_requests: (subject) => sql`account_id = ${subject.accountId} or appointment_id in ${ownAppointments(subject)}`,
  waiting_offers: (subject) => sql`request_id in (select id from waiting_requests where account_id = ${subject.accountId} or appointment_id in ${ownAppointments(subject)})`,
  codes: (subject) => sql`account_id = ${subject.accountId} or address in ${ownAddresses(subject)}`,
  sessions: ofAccount,
  access_tokens: ofAccount,
  second_factors: ofAccount,
  recovery_codes: ofAccount,
  data_exports: ofAccount,
  sign_in_notices: (subject) => sql`account_id = ${subject.accountId} or appointment_id in ${ownAppointments(subject)}`,
  applications: ofAccount,
  application_documents: (subject) => sql`application_id in (select id from applications where account_id = ${subject.accountId})`,
  silenced_addresses: (subject) => sql`address in ${ownAddresses(subject)}`,
  audit: (subject) => sql`actor_account_id = ${subject.accountId} or (object_kind = 'appointment' and object_id in ${ownAppointments(subject)})`,
  specialists: ofAccount,
  assistants: ofAccount,
  operators: ofAccount,
  operator_proposals: ofAccount,
  invitations: (subject) => sql`accepted_by_account_id = ${subject.accountId} or email in ${ownAddresses(subject)}`,
  series: ({ accountId }) => sql`created_by_account_id = ${accountId}`,
} satisfies Partial<Record<keyof DB, Where>>;

/**
 * Tables that name a person or an appointment and hold nothing of theirs beside what is exported already. Notes are the
 * specialist's own (Ley 41/2002 art. 18.3): the practice gives out what of them belongs to the record.
 */
export const notOfSubjects: readonly (keyof DB)[] = ['factor_steps', 'seat_passes', 'blocked_records', 'data_keys', 'notes'];

/** Keys and proofs: worthless to their owner, dangerous in a file. */
export const secretColumns = /hash|hmac|sealed|data_key|wrapped|salt|secret|public_key|credential|fence|lease|digest/;
