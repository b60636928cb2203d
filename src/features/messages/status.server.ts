import type { TextStatus } from '#ports/texts.ts';
import type { World } from '#ports/world.ts';
import { raiseAfterFailure } from './sending/other-channel.server.ts';
import { lockMessage } from './rows.server.ts';

const system = { kind: 'system', job: 'text-status' } as const;

/**
 * Takes what the SMS provider reports of a text (M7): delivered, or undeliverable, which raises the other channel.
 * Right in any order and repeated. False where no message is known by that id: the provider may be quicker than our
 * own commit, so the route answers 404 and it comes again.
 */
export async function applyTextStatus(world: World, status: TextStatus): Promise<boolean> {
  const now = world.clock.now();
  const known = await world.as(system, async (tx) => {
    const found = await tx.selectFrom('messages').select('id').where('provider_id', '=', status.providerId).executeTakeFirst();
    const row = found && (await lockMessage(tx, found.id));
    if (!row) return null;
    if (row.status !== 'sent' || status.status === 'sent') return { changed: null };
    if (status.status === 'delivered') {
      await tx.updateTable('messages').set({ status: 'delivered', delivered_at: now }).where('id', '=', row.id).execute();
    } else {
      await tx
        .updateTable('messages')
        .set({ status: 'undeliverable', why: status.why ?? 'undeliverable' })
        .where('id', '=', row.id)
        .execute();
      await raiseAfterFailure(world, tx, row, now);
    }
    return { changed: row.specialist_id };
  });
  if (known?.changed) world.live.publish(`specialist:${known.changed}`, { type: 'changed' });
  return known !== null;
}
