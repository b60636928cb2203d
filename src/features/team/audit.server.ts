import type { Actor } from '#domain/people.ts';
import type { Tx, World } from '#ports/world.ts';

/** Notes who opened the agenda to whom, and closed it, in the transaction that did it (G2). */
export async function noteTeam(
  world: Pick<World, 'ids' | 'clock'>,
  tx: Tx,
  actor: Pick<Actor & { accountId: string }, 'kind' | 'accountId'>,
  change: {
    action: 'assistant-invited' | 'invitation-sent-again' | 'invitation-withdrawn' | 'invitation-accepted' | 'assistant-removed';
    objectKind: 'invitation' | 'account';
    objectId: string;
    specialistId: string;
  },
): Promise<void> {
  await tx
    .insertInto('audit')
    .values({
      id: world.ids.uuid(),
      at: world.clock.now(),
      actor_kind: actor.kind,
      actor_account_id: actor.accountId,
      action: change.action,
      object_kind: change.objectKind,
      object_id: change.objectId,
      specialist_id: change.specialistId,
    })
    .execute();
}
