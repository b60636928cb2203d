import { sql } from 'kysely';
import { breachesOf, sealsDue, type Breach, type Seal } from '#domain/audit-chain.ts';
import type { Anchor } from '#ports/anchors.ts';
import type { Tx, World } from '#ports/world.ts';
import { readAnchor, rowsWhere } from './audit-seals.server.ts';

const system = { kind: 'system', job: 'audit' } as const;
/** Seals that are read at once, and about how many of their rows. */
const sealsAtOnce = 200;
const rowsAtOnce = 20_000;
const breachesKept = 100;
const roundsKept = 100;

export interface AuditVerdict {
  seals: number;
  rows: number;
  /** At most a hundred; empty where all holds. */
  breaches: Breach[];
  /** Whether the anchor that was kept elsewhere is in the chain; null where none was given. */
  anchored: boolean | null;
}

type Link = Pick<Seal, 'number' | 'hash'> | null;

/** What some seals in a row said; `hashes` by number, in base64url. */
interface Looked {
  seals: number;
  rows: number;
  breaches: Breach[];
  hashes: Map<number, string>;
  last: Link;
}

/** Looks at the whole log at once and names whatever was changed, taken out or slipped in. For a command; the product goes in rounds. */
export async function verifyAudit(world: Pick<World, 'as' | 'vault'>, anchor: Anchor | null = null): Promise<AuditVerdict> {
  const verdict: AuditVerdict = { seals: 0, rows: 0, breaches: [], anchored: anchor && false };
  let before: Link = null;
  for (;;) {
    const link: Link = before;
    const part: Looked = await world.as(system, (tx) => lookAt(world, tx, link, sealsAtOnce));
    if (part.seals === 0 || verdict.breaches.length >= breachesKept) return verdict;
    verdict.breaches.push(...part.breaches);
    verdict.seals += part.seals;
    verdict.rows += part.rows;
    if (anchor && part.hashes.get(anchor.seal) === anchor.hash) verdict.anchored = true;
    before = part.last;
  }
}

/**
 * Goes on with the running round over the log, as far as it has to be by now: a few seals every minute instead of all of
 * them at once, and each of them within the hour (quality 83, fault 59). At its end the anchors that were kept outside are
 * compared, and the next round begins. Several processes take turns; a due task.
 */
export async function watchAudit(world: Pick<World, 'as' | 'vault' | 'clock' | 'log' | 'anchors'>): Promise<void> {
  for (let more = true; more; ) {
    const found = await world.as(system, (tx) => goOn(world, tx));
    for (const breach of found.breaches.slice(0, 10)) world.log.error({ event: 'audit-breach', ...breach }, 'the access log was changed');
    more = found.more;
  }
}

