import type { Selectable } from 'kysely';
import type { Messages } from '#db/tables.ts';
import type { Delivery } from '#ports/delivery.ts';
import type { World } from '#ports/world.ts';
import { claimMessage, type Claim } from './claim.server.ts';
import { finishMessage } from './finish.server.ts';

export type MessageRow = Selectable<Messages>;

/** What is left of a lease must hold a provider's longest silence, or two workers might send the same. */
const neededMs = 20_000;

/**
 * Sends one queued message: claims it under a lease with a fence, checks that it is still true, hands it over, and
 * writes down what came of it unless somebody else has taken it since (M6, quality 61–64).
 */
export async function sendMessage(world: World, job: { messageId: string }): Promise<void> {
  const claim = await claimMessage(world, job.messageId);
  if (!claim) return;
  const outcome = await handOver(world, claim);
  if (outcome) await finishMessage(world, claim, outcome);
}

async function handOver(world: World, claim: Claim): Promise<Delivery | null> {
  if (claim.unsureSince !== null && claim.content.channel === 'sms') {
    const found = await lookUp(world, claim, claim.unsureSince);
    if (found) return found;
  }
  if (claim.leaseUntil.getTime() - world.clock.machineNow().getTime() < neededMs) return null;
  const { content } = claim;
  return content.channel === 'sms' ? world.texts.send(content.text) : world.mail.send(content.mail);
}

/** Did an earlier try arrive whose answer never came? Null where it did not. */
async function lookUp(world: World, claim: Claim, since: Date): Promise<Delivery | null> {
  const { content } = claim;
  if (content.channel !== 'sms') return null;
  try {
    const found = await world.texts.find(content.text, since);
    if (!found || (await belongsToAnother(world, claim.id, found.providerId))) return null;
    return { kind: 'accepted', providerId: found.providerId };
  } catch {
    return { kind: 'unknown', why: 'look-up-failed' };
  }
}

async function belongsToAnother(world: World, id: string, providerId: string): Promise<boolean> {
  const other = await world.as({ kind: 'system', job: 'messages' }, (tx) =>
    tx.selectFrom('messages').select('id').where('provider_id', '=', providerId).where('id', '!=', id).executeTakeFirst(),
  );
  return other !== undefined;
}
