import type { Change } from '#domain/changes.ts';
import type { Tx, World } from '#ports/world.ts';
import { silence, unsilence } from './silence.server.ts';

/** Reacts to who wants invitations to review and offers, or no more of them: at every contact they have proved (quality 73). */
export async function quietInvitations(world: Pick<World, 'clock'>, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'consent-changed' || change.purpose !== 'invitations') return;
  const contacts = await tx.selectFrom('contacts').select(['channel', 'address']).where('account_id', '=', change.accountId).execute();
  for (const contact of contacts) {
    const wish = { ...contact, why: 'no_invitations' as const };
    if (change.kind === 'withdrawn') await silence(tx, wish, world.clock.now());
    else await unsilence(tx, wish);
  }
}
