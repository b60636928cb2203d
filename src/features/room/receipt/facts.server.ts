import { success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import { stageOf, type Claim } from '../rooms.server.ts';
import type { CallFacts } from '../schema.ts';
import { withSeatQuietly } from '../seats.server.ts';

/**
 * Keeps how the call goes, as the side that sits there measures it (V10): direct or relayed, round trip, loss. Nothing
 * outside a call; refuses `not-allowed` to whoever does not sit there.
 */
export async function recordFacts(world: Pick<World, 'ahead' | 'as' | 'clock' | 'ids' | 'announce'>, claim: Claim, facts: CallFacts): Promise<Result<null>> {
  return withSeatQuietly(world, claim, async (tx, room, now) => {
    if (stageOf(room, now) !== 'in_call') return success(null);
    const { path, roundTripMs, lossPermille } = facts;
    await tx
      .insertInto('call_facts')
      .values({ appointment_id: room.id, role: claim.role, path, samples: 1, round_trip_ms_sum: String(roundTripMs), worst_loss_permille: lossPermille, first_at: now, last_at: now })
      .onConflict((conflict) =>
        conflict.columns(['appointment_id', 'role']).doUpdateSet((eb) => ({
          path,
          samples: eb('call_facts.samples', '+', 1),
          round_trip_ms_sum: eb('call_facts.round_trip_ms_sum', '+', String(roundTripMs)),
          worst_loss_permille: eb.fn<number>('greatest', ['call_facts.worst_loss_permille', eb.val(lossPermille)]),
          last_at: now,
        })),
      )
      .execute();
    return success(null);
  });
}
