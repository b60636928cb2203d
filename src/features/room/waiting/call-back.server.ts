import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import { stageOf, type Claim } from '../rooms.server.ts';
import { withSeat } from '../seats.server.ts';
import { callWithin } from './call.server.ts';

type Rooms = Pick<World, 'ahead' | 'as' | 'clock' | 'ids' | 'announce'>;

/** "Avísame cuando me toque": whoever waits may leave the page and is called back (V3). */
export const askForCall = (world: Rooms, claim: Claim): Promise<Result<null>> => keepWish(world, claim, true);
/** And no longer. */
export const takeBackCall = (world: Rooms, claim: Claim): Promise<Result<null>> => keepWish(world, claim, false);

async function keepWish(world: Rooms, claim: Claim, wanted: boolean): Promise<Result<null>> {
  if (claim.role !== 'patient') return refuse('not-allowed');
  return withSeat(world, claim, async (tx, room, now) => {
    if (stageOf(room, now) !== 'open') return refuse('room-closed');
    await tx.updateTable('seats').set({ call_asked_at: wanted ? now : null }).where('appointment_id', '=', room.id).where('role', '=', 'patient').execute();
    return success(null);
  });
}

/** The specialist calls the patient who left the page (V3). Refuses `not-allowed`, `too-many-attempts`. */
export async function callPatient(world: Rooms, claim: Claim): Promise<Result<null>> {
  if (claim.role !== 'specialist') return refuse('not-allowed');
  return withSeat(world, claim, async (tx, room, now) => ((await callWithin(world, tx, room, now)) ? success(null) : refuse('too-many-attempts')));
}
