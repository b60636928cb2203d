import type { Actor } from '#domain/people.ts';
import type { Tx, World } from '#ports/world.ts';

/** What the practice looked at; each read writes one row (G2). */
export interface Access {
  action:
    'agenda-read' | 'agenda-printed' | 'waiting-read' | 'appointment-read' | 'appointment-read-with-reason' | 'patients-read';
  objectKind: 'specialist' | 'appointment';
  objectId: string;
  specialistId: string;
}

/** Notes in the transaction of the read who looked at patients' data (G2). */
export async function noteAccess(world: Pick<World, 'ids' | 'clock'>, tx: Tx, actor: Actor, access: Access): Promise<void> {
  await tx
    .insertInto('audit')
    .values({
      id: world.ids.uuid(),
      at: world.clock.now(),
      actor_kind: actor.kind,
      actor_account_id: 'accountId' in actor ? actor.accountId : null,
      action: access.action,
      object_kind: access.objectKind,
      object_id: access.objectId,
      specialist_id: access.specialistId,
    })
    .execute();
}
