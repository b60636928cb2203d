import type { DataClass, Purpose } from './vocabulary.ts';

/** Articles of the GDPR; what is about health needs one of 9.2 beside one of 6.1 (quality 74). */
export type Basis = '6.1.a' | '6.1.b' | '6.1.c' | '6.1.f' | '9.2.a' | '9.2.h';

export interface PurposeRule {
  bases: readonly Basis[];
  /** Mexico tells what is needed for the service from what one may refuse (LFPDPPP). */
  voluntary: boolean;
}

/** What for, and by which right. */
export const purposes: Record<Purpose, PurposeRule> = {
  care: { bases: ['6.1.b', '9.2.h'], voluntary: false },
  call: { bases: ['6.1.b', '9.2.h'], voluntary: false },
  messages: { bases: ['6.1.b', '9.2.h'], voluntary: false },
  payment: { bases: ['6.1.b'], voluntary: false },
  tax: { bases: ['6.1.c'], voluntary: false },
  reviews: { bases: ['6.1.a', '9.2.a'], voluntary: true },
  'sign-in': { bases: ['6.1.b'], voluntary: false },
  security: { bases: ['6.1.c', '9.2.h'], voluntary: false },
  proof: { bases: ['6.1.c'], voluntary: false },
  practice: { bases: ['6.1.b'], voluntary: false },
  profile: { bases: ['6.1.b'], voluntary: false },
  programs: { bases: ['6.1.a'], voluntary: true },
  operation: { bases: [], voluntary: false },
};

/** Classes that say something of somebody's health, openly or by their circumstances (art. 9). */
export const healthClasses: readonly DataClass[] = ['health', 'care'];
/** Classes that a person is told of; keys, proofs and states are about our rows. */
export const toldClasses: readonly DataClass[] = ['identity', 'contact', 'health', 'care', 'words', 'money', 'device', 'preference', 'public'];
