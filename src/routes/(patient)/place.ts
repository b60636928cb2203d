import type { ChangeCode } from '#features/accounts/codes/change-code.ts';
import type { OwnAppointment } from '#features/booking/own-appointment.ts';

/** An appointment and from where it is looked at: one's own list, or the link of a message (B5). */
export interface ShownPlace {
  appointment: OwnAppointment;
  /** Signed in as its owner, or a code was entered in this browser: it may be changed, and names are shown. */
  proved: boolean;
  /** Address of the appointment's page and of the pages beside it. */
  base: string;
  card: string;
  receipts: string;
  documents: string;
  review: string;
  calendar: string;
  /** Where an earlier hour is asked for and answered (B8). */
  earlier: string;
}

/** What a page of change says after a press that did not lead on. */
export interface ChangeAnswer {
  problem: string | null;
  codeProblem: string | null;
  code: ChangeCode | null;
  /** What was chosen, carried on while the code is asked. */
  chosen: { value: string; words: string } | null;
}
