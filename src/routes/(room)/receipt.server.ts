import { error } from '@sveltejs/kit';
import { readReceipt } from '#features/room/receipt/receipt.server.ts';
import type { Receipt } from '#features/room/receipt/receipt.ts';
import type { ClaimOf, DoorEvent } from './go-on.server.ts';

/** The privacy receipt, for whoever holds the seat in this browser (V10). */
export async function loadReceipt(event: Omit<DoorEvent, 'request'>, claimOf: ClaimOf): Promise<{ receipt: Receipt }> {
  const door = await claimOf(event);
  const receipt = door && (await readReceipt(event.locals.world, door.claim, event.locals.locale));
  if (!door || !receipt) error(404, 'not-found');
  return { receipt: { ...receipt, room: door.room } };
}
