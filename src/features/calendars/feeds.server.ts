import { createHash } from 'node:crypto';
import type { Actor } from '#domain/people.ts';
import { feedSubject, secretOf } from '#domain/link.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';
import type { FeedContents } from './schema.ts';

type PracticeActor = Extract<Actor, { kind: 'specialist' | 'assistant' }>;
type Feeds = Pick<World, 'as' | 'clock' | 'ids' | 'vault' | 'settings' | 'note'>;

export interface OwnFeed {
  /** Whole address; whoever has it reads the calendar. */
  address: string;
  contents: FeedContents;
  lastReadAt: Date | null;
}

/** This person's feed of this practice, null where there is none (B7). */
export async function findOwnFeed(world: Feeds, actor: PracticeActor, specialistId: string): Promise<OwnFeed | null> {
  const row = await world.as(actor, (tx) => findRow(tx, actor, specialistId));
  if (!row) return null;
  const token = secretOf(signer(world), feedSubject(row.id, row.version));
  return {
    address: `${world.settings.publicOrigin}/calendario/${token}.ics`,
    contents: row.contents,
    lastReadAt: row.last_read_at,
  };
}

/**
 * Makes the feed, or a new address for it: from then on the old one leads nowhere (B7). Names stay out of it until
 * somebody asks for them. Refuses `not-found`.
 */
export async function openFeed(world: Feeds, actor: PracticeActor, specialistId: string): Promise<Result<null>> {
  if (!actor.specialistIds.includes(specialistId)) return refuse('not-found');
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const before = await findRow(tx, actor, specialistId);
    const [id, version] = before ? [before.id, before.version + 1] : [world.ids.uuid(), 1];
    const token_hash = hashOfToken(secretOf(signer(world), feedSubject(id, version)));
    if (before)
      await tx
        .updateTable('calendar_feeds')
        .set({ version, token_hash, last_read_at: null, noted_at: null })
        .where('id', '=', id)
        .execute();
    else
      await tx
        .insertInto('calendar_feeds')
        .values({ id, account_id: actor.accountId, specialist_id: specialistId, version, token_hash, created_at: now })
        .onConflict((conflict) => conflict.constraint('one_feed_per_account_and_practice').doNothing())
        .execute();
    await world.note(tx, actor, {
      action: before ? 'feed-renewed' : 'feed-opened',
      objectKind: 'calendar-feed',
      objectId: id,
      specialistId,
    });
    return success(null);
  });
}

/** Whether the feed names patients, by first name and initial. Refuses `not-found`. */
export async function setFeedContents(
  world: Feeds,
  actor: PracticeActor,
  specialistId: string,
  contents: FeedContents,
): Promise<Result<null>> {
  return world.as(actor, async (tx) => {
    const row = await findRow(tx, actor, specialistId);
    if (!row) return refuse('not-found');
    await tx.updateTable('calendar_feeds').set({ contents }).where('id', '=', row.id).execute();
    await world.note(tx, actor, {
      action: `feed-shows-${contents}`,
      objectKind: 'calendar-feed',
      objectId: row.id,
      specialistId,
    });
    return success(null);
  });
}

/** Ends the feed; its address leads nowhere from the next request on. Refuses `not-found`. */
export async function closeFeed(world: Feeds, actor: PracticeActor, specialistId: string): Promise<Result<null>> {
  return world.as(actor, async (tx) => {
    const row = await findRow(tx, actor, specialistId);
    if (!row) return refuse('not-found');
    await tx.deleteFrom('calendar_feeds').where('id', '=', row.id).execute();
    await world.note(tx, actor, { action: 'feed-closed', objectKind: 'calendar-feed', objectId: row.id, specialistId });
    return success(null);
  });
}

export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function signer(world: Pick<World, 'vault'>) {
  return (data: string) => world.vault.sign('link', data);
}

function findRow(tx: Tx, actor: PracticeActor, specialistId: string) {
  return tx
    .selectFrom('calendar_feeds')
    .selectAll()
    .where('account_id', '=', actor.accountId)
    .where('specialist_id', '=', specialistId)
    .executeTakeFirst();
}