async function goOn(world: Pick<World, 'vault' | 'clock' | 'anchors'>, tx: Tx): Promise<{ breaches: Breach[]; more: boolean }> {
  const { rows: turn } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(hashtextextended('audit-round', 10)) mine`.execute(tx);
  if (!turn[0]?.mine) return { breaches: [], more: false };
  const now = world.clock.now();
  const round = await runningRound(tx, now);
  const { all } = await tx.selectFrom('audit_seals').select(({ fn }) => fn.countAll<number>().as('all')).executeTakeFirstOrThrow();
  const due = sealsDue(Number(all), round.began_at, now) - round.seals;
  const over = now.getTime() - round.began_at.getTime() >= 50 * 60_000;
  if (due <= 0 && !over) return { breaches: [], more: false };
  const begun = world.clock.machineNow().getTime();
  const before: Link = round.upto_hash && { number: Number(round.upto), hash: round.upto_hash };
  const part = await lookAt(world, tx, before, Math.max(1, Math.min(due, sealsAtOnce)));
  const ends = part.seals === 0;
  const missing = ends ? await missingAnchors(tx, world.anchors.list()) : [];
  const breaches = [...part.breaches, ...missing];
  await tx
    .updateTable('audit_rounds')
    .set({
      upto: part.last?.number ?? round.upto,
      upto_hash: part.last ? Buffer.from(part.last.hash) : round.upto_hash,
      seals: round.seals + part.seals,
      rows: round.rows + part.rows,
      took_ms: round.took_ms + (world.clock.machineNow().getTime() - begun),
      breaches: JSON.stringify([...(round.breaches as unknown as Breach[]), ...breaches].slice(0, breachesKept)),
      ended_at: ends ? now : null,
    })
    .where('number', '=', round.number)
    .execute();
  if (ends) await sql`delete from audit_rounds where number <= ${Number(round.number) - roundsKept}`.execute(tx);
  return { breaches, more: !ends };
}

/** The round that is under way, or a new one. */
async function runningRound(tx: Tx, now: Date) {
  const running = await tx.selectFrom('audit_rounds').selectAll().where('ended_at', 'is', null).executeTakeFirst();
  // A clock that was set back must not hold a round up.
  if (running && running.began_at <= now) return running;
  if (running) await tx.deleteFrom('audit_rounds').where('number', '=', running.number).execute();
  return tx.insertInto('audit_rounds').values({ began_at: now }).returningAll().executeTakeFirstOrThrow();
}

/** The seals after one, as many as asked for at most, and what does not hold in them. */
async function lookAt(world: Pick<World, 'vault'>, tx: Tx, before: Link, most: number): Promise<Looked> {
  const sign = (data: string) => world.vault.sign('audit', data);
  const found = await tx.selectFrom('audit_seals').selectAll().where(sql<boolean>`number > ${before?.number ?? 0}`).orderBy('number').limit(most).execute();
  let many = 0;
  const chosen = found.filter((seal, index) => (many += seal.rows.length) <= rowsAtOnce || index === 0);
  const first = chosen[0];
  const end = chosen.at(-1);
  const bySeal = new Map<number, Awaited<ReturnType<typeof rowsWhere>>>();
  if (first && end) {
    const rows = await rowsWhere(tx, sql`seal between ${first.number} and ${end.number}`, null);
    for (const row of rows) {
      const own = bySeal.get(Number(row.seal));
      if (own) own.push(row);
      else bySeal.set(Number(row.seal), [row]);
    }
  }
  const breaches: Breach[] = [];
  const hashes = new Map<number, string>();
  let last = before;
  let rows = 0;
  for (const kept of chosen) {
    const seal: Seal = { number: Number(kept.number), previous: kept.previous, hash: kept.hash, rows: kept.rows, digests: kept.digests };
    const own = bySeal.get(seal.number) ?? [];
    breaches.push(...breachesOf(sign, last, seal, own, kept.forgotten_at !== null));
    hashes.set(seal.number, kept.hash.toString('base64url'));
    rows += own.length;
    last = seal;
  }
  return { seals: chosen.length, rows, breaches, hashes, last };
}

/** Whoever kept anchors finds each of them in the chain, or its end was cut off. */
async function missingAnchors(tx: Tx, anchors: readonly Anchor[]): Promise<Breach[]> {
  if (anchors.length === 0) return [];
  const there = await tx
    .selectFrom('audit_seals')
    .select(['number', 'hash'])
    .where(sql<boolean>`number = any(${anchors.map((one) => one.seal)}::bigint[])`)
    .execute();
  const known = new Map(there.map((row) => [Number(row.number), row.hash.toString('base64url')]));
  return anchors.filter((one) => known.get(one.seal) !== one.hash).map((one) => ({ seal: one.seal, what: 'anchor-missing' as const }));
}

/** Every hour the end of the chain is written outside its database, and told to the log that leaves this machine (quality 83). */
export async function anchorAudit(world: Pick<World, 'as' | 'clock' | 'log' | 'anchors'>): Promise<void> {
  const anchor = await readAnchor(world);
  if (!anchor) return;
  world.anchors.keep(anchor, world.clock.now());
  world.log.info({ event: 'audit-anchor', ...anchor }, 'access log');
}
