import { sql } from 'kysely';
import { z } from 'zod';
import { isOpen, mayConfirm, proposalKinds, type ProposalKind } from '#domain/two-operators.ts';
import { pageOf, wholeTable, type PageAsked } from '#domain/paging.ts';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';
import { eraseSpecialist, resetSecondFactor } from './carry-out.server.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;
const week = 7 * 86_400_000;

export interface ProposalLine {
  id: string;
  kind: ProposalKind;
  /** Whom it is about: a specialist's name, the mail of an assistant or operator. */
  name: string;
  specialistId: string | null;
  reason: string;
  proposedAt: Date;
  state: 'open' | 'confirmed' | 'withdrawn' | 'over';
  decidedAt: Date | null;
  /** Whether it was this operator who proposed it. */
  mine: boolean;
}

export const proposeForm = z.strictObject({ que: z.enum(proposalKinds), motivo: z.string().trim() });

/**
 * Proposes what needs a second operator (O1), with the reason and how the person was recognised. Refuses `invalid-input`
 * without either, `not-found`, `decided-meanwhile` where it is proposed already.
 */
export async function propose(
  world: Pick<World, 'as' | 'clock' | 'ids' | 'note'>,
  actor: Operator,
  input: { kind: ProposalKind; specialistId: string; reason: string },
): Promise<Result<null>> {
  const reason = input.reason.trim();
  if (reason === '') return refuse('invalid-input', { motivo: 'text-missing' });
  if (reason.length > 1000) return refuse('invalid-input', { motivo: 'text-too-long' });
  return world.as(actor, async (tx) => {
    const found = await tx.selectFrom('specialists').select('account_id').where('id', '=', input.specialistId).executeTakeFirst();
    if (!found) return refuse('not-found');
    const kept = await writeProposal(world, tx, actor, { ...input, accountId: found.account_id, reason });
    if (!kept) return refuse('decided-meanwhile');
    await world.note(tx, actor, { action: `${input.kind}-proposed`, objectKind: 'specialist', objectId: input.specialistId, specialistId: input.specialistId });
    return success(null);
  });
}

interface Proposed {
  kind: ProposalKind;
  /** Null where it is about an assistant or operator. */
  specialistId: string | null;
  accountId: string;
  reason: string;
}

