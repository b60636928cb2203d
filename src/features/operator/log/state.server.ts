import type { Breach } from '#domain/audit-chain.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { formatHour } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import { operatorDay, operatorZone } from '../operator-zone.ts';

export interface LogState {
  /** When a round last ended, and what it went over. */
  ended: { at: string; seals: number; rows: number; seconds: number } | null;
  /** What did not hold then or does not in the round under way. */
  breaches: Breach[];
}

/** What the last round over the sealed log found (quality 83, fault 59), and the one under way. */
export async function readLogState(world: Pick<World, 'as'>, actor: Extract<Actor, { kind: 'operator' }>, locale: Locale): Promise<LogState> {
  const rounds = await world.as(actor, (tx) => tx.selectFrom('audit_rounds').selectAll().orderBy('number', 'desc').limit(2).execute());
  const ended = rounds.find((round) => round.ended_at !== null);
  const all = rounds.flatMap((round) => (Array.isArray(round.breaches) ? (round.breaches as unknown as Breach[]) : []));
  const known = new Map(all.map((breach) => [JSON.stringify(breach), breach]));
  return {
    ended: ended?.ended_at
      ? { at: `${operatorDay(ended.ended_at, locale)}, ${formatHour(operatorZone, ended.ended_at)}`, seals: ended.seals, rows: ended.rows, seconds: Math.round(ended.took_ms / 100) / 10 }
      : null,
    breaches: [...known.values()],
  };
}
