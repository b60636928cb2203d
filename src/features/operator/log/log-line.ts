import { m } from '#texts/compiled/messages.js';

export const logActors = ['specialist', 'assistant', 'operator', 'patient', 'system'] as const;
export type LogActor = (typeof logActors)[number];

export const logActorWords = {
  specialist: m.op_log_specialist,
  assistant: m.op_log_assistant,
  operator: m.op_log_operator,
  patient: m.op_log_patient,
  system: m.op_log_system,
} as const;

export interface LogLine {
  id: string;
  day: string;
  hour: string;
  who: string;
  /** The account, for looking further. */
  accountId: string | null;
  /** The code of what was done, as the log keeps it. */
  action: string;
  /** What was done, in words. */
  said: string;
  /** In words: “cita”. */
  objectKind: string;
  objectId: string;
  /** Whose practice it was. */
  practice: string | null;
  sealed: boolean;
}

export interface LogAsked {
  /** An id of an account, an appointment or another object; or words of what was done. */
  words: string;
  actor: string;
  /** ISO dates; empty: open. */
  from: string;
  until: string;
  before: string | null;
}
