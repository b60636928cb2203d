import type { Channel } from '#domain/reminders.ts';
import type { Tx } from '#ports/world.ts';

export interface Silence {
  channel: Channel;
  address: string;
  why: 'opted_out' | 'bounced' | 'no_invitations';
}

/** From now on nothing, or no invitations, to this address by this channel (M7). Worker only. */
export async function silence(tx: Tx, { channel, address, why }: Silence, now: Date): Promise<void> {
  await tx
    .insertInto('silenced_addresses')
    .values({ channel, address, why, since: now })
    .onConflict((conflict) => conflict.columns(['channel', 'address', 'why']).doNothing())
    .execute();
}

/** Takes it back: ALTA, START, an address proved anew. */
export async function unsilence(tx: Tx, { channel, address, why }: Silence): Promise<void> {
  await tx
    .deleteFrom('silenced_addresses')
    .where('channel', '=', channel)
    .where('address', '=', address)
    .where('why', '=', why)
    .execute();
}
