import { sql } from 'kysely';
import { sealOf, type AuditRow } from '#domain/audit-chain.ts';
import type { Anchor } from '#ports/anchors.ts';
import type { Tx, World } from '#ports/world.ts';

const system = { kind: 'system', job: 'audit' } as const;
/** Rows of one seal at most: it stays small enough to be read at once. */
const handful = 2000;
const keptMs = 365 * 24 * 3_600_000;

type Keys = Pick<World, 'as' | 'vault' | 'clock'>;

/** Seals what was written since the last seal (quality 83: within ten seconds). A due task; several processes take turns. */
export async function sealAudit(world: Keys): Promise<void> {
  while ((await world.as(system, (tx) => sealOnce(world, tx))) === handful);
}

async function sealOnce(world: Keys, tx: Tx): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('audit', 10))`.execute(tx);
  const rows = await rowsWhere(tx, sql`seal is null`, handful);
  if (rows.length === 0) return 0;
  const last = await tx.selectFrom('audit_seals').select(['number', 'hash']).orderBy('number', 'desc').limit(1).executeTakeFirst();
  const seal = sealOf((data) => world.vault.sign('audit', data), last ? { number: Number(last.number), hash: last.hash } : null, rows);
  await tx
    .insertInto('audit_seals')
    .values({
      number: seal.number,
      previous: seal.previous && Buffer.from(seal.previous),
      hash: Buffer.from(seal.hash),
      rows: [...seal.rows],
      digests: Buffer.from(seal.digests),
      sealed_at: world.clock.now(),
    })
    .execute();
  await tx.updateTable('audit').set({ seal: seal.number }).where('id', 'in', [...seal.rows]).execute();
  return rows.length;
}

/** The newest seal; null in an empty log. */
export async function readAnchor(world: Pick<World, 'as'>): Promise<Anchor | null> {
  const last = await world.as(system, (tx) => tx.selectFrom('audit_seals').select(['number', 'hash']).orderBy('number', 'desc').limit(1).executeTakeFirst());
  return last ? { seal: Number(last.number), hash: last.hash.toString('base64url') } : null;
}

/** Rows older than a year go, with their whole seal; the chain itself stays. */
export async function forgetAudit(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  const now = world.clock.now();
  await world.as(system, (tx) => sql`select forget_audit(${new Date(now.getTime() - keptMs)}, ${now})`.execute(tx));
}

/** Rows of the log as they are sealed. */
export async function rowsWhere(tx: Tx, where: ReturnType<typeof sql>, limit: number | null): Promise<(AuditRow & { seal: number | null })[]> {
  const { rows } = await sql<AuditRow & { seal: number | null }>`
    select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') "at", actor_kind "actorKind", actor_account_id "actorAccountId",
      action, object_kind "objectKind", object_id "objectId", specialist_id "specialistId", seal
    from audit where ${where} order by id ${limit ? sql`limit ${limit}` : sql``}`.execute(tx);
  return rows;
}
