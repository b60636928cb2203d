import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { parseEmail } from '#domain/contact.ts';
import { invitationExpiry, invitationState, mayResendFrom, mostInvitationsPerDay } from '#domain/invitation.ts';
import { invitationSubject, secretOf } from '#domain/link.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import type { Tx, World } from '#ports/world.ts';
import type { InvitationForm, InviteForm, RemoveForm } from './schema.ts';

export type PracticeActor = Extract<Actor, { kind: 'specialist' | 'assistant' }>;
type Specialist = Extract<Actor, { kind: 'specialist' }>;
type Team = Pick<World, 'as' | 'clock' | 'ids' | 'vault' | 'announce' | 'note'>;

const day = 86_400_000;

export function hashOfInvitation(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function tokenHash(world: Pick<World, 'vault'>, id: string, version: number): Buffer {
  return hashOfInvitation(secretOf((data) => world.vault.sign('link', data), invitationSubject(id, version)));
}

/**
 * Invites somebody by mail to keep this agenda (B6); seven days to accept. Whether the address is known to the site is
 * not told. Refuses `not-allowed`, `too-many-attempts`, `invalid-input` with `email-invalid`, `own-address`,
 * `already-in-team`. Who was invited before gets a new mail, and the link of the old one dies.
 */
export async function inviteAssistant(
  world: Team,
  actor: PracticeActor,
  specialistId: string,
  form: InviteForm,
  locale: Locale,
): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const email = parseEmail(form.correo);
  if (!email) return refuse('invalid-input', { correo: 'email-invalid' });
  if (form.nombre.length > 80) return refuse('invalid-input', { nombre: 'text-too-long' });
  return world.as(actor, async (tx) => {
    const known = await knownAddresses(tx, actor, specialistId);
    if (known.own.has(email.toLowerCase())) return refuse('invalid-input', { correo: 'own-address' });
    if (known.team.has(email.toLowerCase())) return refuse('invalid-input', { correo: 'already-in-team' });
    if (await sentTooMany(world, tx, specialistId)) return refuse('too-many-attempts');
    const open = await tx
      .selectFrom('invitations')
      .selectAll()
      .where('specialist_id', '=', specialistId)
      .where('email', '=', email)
      .where('accepted_at', 'is', null)
      .where('withdrawn_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (open) return send(world, tx, actor, { ...open, name: form.nombre || open.name, locale }, 'assistant-invited');
    const id = world.ids.uuid();
    return send(
      world,
      tx,
      actor,
      { id, specialist_id: specialistId, email, name: form.nombre, locale, version: 0 },
      'assistant-invited',
    );
  });
}

/** Sends an invitation again with a new link and seven new days. Refuses `not-allowed`, `not-found`, `try-again-later` within two minutes. */
export async function resendInvitation(
  world: Team,
  actor: PracticeActor,
  specialistId: string,
  form: InvitationForm,
): Promise<Result<null>> {
  return withOpen(world, actor, specialistId, form, async (tx, keeper, row) => {
    if (mayResendFrom(row.sent_at) > world.clock.now()) return refuse('try-again-later');
    if (await sentTooMany(world, tx, specialistId)) return refuse('too-many-attempts');
    return send(world, tx, keeper, row, 'invitation-sent-again');
  });
}

/** Takes an invitation back; its link is dead from then on. Refuses `not-allowed`, `not-found`. */
export async function withdrawInvitation(
  world: Team,
  actor: PracticeActor,
  specialistId: string,
  form: InvitationForm,
): Promise<Result<null>> {
  return withOpen(world, actor, specialistId, form, async (tx, keeper, row) => {
    await tx.updateTable('invitations').set({ withdrawn_at: world.clock.now() }).where('id', '=', row.id).execute();
    await world.note(tx, keeper, {
      action: 'invitation-withdrawn',
      objectKind: 'invitation',
      objectId: row.id,
      specialistId,
    });
    return success(null);
  });
}

/** Works on an invitation that is still open, which nobody else answers or withdraws meanwhile. */
async function withOpen(
  world: Team,
  actor: PracticeActor,
  specialistId: string,
  { invitacion }: InvitationForm,
  work: (tx: Tx, keeper: Specialist, row: NonNullable<Awaited<ReturnType<typeof lockOpen>>>) => Promise<Result<null>>,
): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  return world.as(actor, async (tx) => {
    const row = await lockOpen(tx, specialistId, invitacion);
    return row ? work(tx, actor, row) : refuse('not-found');
  });
}

