import { sql } from 'kysely';
import { maskContact } from '#domain/contact.ts';
import { acceptanceOf } from '#domain/invitation.ts';
import { looksLikeLinkToken } from '#domain/link.ts';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import type { Tx, World } from '#ports/world.ts';
import { hashOfInvitation, isOpen } from './invitations.server.ts';
import type { InvitationView } from './view.ts';

const system = { kind: 'system', job: 'invitations' } as const;
const staffSessionMs = 24 * 3_600_000;

/** Who stands before an invitation. */
export interface Guest {
  token: string;
  actor: Actor;
  sessionId: string | null;
}

type Row = {
  id: string;
  specialist_id: string;
  email: string;
  expires_at: Date;
  accepted_at: Date | null;
  accepted_by_account_id: string | null;
  withdrawn_at: Date | null;
};

/** What the page of an invitation shows; looking changes nothing (V2). */
export async function readInvitation(world: Pick<World, 'as' | 'clock'>, guest: Guest): Promise<InvitationView> {
  const over: InvitationView = { state: 'over', practice: '', email: '' };
  const found = await findByToken(world, guest.token);
  if (!found) return over;
  return world.as(system, async (tx) => {
    const state = await standing(tx, found, guest);
    // Whoever accepted it is led on; to anybody else a used link tells nothing.
    if (!isOpen(found, world.clock.now()) && !(state === 'serves-already' && found.accepted_at)) return over;
    const practice = await tx
      .selectFrom('specialists')
      .select(['title', 'full_name'])
      .where('id', '=', found.specialist_id)
      .executeTakeFirstOrThrow();
    return { state, practice: `${practice.title} ${practice.full_name}`.trim(), email: maskContact(found.email) };
  });
}

/** The address that proves who may accept; null where the invitation is over. For sending the code, never for showing. */
export async function invitedAddress(world: Pick<World, 'as' | 'clock'>, token: string): Promise<string | null> {
  const found = await findByToken(world, token);
  return found && isOpen(found, world.clock.now()) ? found.email : null;
}

/**
 * Accepts: from then on this account keeps the agenda. Its other sessions, opened as a patient, end, and this one lives
 * no longer than anybody's who works here (quality 20). Refuses `invitation-over`, `sign-in-first`,
 * `invitation-for-another`, `is-specialist`.
 */
export async function acceptInvitation(
  world: Pick<World, 'as' | 'clock' | 'announce' | 'note'>,
  guest: Guest,
): Promise<Result<{ specialistId: string }>> {
  const found = await findByToken(world, guest.token);
  if (!found || !('accountId' in guest.actor)) return refuse(found ? 'sign-in-first' : 'invitation-over');
  const { accountId } = guest.actor;
  const now = world.clock.now();
  return world.as(system, async (tx) => {
    const row = await tx
      .selectFrom('invitations')
      .selectAll()
      .where('id', '=', found.id)
      .where('token_hash', '=', hashOfInvitation(guest.token))
      .forUpdate()
      .executeTakeFirst();
    const state = row ? await standing(tx, row, guest) : 'other-account';
    if (row && state === 'serves-already') return success({ specialistId: row.specialist_id });
    if (!row || !isOpen(row, now)) return refuse('invitation-over');
    if (state === 'sign-in') return refuse('sign-in-first');
    if (state === 'other-account') return refuse('invitation-for-another');
    if (state === 'is-specialist') return refuse('is-specialist');
    await tx
      .insertInto('assistants')
      .values({ account_id: accountId, specialist_id: row.specialist_id, created_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tx
      .updateTable('invitations')
      .set({ accepted_at: now, accepted_by_account_id: accountId })
      .where('id', '=', row.id)
      .execute();
    const sessions = tx.updateTable('sessions').where('account_id', '=', accountId).where('ended_at', 'is', null);
    await sessions
      .set({ ended_at: now })
      .where('id', '!=', guest.sessionId ?? row.id)
      .execute();
    await sessions
      .set((eb) => ({ expires_at: eb.fn<Date>('least', ['expires_at', eb.val(new Date(now.getTime() + staffSessionMs))]) }))
      .execute();
    await world.note(
      tx,
      { kind: 'assistant', accountId, specialistIds: [row.specialist_id] },
      { action: 'invitation-accepted', objectKind: 'invitation', objectId: row.id, specialistId: row.specialist_id },
    );
    await world.announce(tx, { type: 'assistant-joined', specialistId: row.specialist_id });
    return success({ specialistId: row.specialist_id });
  });
}

async function findByToken(world: Pick<World, 'as'>, token: string): Promise<Row | null> {
  if (!looksLikeLinkToken(token)) return null;
  const { rows } = await world.as({ kind: 'visitor' }, (tx) =>
    sql<Row>`select * from invitation_of_token(${hashOfInvitation(token)})`.execute(tx),
  );
  return rows[0] ?? null;
}

/** A session that a booking or a link opened has not come through the front door: it signs in here first (A1). */
async function standing(
  tx: Tx,
  row: { email: string; specialist_id: string },
  { actor, sessionId }: Guest,
): Promise<InvitationView['state']> {
  const accountId = may(actor, 'keep-account') ? actor.accountId : null;
  const session = sessionId
    ? await tx.selectFrom('sessions').select('signed_in_by').where('id', '=', sessionId).executeTakeFirst()
    : undefined;
  const owns = accountId
    ? await tx
        .selectFrom('contacts')
        .select('id')
        .where('account_id', '=', accountId)
        .where('channel', '=', 'email')
        .where('address', '=', row.email)
        .where('proved_at', 'is not', null)
        .executeTakeFirst()
    : undefined;
  // Somebody who has not shown their second factor acts as a patient; what the account is counts here.
  const practice = accountId ? await tx.selectFrom('specialists').select('id').where('account_id', '=', accountId).executeTakeFirst() : undefined;
  const frontDoor = session?.signed_in_by === 'email' || session?.signed_in_by === 'rehearsal';
  return acceptanceOf({
    signedIn: accountId !== null && (frontDoor || owns === undefined),
    ownsAddress: owns !== undefined,
    isSpecialist: practice !== undefined || may(actor, 'run-site'),
    serves: may(actor, 'keep-agenda', { specialistId: row.specialist_id }),
  });
}
