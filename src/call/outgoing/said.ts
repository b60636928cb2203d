import { readLadderMessage, type LadderMessage } from '../quality/ladder.ts';

/** «Dar paso», and that the server would not have it: from the specialist's page to the patient's (V4, S1). */
export interface AdmissionMessage {
  admitted: boolean;
}

/** What the two pages say to each other over their own encrypted channel, words and sides apart. */
export type Said = LadderMessage | AdmissionMessage;

/** Reads what the other page says; null for anything else. */
export function readSaid(text: string): Said | null {
  return readLadderMessage(text) ?? readAdmission(text);
}

function readAdmission(text: string): AdmissionMessage | null {
  try {
    const { admitted } = JSON.parse(text) as Record<string, unknown>;
    return typeof admitted === 'boolean' ? { admitted } : null;
  } catch {
    return null;
  }
}
