import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { eventUid } from '#domain/calendar-event.ts';
import { looksLikeLinkToken } from '#domain/link.ts';
import type { Actor } from '#domain/people.ts';
import { reviewAuthor } from '#domain/reviews.ts';
import type { Tx, World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { feedFile, type FeedEvent } from './feed-file.ts';
import { hashOfToken } from './feeds.server.ts';

type Answers = Pick<World, 'as' | 'clock' | 'settings' | 'note'>;

export type FeedAnswer =
  { kind: 'file'; content: string; etag: string } | { kind: 'unknown' } | { kind: 'too-often'; retryAfterSeconds: number };

const day = 86_400_000;
const hour = 3_600_000;
const daysBack = 30;
/** How long a cancelled appointment is told as cancelled: calendar programs look again within days. */
const cancelledDays = 30;
const readsAnHour = 60;

/**
 * What a calendar program gets at a feed's address (B7): everything booked from 30 days back to the last hour booked.
 * An address that never was, was replaced, or whose owner serves there no more is `unknown`, all alike.
 */
export async function answerFeed(world: Answers, token: string): Promise<FeedAnswer> {
  if (!looksLikeLinkToken(token)) return { kind: 'unknown' };
  const feed = await world.as({ kind: 'visitor' }, (tx) => findFeed(tx, token));
  if (!feed) return { kind: 'unknown' };
  const actor: Actor = { kind: feed.role, accountId: feed.account_id, specialistIds: [feed.specialist_id] };
  const retryAfterSeconds = await world.as(actor, (tx) => countRead(world, tx, actor, feed));
  if (retryAfterSeconds > 0) return { kind: 'too-often', retryAfterSeconds };
  const content = await world.as(actor, (tx) => contentOf(world, tx, feed));
  return { kind: 'file', content, etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"` };
}

type Feed = NonNullable<Awaited<ReturnType<typeof findFeed>>>;

async function findFeed(tx: Tx, token: string) {
  const { rows } = await sql<{
    id: string;
    account_id: string;
    specialist_id: string;
    contents: 'busy' | 'names';
    role: 'specialist' | 'assistant';
  }>`
    select * from feed_of_token(${hashOfToken(token)})`.execute(tx);
  return rows[0];
}

/** Counts within the hour of machine time, and notes the access once a day: programs ask every quarter of an hour (G2). */
async function countRead(world: Answers, tx: Tx, actor: Actor, feed: Feed): Promise<number> {
  const now = world.clock.now();
  const machine = world.clock.machineNow();
  const row = await tx.selectFrom('calendar_feeds').selectAll().where('id', '=', feed.id).forUpdate().executeTakeFirst();
  if (!row) return 1;
  const begun =
    row.window_started_at && machine.getTime() - row.window_started_at.getTime() < hour ? row.window_started_at : machine;
  const reads = begun === machine ? 1 : row.window_reads + 1;
  if (reads > readsAnHour) return Math.ceil((begun.getTime() + hour - machine.getTime()) / 1000);
  const unnoted = !row.noted_at || now.getTime() - row.noted_at.getTime() >= day;
  await tx
    .updateTable('calendar_feeds')
    .set({ window_started_at: begun, window_reads: reads, last_read_at: now, ...(unnoted ? { noted_at: now } : {}) })
    .where('id', '=', row.id)
    .execute();
  if (unnoted)
    await world.note(tx, actor, {
      action: 'feed-read',
      objectKind: 'calendar-feed',
      objectId: feed.id,
      specialistId: feed.specialist_id,
    });
  return 0;
}

async function contentOf(world: Answers, tx: Tx, feed: Feed): Promise<string> {
  const now = world.clock.now();
  const from = new Date(now.getTime() - daysBack * day);
  const who = await tx
    .selectFrom('specialists as s')
    .leftJoin('accounts as a', (join) => join.on('a.id', '=', feed.account_id))
    .select(['s.title', 's.full_name', 'a.locale'])
    .where('s.id', '=', feed.specialist_id)
    .executeTakeFirstOrThrow();
  const rows = await tx
    .selectFrom('appointments as a')
    .leftJoin('places as p', 'p.id', 'a.place_id')
    .select([
      'a.id',
      'a.starts_at',
      'a.ends_at',
      'a.status',
      'a.sequence',
      'a.modality',
      'a.patient_name',
      'a.booked_at',
      'a.created_at',
      'a.moved_at',
      'a.cancelled_at',
      'p.name as place_name',
    ])
    .where('a.specialist_id', '=', feed.specialist_id)
    .where('a.starts_at', '>=', from)
    .where((eb) =>
      eb.or([
        eb('a.status', 'in', ['booked', 'in_progress', 'completed', 'no_show']),
        eb.and([
          eb('a.status', '=', 'cancelled'),
          eb('a.booked_at', 'is not', null),
          eb('a.cancelled_at', '>=', new Date(now.getTime() - cancelledDays * day)),
        ]),
      ]),
    )
    .orderBy('a.starts_at')
    .orderBy('a.id')
    .execute();
  const locale = who.locale === 'en' ? 'en' : 'es';
  const origin = world.settings.publicOrigin;
  const events = rows.map((row): FeedEvent => ({
    uid: eventUid(row.id, origin),
    url: `${origin}/agenda?cita=${row.id}`,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    sequence: row.sequence,
    cancelled: row.status === 'cancelled',
    changedAt: row.cancelled_at ?? row.moved_at ?? row.booked_at ?? row.created_at,
    modality: row.modality,
    patient: feed.contents === 'names' ? reviewAuthor(row.patient_name) : null,
    place: feed.contents === 'names' ? row.place_name : null,
  }));
  return feedFile({ name: m.feed_name({ name: `${who.title} ${who.full_name}`.trim() }, { locale }), locale, events });
}
