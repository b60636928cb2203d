import { sql } from 'kysely';
import type { Tx } from '#ports/world.ts';

/** Serialises whatever changes one specialist's agenda; without it the losers of a race dead-lock for seconds (B2). */
export async function lockAgenda(tx: Tx, specialistId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${specialistId}, 7))`.execute(tx);
}

/**
 * Locks an agenda and frees the holds whose time ran out between two instants (B4): what every booking and every move
 * begins with, in one round trip.
 */
export async function claimTime(tx: Tx, specialistId: string, span: { from: Date; until: Date }, now: Date): Promise<void> {
  await sql`select claim_time(${specialistId}, ${span.from}, ${span.until}, ${now})`.execute(tx);
}

/** PostgreSQL's ways to say that somebody else was faster: exclusion, dead-lock, lock time-out. */
export function isLostRace(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === '23P01' || code === '40P01' || code === '55P03';
}
