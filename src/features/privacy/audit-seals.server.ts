import { sql } from 'kysely';
import { breachesOf, sealOf, type AuditRow, type Breach, type Seal } from '#domain/audit-chain.ts';
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

/** Where the chain stands: written elsewhere every hour, so that its end cannot be cut off unseen. */
export interface Anchor {
  seal: number;
  /** Base64url of the seal's hash. */
  hash: string;
}

/** The newest seal; null in an empty log. */
export async function readAnchor(world: Pick<World, 'as'>): Promise<Anchor | null> {
  const last = await world.as(system, (tx) => tx.selectFrom('audit_seals').select(['number', 'hash']).orderBy('number', 'desc').limit(1).executeTakeFirst());
  return last ? { seal: Number(last.number), hash: last.hash.toString('base64url') } : null;
}

export interface AuditVerdict {
  seals: number;
  rows: number;
  /** At most a hundred; empty where all holds. */
  breaches: Breach[];
  /** Whether the anchor that was kept elsewhere is in the chain; null where none was given. */
  anchored: boolean | null;
}

/** Looks at the whole log, seal after seal, and names whatever was changed, taken out or slipped in. */
export async function verifyAudit(world: Pick<World, 'as' | 'vault'>, anchor: Anchor | null = null): Promise<AuditVerdict> {
  const sign = (data: string) => world.vault.sign('audit', data);
  const verdict: AuditVerdict = { seals: 0, rows: 0, breaches: [], anchored: anchor && false };
  let before: Pick<Seal, 'number' | 'hash'> | null = null;
  for (;;) {
    const after: number = before?.number ?? 0;
    const found = await world.as(system, async (tx) => {
      const seal = await tx.selectFrom('audit_seals').selectAll().where(sql<boolean>`number > ${after}`).orderBy('number').limit(1).executeTakeFirst();
      return seal && { seal, rows: await rowsWhere(tx, sql`seal = ${seal.number}`, null) };
    });
    if (!found || verdict.breaches.length >= 100) return verdict;
    const { seal: kept, rows } = found;
    const seal: Seal = { number: Number(kept.number), previous: kept.previous, hash: kept.hash, rows: kept.rows, digests: kept.digests };
    verdict.breaches.push(...breachesOf(sign, before, seal, rows, kept.forgotten_at !== null));
    verdict.seals += 1;
    verdict.rows += rows.length;
    if (anchor?.seal === seal.number && anchor.hash === kept.hash.toString('base64url')) verdict.anchored = true;
    before = seal;
  }
}

/** Every hour: the chain's end is told to the log that leaves this machine, and the chain is looked at (quality 83, fault 59). */
export async function watchAudit(world: Keys & Pick<World, 'log'>): Promise<void> {
  const anchor = await readAnchor(world);
  if (!anchor) return;
  const { breaches, seals, rows } = await verifyAudit(world);
  world.log.info({ event: 'audit-anchor', ...anchor, seals, rows }, 'access log');
  for (const breach of breaches.slice(0, 10)) world.log.error({ event: 'audit-breach', ...breach }, 'the access log was changed');
}

/** Rows older than a year go, with their whole seal; the chain itself stays. */
export async function forgetAudit(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  const now = world.clock.now();
  await world.as(system, (tx) => sql`select forget_audit(${new Date(now.getTime() - keptMs)}, ${now})`.execute(tx));
}

async function rowsWhere(tx: Tx, where: ReturnType<typeof sql>, limit: number | null): Promise<AuditRow[]> {
  const { rows } = await sql<AuditRow>`
    select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') "at", actor_kind "actorKind", actor_account_id "actorAccountId",
      action, object_kind "objectKind", object_id "objectId", specialist_id "specialistId"
    from audit where ${where} order by id ${limit ? sql`limit ${limit}` : sql``}`.execute(tx);
  return rows;
}
