import type { ApplicationState } from '#domain/application.ts';
import { m } from '#texts/compiled/messages.js';

/** The states that an operator sees; a draft is nobody's but its writer's. */
export const seenStates = ['received', 'in_review', 'incomplete', 'admitted', 'refused'] as const satisfies readonly ApplicationState[];
export type SeenState = (typeof seenStates)[number];

export interface ApplicationLine {
  id: string;
  name: string;
  specialty: string;
  licence: string;
  city: string;
  state: SeenState;
  sentAt: Date;
}

export const seenStateWords: Record<SeenState, (inputs?: Record<string, never>, options?: { locale: 'es' | 'en' }) => string> = {
  received: m.apply_state_received,
  in_review: m.apply_state_in_review,
  incomplete: m.apply_state_incomplete,
  admitted: m.apply_state_admitted,
  refused: m.apply_state_refused,
};
