import type { Actor } from '#domain/people.ts';
import type { Tx, World } from '#ports/world.ts';

export interface CalendarAccess {
  action: `feed-${string}` | `calendar-${string}`;
  objectKind: 'calendar-feed' | 'external-calendar' | 'specialist';
  objectId: string;
  specialistId: string;
}

/** Notes who opened, read or ended a way of the agenda's data to the outside, in the transaction that did it (G2). */
export async function noteCalendar(
  world: Pick<World, 'ids' | 'clock'>,
  tx: Tx,
  actor: Actor,
  access: CalendarAccess,
): Promise<void> {
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
