import type { Channel } from '#domain/reminders.ts';
import type { Delivery } from '#ports/delivery.ts';
import type { World } from '#ports/world.ts';
import { claimDue, type Claim } from './claim.server.ts';
import { collectOutcomes, type Outcome } from './finish.server.ts';
import type { Content } from './render.server.ts';

/** What is left of a lease must hold a provider's longest silence, or two workers might send the same. */
const neededMs = 15_000;
/** Rows that one hand takes at a time, and of them how many are with the provider at once. */
const handful = 60;
const atOnce = 20;
/** While one hand waits for its provider's last answers, the other asks the database for more. */
const hands = 2;

/** Sends what is due by SMS until nothing is left; answers how many rows it settled. */
export const sendDueTexts = (world: World) => sendDue(world, 'sms');
/** Sends what is due by e-mail until nothing is left; answers how many rows it settled. */
export const sendDueMails = (world: World) => sendDue(world, 'email');

/**
 * Claims what is due of one channel under leases with fences, hands it over, and writes down what came of it unless
 * somebody else has taken it since (M6, quality 61–64). Channels have lanes of their own: one that hangs holds up no other.
 */
async function sendDue(world: World, channel: Channel): Promise<number> {
  const first = await claimDue(world, channel, handful);
  if (first.seen === 0) return 0;
  const others = first.seen < handful ? 0 : hands - 1;
  const counts = await Promise.all([
    sendClaims(world, first.claims).then(() => sendByHand(world, channel)),
    ...Array.from({ length: others }, () => sendByHand(world, channel)),
  ]);
  return counts.reduce((sum, count) => sum + count, first.seen);
}

async function sendByHand(world: World, channel: Channel): Promise<number> {
  let settled = 0;
  for (;;) {
    const { claims, seen } = await claimDue(world, channel, handful);
    await sendClaims(world, claims);
    settled += seen;
    if (seen === 0) return settled;
  }
}

/** Hands claimed messages over, some at once, and writes the outcomes down as they come. */
export async function sendClaims(world: World, claims: readonly Claim[]): Promise<void> {
  const waiting = [...claims];
  const outcomes = collectOutcomes(world);
  const send = async () => {
    for (let claim = waiting.shift(); claim; claim = waiting.shift()) outcomes.add(await handOver(world, claim));
  };
  await Promise.all(Array.from({ length: atOnce }, send));
  await outcomes.end();
}

async function handOver(world: World, claim: Claim): Promise<Outcome> {
  try {
    const content = claim.render();
    return { claim, delivery: await deliver(world, claim, content) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    world.log.error({ message: claim.id, channel: claim.channel, field: error.message }, 'message not sent: it lacks a field');
    return { claim, delivery: { kind: 'unfit', why: error.message } };
  }
}

async function deliver(world: World, claim: Claim, content: Content): Promise<Delivery> {
  if (claim.unsureSince !== null && content.channel === 'sms' && world.texts.once === 'look-up') {
    const found = await lookUp(world, claim, content.text, claim.unsureSince);
    if (found) return found;
  }
  if (claim.leaseUntil.getTime() - world.clock.machineNow().getTime() < neededMs)
    return { kind: 'later', why: 'lease-too-short', retryAfterSeconds: 0 };
  return content.channel === 'sms' ? world.texts.send(content.text) : world.mail.send(content.mail);
}

/** Did an earlier try arrive whose answer never came? Null where it did not, or where the provider knows our key itself. */
async function lookUp(
  world: World,
  claim: Claim,
  text: Parameters<World['texts']['find']>[0],
  since: Date,
): Promise<Delivery | null> {
  try {
    const found = await world.texts.find(text, since);
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
