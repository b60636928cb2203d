import type { MailboxEntry } from './mailbox.ts';

/** A demo person that one can become at `/ensayo`. */
export interface DemoPerson {
  /** Stable name for `POST /ensayo/sesion`. */
  as: string;
  name: string;
  role: 'specialist' | 'assistant' | 'patient' | 'operator';
  note: string;
}

/** What the rehearsal's own pages may do; absent in production. */
export interface Desk {
  /** Every mail and SMS, newest last. */
  messages(): MailboxEntry[];
  now(): Date;
  /** Address of a calendar to try, which the rehearsal alone can read. */
  demoCalendar: string;
  /** Moves product time and runs what is due; time only moves forward. Null where the instant is not later. */
  moveClock(instant: Date): Promise<Date | null>;
  /** `digits`: what the app of somebody who works here shows at this moment, for trying the door itself. */
  people(): Promise<(DemoPerson & { digits: string | null })[]>;
  /** Opens a session for a demo person; null for an unknown name. */
  signIn(as: string): Promise<{ token: string; accessToken: string; maxAgeSeconds: number } | null>;
}
