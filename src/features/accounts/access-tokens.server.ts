import { createHash } from 'node:crypto';
import { looksLikeToken, mostTokens, scopesOf, scopes as known, tokenHolds, tokenText, type Scope } from '#domain/access-token.ts';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type RefusalKind, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';
import type { TokenForm } from './schema.ts';
import { actorOf } from './sessions.server.ts';

const system = { kind: 'system', job: 'access-tokens' } as const;
const day = 86_400_000;
const usedAgainMs = 60_000;

type Owner = Extract<Actor, { kind: 'specialist' | 'assistant' }>;

/** An access token as its owner's page shows it; the token itself is shown once and kept nowhere. */
export interface TokenEntry {
  id: string;
  name: string;
  /** Its last four characters. */
  ending: string;
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  /** Past its day; it opens nothing. */
  expired: boolean;
}

/**
 * Makes an access token: 256 bits, of which the database keeps SHA-256 alone. It acts as its owner, within its scopes.
 * Refuses `invalid-input` with fields, `too-many-tokens` (20 that are not revoked).
 */
export async function issueToken(world: Pick<World, 'as' | 'clock' | 'ids'>, owner: Owner, form: TokenForm): Promise<Result<{ id: string; token: string }>> {
  const allowed = scopesOf(owner.kind);
  const fields: Record<string, RefusalKind> = {};
  if (form.nombre === '' || form.nombre.length > 60) fields['nombre'] = 'name-missing';
  if (form.permisos.length === 0) fields['permisos'] = 'choice-missing';
  if (form.permisos.some((scope) => !allowed.includes(scope))) fields['permisos'] = 'not-allowed';
  if (Object.keys(fields).length > 0) return refuse('invalid-input', fields);
  const now = world.clock.now();
  return world.as(owner, async (tx) => {
    const { count } = await tx
      .selectFrom('access_tokens')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('account_id', '=', owner.accountId)
      .where('ended_at', 'is', null)
      .where('expires_at', 'is not', null)
      .executeTakeFirstOrThrow();
    if (count >= mostTokens) return refuse('too-many-tokens');
    const expiresAt = new Date(now.getTime() + form.dias * day);
    return success(await insertToken(world, tx, { accountId: owner.accountId, name: form.nombre, scopes: form.permisos, now, expiresAt }));
  });
}

/** A token without an end for a demo person of the rehearsal, with all that this person may do. */
export async function issueRehearsalToken(world: Pick<World, 'as' | 'clock' | 'ids'>, accountId: string): Promise<string> {
  const now = world.clock.now();
  const { token } = await world.as(system, async (tx) => {
    const { kind } = await actorOf(tx, accountId);
    return insertToken(world, tx, { accountId, name: 'Ensayo', scopes: scopesOf(kind), now, expiresAt: null });
  });
  return token;
}

async function insertToken(
  world: Pick<World, 'ids'>,
  tx: Tx,
  made: { accountId: string; name: string; scopes: readonly Scope[]; now: Date; expiresAt: Date | null },
): Promise<{ id: string; token: string }> {
  const token = tokenText(world.ids.secret(32));
  const id = world.ids.uuid();
  await tx
    .insertInto('access_tokens')
    .values({
      id,
      account_id: made.accountId,
      token_hash: hashOf(token),
      name: made.name,
      ending: token.slice(-4),
      scopes: [...made.scopes],
      expires_at: made.expiresAt,
      created_at: made.now,
    })
    .execute();
  return { id, token };
}

/** The tokens that their owner made and has not revoked, the newest first; those of the rehearsal have no end and are not theirs. */
export async function listTokens(world: Pick<World, 'as' | 'clock'>, owner: Owner): Promise<TokenEntry[]> {
  const now = world.clock.now();
  const rows = await world.as(owner, (tx) =>
    tx.selectFrom('access_tokens').selectAll().where('account_id', '=', owner.accountId).where('ended_at', 'is', null).where('expires_at', 'is not', null).orderBy('created_at', 'desc').orderBy('id', 'desc').execute(),
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    ending: row.ending,
    scopes: scopesFrom(row.scopes),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    expired: !tokenHolds({ endedAt: row.ended_at, expiresAt: row.expires_at }, now),
  }));
}

/** Ends a token at once. Refuses `not-found`, also for somebody else's. */
export async function revokeToken(world: Pick<World, 'as' | 'clock'>, owner: Owner, tokenId: string): Promise<Result<null>> {
  const ended = await world.as(owner, (tx) =>
    tx
      .updateTable('access_tokens')
      .set({ ended_at: world.clock.now() })
      .where('id', '=', tokenId)
      .where('account_id', '=', owner.accountId)
      .where('ended_at', 'is', null)
      .executeTakeFirst(),
  );
  return ended.numUpdatedRows === 0n ? refuse('not-found') : success(null);
}

/** Whoever shows a token: who acts, and within which scopes. */
export interface TokenHolder {
  tokenId: string;
  actor: Actor;
  scopes: Scope[];
}

/** Who holds this token; null where there is none such, or it was revoked or has come to its day. */
export async function findTokenHolder(world: Pick<World, 'as' | 'clock'>, token: string): Promise<TokenHolder | null> {
  if (!looksLikeToken(token)) return null;
  const now = world.clock.now();
  return world.as(system, async (tx) => {
    const row = await tx.selectFrom('access_tokens').selectAll().where('token_hash', '=', hashOf(token)).executeTakeFirst();
    if (!row || !tokenHolds({ endedAt: row.ended_at, expiresAt: row.expires_at }, now)) return null;
    const actor = await actorOf(tx, row.account_id);
    if (!row.last_used_at || now.getTime() - row.last_used_at.getTime() > usedAgainMs) {
      await tx.updateTable('access_tokens').set({ last_used_at: now }).where('id', '=', row.id).execute();
    }
    // Who stopped being a specialist or an assistant took their scopes along.
    const allowed = scopesOf(actor.kind);
    return { tokenId: row.id, actor, scopes: scopesFrom(row.scopes).filter((scope) => allowed.includes(scope)) };
  });
}

function scopesFrom(stored: readonly string[]): Scope[] {
  return known.filter((scope) => stored.includes(scope));
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