/** Writes a proposal in the place of one whose week is over; false where one of its kind waits already. */
export async function writeProposal(world: Pick<World, 'clock' | 'ids'>, tx: Tx, actor: Operator, { kind, specialistId, accountId, reason }: Proposed): Promise<boolean> {
  const now = world.clock.now();
  await tx
    .updateTable('operator_proposals')
    .set({ decision: 'withdrawn', decided_by: actor.accountId, decided_at: now })
    .where('kind', '=', kind)
    .where('account_id', '=', accountId)
    .where('decision', 'is', null)
    .where('proposed_at', '<=', new Date(now.getTime() - week))
    .execute();
  const kept = await tx
    .insertInto('operator_proposals')
    .values({ id: world.ids.uuid(), kind, specialist_id: specialistId, account_id: accountId, reason, proposed_by: actor.accountId, proposed_at: now })
    .onConflict((conflict) => conflict.columns(['kind', 'account_id']).where('decision', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst();
  return kept !== undefined;
}

export interface ProposalsAsked {
  only: 'open' | 'all';
  /** Of a name, a mail or the reason; '' for every one. */
  words: string;
}

/** Proposals, newest first: those that wait, or all. */
export async function listProposals(world: Pick<World, 'as' | 'clock'>, actor: Operator, asked: ProposalsAsked, page: PageAsked) {
  return pageOf(await readProposals(world, actor, asked, page), page);
}

/** The same for a spreadsheet, in plain columns. */
export async function wholeProposals(world: Pick<World, 'as' | 'clock'>, actor: Operator, asked: ProposalsAsked): Promise<ProposalLine[]> {
  return readProposals(world, actor, asked, wholeTable);
}

async function readProposals(world: Pick<World, 'as' | 'clock'>, actor: Operator, { only, words }: ProposalsAsked, page: PageAsked): Promise<ProposalLine[]> {
  const now = world.clock.now();
  const like = `%${words.trim().slice(0, 80).replaceAll(/[%_\\]/g, String.raw`\$&`)}%`;
  const address = sql<string | null>`(select c.address from contacts c where c.account_id = p.account_id and p.specialist_id is null order by c.channel, c.created_at limit 1)`;
  const rows = await world.as(actor, (tx) =>
    tx
      .selectFrom('operator_proposals as p')
      .leftJoin('specialists as s', 's.id', 'p.specialist_id')
      .select(['p.id', 'p.kind', 'p.reason', 'p.proposed_by', 'p.proposed_at', 'p.decision', 'p.decided_at', 'p.specialist_id', 's.title', 's.full_name', address.as('address')])
      .$if(only === 'open', (query) => query.where('p.decision', 'is', null).where('p.proposed_at', '>', new Date(now.getTime() - week)))
      .$if(like !== '%%', (query) => query.where(sql<boolean>`unaccent(concat_ws(' ', s.full_name, p.reason, ${address})) ilike unaccent(${like})`))
      .orderBy('p.proposed_at', 'desc')
      .orderBy('p.id')
      .offset(page.offset)
      .limit(page.length + 1)
      .execute(),
  );
  return rows.map((row): ProposalLine => ({
    id: row.id,
    kind: row.kind,
    name: `${row.title ?? ''} ${row.full_name ?? ''}`.trim() || (row.address ?? ''),
    specialistId: row.specialist_id,
    reason: row.reason,
    proposedAt: row.proposed_at,
    decidedAt: row.decided_at,
    state: row.decision ?? (isOpen({ proposedBy: row.proposed_by, proposedAt: row.proposed_at, decision: null }, now) ? 'open' : 'over'),
    mine: row.proposed_by === actor.accountId,
  }));
}

/**
 * The second operator confirms, and it is done in the same transaction. Refuses `not-found`, `needs-another-operator`,
 * `decided-meanwhile`, and what carrying it out refuses: `appointments-ahead`.
 */
export async function confirmProposal(
  world: Pick<World, 'as' | 'clock' | 'ids' | 'note' | 'announce' | 'live'>,
  actor: Operator,
  id: string,
): Promise<Result<{ kind: ProposalKind }>> {
  const now = world.clock.now();
  const done = await world.as({ kind: 'system', job: 'two-operators' }, async (tx) => {
    const operates = await tx.selectFrom('operators').select('account_id').where('account_id', '=', actor.accountId).executeTakeFirst();
    if (!operates) return refuse('not-allowed');
    const found = await tx.selectFrom('operator_proposals').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (!found) return refuse('not-found');
    const may = mayConfirm({ proposedBy: found.proposed_by, proposedAt: found.proposed_at, decision: found.decision }, actor.accountId, now);
    if (!may.ok) return may;
    const carried = found.kind === 'erase-specialist' ? await eraseSpecialist(world, tx, found.account_id) : await resetSecondFactor(world, tx, found.account_id);
    if (!carried.ok) return carried;
    await tx.updateTable('operator_proposals').set({ decision: 'confirmed', decided_by: actor.accountId, decided_at: now }).where('id', '=', id).execute();
    const about = found.specialist_id ?? found.account_id;
    await world.note(tx, actor, { action: `${found.kind}-confirmed`, objectKind: found.specialist_id ? 'specialist' : 'account', objectId: about });
    return success({ kind: found.kind, sessions: carried.value });
  });
  if (!done.ok) return done;
  for (const session of done.value.sessions) world.live.publish(`session:${session}`, { type: 'ended' });
  return success({ kind: done.value.kind });
}

/** Any operator takes a proposal back. Refuses `not-found`, `decided-meanwhile`. */
export async function withdrawProposal(world: Pick<World, 'as' | 'clock' | 'note'>, actor: Operator, id: string): Promise<Result<null>> {
  return world.as(actor, async (tx) => {
    const found = await tx.selectFrom('operator_proposals').select(['kind', 'decision', 'account_id']).where('id', '=', id).forUpdate().executeTakeFirst();
    if (!found) return refuse('not-found');
    if (found.decision) return refuse('decided-meanwhile');
    await tx.updateTable('operator_proposals').set({ decision: 'withdrawn', decided_by: actor.accountId, decided_at: world.clock.now() }).where('id', '=', id).execute();
    await world.note(tx, actor, { action: `${found.kind}-withdrawn`, objectKind: 'account', objectId: found.account_id });
    return success(null);
  });
}
