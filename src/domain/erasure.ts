/** For how long the record of a consultation is kept after somebody erased their account (quality 77, 88). */
export type Country = 'ES' | 'MX';

/** Ley 41/2002 art. 17 and NOM-004-SSA3-2012: five years each, from the last consultation. */
const years: Record<Country, number> = { ES: 5, MX: 5 };

/** Until when these consultations are kept, the latest of them counting; null where there is none to keep. */
export function keptUntil(consultations: readonly { country: Country; endedAt: Date }[]): Date | null {
  const ends = consultations.map(({ country, endedAt }) => {
    const until = new Date(endedAt);
    until.setUTCFullYear(until.getUTCFullYear() + years[country]);
    return until.getTime();
  });
  return ends.length > 0 ? new Date(Math.max(...ends)) : null;
}
