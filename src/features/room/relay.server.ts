import type { RoomStage } from '#domain/room-view.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import { findRoom, seatOf, stageOf, type Claim } from './rooms.server.ts';

type RelayWorld = Pick<World, 'as' | 'clock' | 'limits' | 'note' | 'relay'>;
type IceServers = ReturnType<World['relay']['iceServers']>;

/** Refusals of one room that are written down in a minute: who asks on and on fills no log. */
const notedAMinute = 5;

/** While a call can be made or goes on (quality 47). */
export const relayOpen = (stage: RoomStage) => stage === 'open' || stage === 'hung_up' || stage === 'in_call';

/**
 * Relay credentials go to who sits inside the window, and to nobody else (V6, quality 47); every other asking stands in the
 * access log (fault 44). `sits`: whether this very connection has taken the seat. Refuses `not-allowed`, `room-closed`.
 */
export async function relayServers(world: RelayWorld, claim: Claim, sits: boolean): Promise<Result<{ iceServers: IceServers }>> {
  const room = await world.as(claim.actor, (tx) => findRoom(tx, claim.appointmentId));
  const now = world.clock.now();
  if (room && sits && relayOpen(stageOf(room, now)) && seatOf(room, claim) === 'mine') return success({ iceServers: world.relay.iceServers(room.id, claim.role) });
  const { allowed } = await world.limits.take(`relay-refused|${claim.appointmentId}`, { limit: notedAMinute, windowSeconds: 60, cost: 1 });
  if (allowed) {
    const { appointmentId: objectId, actor } = claim;
    const specialistId = room ? { specialistId: room.specialist_id } : {};
    await world.as(actor, (tx) => world.note(tx, actor, { action: 'relay-refused', objectKind: 'appointment', objectId, ...specialistId }));
  }
  return refuse(sits && room && seatOf(room, claim) === 'mine' ? 'room-closed' : 'not-allowed');
}