/** Lets an assistant go: from the next request and within a second on open pages they see this agenda no more (quality 21). */
export async function removeAssistant(
  world: Team,
  actor: PracticeActor,
  specialistId: string,
  form: RemoveForm,
): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  return world.as(actor, async (tx) => {
    const gone = await tx
      .deleteFrom('assistants')
      .where('specialist_id', '=', specialistId)
      .where('account_id', '=', form.asistente)
      .executeTakeFirst();
    if (gone.numDeletedRows === 0n) return refuse('not-found');
    await world.note(tx, actor, {
      action: 'assistant-removed',
      objectKind: 'account',
      objectId: form.asistente,
      specialistId,
    });
    await world.announce(tx, { type: 'assistant-removed', specialistId, accountId: form.asistente });
    return success(null);
  });
}

interface Invited {
  id: string;
  specialist_id: string;
  email: string;
  name: string;
  locale: Locale;
  version: number;
}

async function send(
  world: Team,
  tx: Tx,
  actor: Specialist,
  invited: Invited,
  action: 'assistant-invited' | 'invitation-sent-again',
): Promise<Result<null>> {
  const now = world.clock.now();
  const version = invited.version + 1;
  const sent = {
    name: invited.name,
    locale: invited.locale,
    version,
    token_hash: tokenHash(world, invited.id, version),
    sent_at: now,
    expires_at: invitationExpiry(now),
  };
  const { id, specialist_id, email } = invited;
  if (invited.version > 0) await tx.updateTable('invitations').set(sent).where('id', '=', id).execute();
  else
    await tx
      .insertInto('invitations')
      .values({ id, specialist_id, email, created_at: now, ...sent })
      .execute();
  await world.note(tx, actor, { action, objectKind: 'invitation', objectId: id, specialistId: specialist_id });
  await world.announce(tx, { type: 'invitation-sent', invitationId: id });
  return success(null);
}

async function lockOpen(tx: Tx, specialistId: string, id: string) {
  return tx
    .selectFrom('invitations')
    .selectAll()
    .where('id', '=', id)
    .where('specialist_id', '=', specialistId)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

async function sentTooMany(world: Pick<World, 'clock'>, tx: Tx, specialistId: string): Promise<boolean> {
  const since = new Date(world.clock.now().getTime() - day);
  const { count } = await tx
    .selectFrom('messages as m')
    .innerJoin('invitations as i', 'i.id', 'm.invitation_id')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('i.specialist_id', '=', specialistId)
    .where('m.created_at', '>', since)
    .executeTakeFirstOrThrow();
  return Number(count) >= mostInvitationsPerDay;
}

async function knownAddresses(tx: Tx, actor: Specialist, specialistId: string) {
  const own = await tx
    .selectFrom('contacts')
    .select('address')
    .where('account_id', '=', actor.accountId)
    .where('channel', '=', 'email')
    .execute();
  const { rows } = await sql<{ email: string | null }>`select email from team_of(${specialistId})`.execute(tx);
  return {
    own: new Set(own.map((row) => row.address.toLowerCase())),
    team: new Set(rows.map((row) => row.email?.toLowerCase())),
  };
}

/** Whether an invitation can still be answered. */
export function isOpen(row: { expires_at: Date; accepted_at: Date | null; withdrawn_at: Date | null }, now: Date): boolean {
  return (
    invitationState({ expiresAt: row.expires_at, acceptedAt: row.accepted_at, withdrawnAt: row.withdrawn_at }, now) === 'pending'
  );
}
