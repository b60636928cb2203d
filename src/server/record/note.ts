import type { World } from '#ports/world.ts';

/** How the access log is written (G2): a row in the transaction of what it tells. The sealer links it afterwards. */
export function noteWith({ ids, clock }: Pick<World, 'ids' | 'clock'>): World['note'] {
  return async (tx, actor, { action, objectKind, objectId, specialistId }) => {
    const accountId = 'accountId' in actor ? actor.accountId : null;
    await tx
      .insertInto('audit')
      .values({
        id: ids.uuid(),
        at: clock.now(),
        actor_kind: actor.kind,
        actor_account_id: accountId,
        action,
        object_kind: objectKind,
        object_id: objectId,
        specialist_id: specialistId ?? null,
      })
      .execute();
  };
}
