import type { Actor } from './people.ts';

/** Whose something must be: of the account itself, of the one appointment that a browser holds, of a practice one works for, or of the site. */
type Whose = 'account' | 'appointment' | 'practice' | 'site';

/**
 * Who may do what, of whose (A1, B6, V5, G): every door asks here, and what is not here nobody may. Rows are the second
 * lock: they are read and written as the actor, whom row-level security shows the same part of the database.
 */
export const permissions = {
  /** Sessions, contacts, devices, one's data and who looked at them. */
  'keep-account': { patient: 'account', specialist: 'account', assistant: 'account', operator: 'account' },
  /** Asks to be admitted as a specialist; whoever works here needs an account of its own for that. */
  'apply-to-practise': { patient: 'account' },
  /** One's own appointments, as a patient. */
  'see-own-appointments': { patient: 'account', specialist: 'account', assistant: 'account', operator: 'account' },
  /** By which channels and in which language one is told of whatever is booked. */
  'choose-messages': { patient: 'account' },
  /** The waiting room from "mis citas"; whoever works here comes by the link. */
  'enter-own-room': { patient: 'account' },
  /** The patient's seat of a room: whoever holds its link and no other. */
  'be-attended': { guest: 'appointment' },
  pay: { guest: 'appointment', booker: 'appointment', patient: 'account' },
  /** Reviews the specialist, rates the call from the patient's side. */
  review: { guest: 'appointment', patient: 'account' },
  /** The agenda with its patients, hours, waiting list and messages: read, book, move, cancel, announce a delay. */
  'keep-agenda': { specialist: 'practice', assistant: 'practice' },
  /** Why a patient comes; an assistant knows only that there is a reason. */
  'read-reason': { specialist: 'practice' },
  /** Documents between patient and specialist; an assistant keeps the agenda and not the record. */
  'exchange-documents': { patient: 'account', specialist: 'practice' },
  /** The specialist's own, which nobody else reads. */
  'keep-notes': { specialist: 'practice' },
  /** The specialist's seat of a room; an assistant never has one. */
  attend: { specialist: 'practice' },
  /** Terms, profile, team, calendars elsewhere, embedding: the specialist's own word. */
  'run-practice': { specialist: 'practice' },
  /** Takes and gives back money, and where it goes. */
  'take-money': { specialist: 'practice' },
  'answer-review': { specialist: 'practice' },
  /** Admission, packages, moderation, requests, health of the site. */
  'run-site': { operator: 'site' },
} as const satisfies Record<string, Partial<Record<Actor['kind'], Whose>>>;

export type Action = keyof typeof permissions;
type WhoMay<A extends Action> = keyof (typeof permissions)[A];

/** What the action is about, as far as it is known before a row is read. */
export interface Owned {
  accountId?: string;
  appointmentId?: string;
  specialistId?: string;
}

/** Whether this actor may do this, to this. Nothing is said of whose it is where the rows decide, which are read as the actor. */
export function may<Who extends Actor, A extends Action>(actor: Who, action: A, of: Owned = {}): actor is Extract<Who, { kind: WhoMay<A> }> {
  const granted: Partial<Record<Actor['kind'], Whose>> = permissions[action];
  const whose = granted[actor.kind];
  if (whose === undefined) return false;
  if (whose === 'practice') return of.specialistId === undefined || ('specialistIds' in actor && actor.specialistIds.includes(of.specialistId));
  if (whose === 'appointment') return of.appointmentId === undefined || ('appointmentId' in actor && actor.appointmentId === of.appointmentId);
  if (whose === 'account') return of.accountId === undefined || ('accountId' in actor && actor.accountId === of.accountId);
  return true;
}
