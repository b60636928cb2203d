import { m } from '#texts/compiled/messages.js';

export const specialistStates = ['admitted', 'paused', 'hidden'] as const;
export type SpecialistState = (typeof specialistStates)[number];

export interface SpecialistLine {
  id: string;
  slug: string;
  name: string;
  licence: string;
  city: string;
  country: string;
  since: Date;
  state: SpecialistState;
}

export const specialistStateWords = {
  admitted: m.op_state_admitted,
  paused: m.op_state_paused,
  hidden: m.op_state_hidden,
} as const;
