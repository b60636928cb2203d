import { clinicalYears, yearsAfter, type Country } from './retention.ts';

/** Until when these consultations are kept, the latest of them counting, after somebody erased their account (quality 77, 88); null where there is none to keep. */
export function keptUntil(consultations: readonly { country: Country; recordYears: number; endedAt: Date }[]): Date | null {
  const ends = consultations.map(({ country, recordYears, endedAt }) => yearsAfter(endedAt, clinicalYears(country, recordYears)).getTime());
  return ends.length > 0 ? new Date(Math.max(...ends)) : null;
}

/** The tables whose rows only serve an account itself: they go with it, whoever's it was (G1). Those of patients alone are not among them. */
export const tablesOfAccountAlone = ['access_tokens', 'second_factors', 'recovery_codes', 'factor_steps', 'data_exports', 'sign_in_notices', 'applications', 'contacts'] as const;
