import { invitationState } from '#domain/invitation.ts';
import { invitationSubject, secretOf } from '#domain/link.ts';
import { formatDayLong } from '#domain/time.ts';
import type { Change } from '#domain/changes.ts';
import type { Tx, World } from '#ports/world.ts';
import { renderInvitationMail, type RenderedInvitation } from './templates/invitation-mail.ts';

export const invitationOccurrence = (id: string, version: number) => `invitation ${id} ${version}`;

/** Plans the mail of an invitation, due at once, in the transaction that invites. */
export async function planInvitationMail(world: Pick<World, 'ids' | 'clock'>, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'invitation-sent') return;
  const row = await tx
    .selectFrom('invitations')
    .select(['id', 'version', 'specialist_id'])
    .where('id', '=', change.invitationId)
    .executeTakeFirstOrThrow();
  const now = world.clock.now();
  await tx
    .insertInto('messages')
    .values({
      id: world.ids.uuid(),
      invitation_id: row.id,
      kind: 'invitation',
      audience: 'specialist',
      channel: 'email',
      occurrence: invitationOccurrence(row.id, row.version),
      due_at: now,
      created_at: now,
    })
    .execute();
}

/** What an invitation says when it leaves, with the link that no row holds; null where it was withdrawn, used or replaced meanwhile. */
export async function prepareInvitation(
  world: Pick<World, 'settings' | 'vault' | 'clock'>,
  tx: Tx,
  message: { invitation_id: string | null; occurrence: string },
): Promise<{ to: string; mail: RenderedInvitation } | null> {
  const row = await tx
    .selectFrom('invitations as i')
    .innerJoin('specialists as s', 's.id', 'i.specialist_id')
    .selectAll('i')
    .select(['s.title', 's.full_name', 's.zone'])
    .where('i.id', '=', message.invitation_id)
    .executeTakeFirst();
  if (!row || message.occurrence !== invitationOccurrence(row.id, row.version)) return null;
  const state = invitationState(
    { expiresAt: row.expires_at, acceptedAt: row.accepted_at, withdrawnAt: row.withdrawn_at },
    world.clock.now(),
  );
  if (state !== 'pending') return null;
  const token = secretOf((data) => world.vault.sign('link', data), invitationSubject(row.id, row.version));
  const site = `${world.settings.publicOrigin}${row.locale === 'es' ? '' : `/${row.locale}`}`;
  return {
    to: row.email,
    mail: renderInvitationMail({
      locale: row.locale,
      name: row.name,
      practice: `${row.title} ${row.full_name}`.trim(),
      link: `${site}/invitacion/${token}`,
      expires: formatDayLong(row.zone, row.expires_at, row.locale),
    }),
  };
}
