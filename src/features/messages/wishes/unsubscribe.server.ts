import { timingSafeEqual } from 'node:crypto';
import type { World } from '#ports/world.ts';
import { recipientOfOffer } from '../offers.server.ts';
import { silence } from './silence.server.ts';

const system = { kind: 'system', job: 'unsubscribe' } as const;

/** The way out of invitations and offers that a mail carries: names its message, never its address. */
export function unsubscribeToken(world: Pick<World, 'vault'>, messageId: string): string {
  return `${messageId}.${proofOf(world, messageId)}`;
}

/** The message that a token names; null where the token is not one of ours. */
export function messageOfToken(world: Pick<World, 'vault'>, token: string): string | null {
  const [id = '', given = ''] = token.split('.');
  const expected = Buffer.from(proofOf(world, id));
  const shown = Buffer.from(given);
  return /^[0-9a-f-]{36}$/.test(id) && expected.length === shown.length && timingSafeEqual(expected, shown) ? id : null;
}

/**
 * No more invitations to review and no offers of freed hours to the address that the token's mail went to (RFC 8058);
 * what one booked is told all the same. Any number of times. False for a token that is none of ours.
 */
export async function unsubscribe(world: World, token: string): Promise<boolean> {
  const id = messageOfToken(world, token);
  if (id === null) return false;
  const now = world.clock.now();
  await world.as(system, async (tx) => {
    const message = await tx
      .selectFrom('messages')
      .select(['appointment_id', 'offer_id'])
      .where('id', '=', id)
      .executeTakeFirst();
    const row = message?.appointment_id
      ? await tx.selectFrom('appointments').select('patient_email').where('id', '=', message.appointment_id).executeTakeFirst()
      : undefined;
    const address = row?.patient_email ?? (message?.offer_id ? await recipientOfOffer(world, tx, message.offer_id, 'email', now) : null);
    if (address) await silence(tx, { channel: 'email', address, why: 'no_invitations' }, now);
  });
  return true;
}

function proofOf(world: Pick<World, 'vault'>, messageId: string): string {
  return Buffer.from(world.vault.sign('link', `unsubscribe ${messageId}`))
    .toString('base64url')
    .slice(0, 22);
}
