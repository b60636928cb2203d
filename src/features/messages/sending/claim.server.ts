import { sql } from 'kysely';
import type { Channel } from '#domain/reminders.ts';
import type { Tx, World } from '#ports/world.ts';
import type { MessageRow } from '../rows.server.ts';
import { prepareAll, type Ready } from './prepare.server.ts';
import type { Content } from './render.server.ts';

const system = { kind: 'system', job: 'messages' } as const;
/** Machine time (quality 62). */
const leaseMs = 25_000;

/** A message that one worker has in hand until its lease runs out. */
export interface Claim {
  id: string;
  fence: number;
  attempts: number;
  channel: Channel;
  leaseUntil: Date;
  /** Product time of its first try: from then on the provider may have it. */
  takenAt: Date;
  /** Product time of a try whose fate nobody knows; it may have arrived. */
  unsureSince: Date | null;
  /** Throws a RangeError that names what is missing or does not fit (M4). */
  render(): Content;
}

/**
 * Takes up to `size` due messages of a channel in hand, in one transaction: codes first, then the specialist's links,
 * then by the hour. What is no longer true, has nobody to go to or no package left is ended here instead. `seen` is how
 * many rows it settled either way, 0 where nothing is due. Any number of workers may do so at once: each row is claimed
 * by one, and a row whose appointment is just being changed waits for the next look (M6).
 */
export async function claimDue(world: World, channel: Channel, size: number): Promise<{ claims: Claim[]; seen: number }> {
  const now = world.clock.now();
  return world.as(system, async (tx) => {
    const due = await lockDue(tx, channel, now, size);
    if (due.length === 0) return { claims: [], seen: 0 };
    const { ready, ended } = await prepareAll(world, tx, due, now);
    const leaseUntil = new Date(world.clock.machineNow().getTime() + leaseMs);
    return { claims: await take(tx, ready, leaseUntil, now), seen: ready.length + ended };
  });
}

/** One statement for all: from here on they may have left; who comes after a crash looks them up from `sent_at` on. */
async function take(tx: Tx, ready: readonly Ready[], leaseUntil: Date, now: Date): Promise<Claim[]> {
  if (ready.length === 0) return [];
  const { rows } = await sql<{ id: string; fence: number; attempts: number }>`
    update messages g set status = 'sending', why = null, fence = g.fence + 1, attempts = g.attempts + 1,
      lease_until = ${leaseUntil}, sent_at = coalesce(g.sent_at, ${now}), units = v.units
    from unnest(${ready.map(({ message }) => message.id)}::uuid[], ${ready.map(({ units }) => units)}::int[]) as v (id, units)
    where g.id = v.id returning g.id, g.fence, g.attempts`.execute(tx);
  const taken = new Map(rows.map((row) => [row.id, row]));
  return ready.flatMap(({ message, render }) => {
    const row = taken.get(message.id);
    return row
      ? [{ ...row, channel: message.channel, leaseUntil, takenAt: message.sent_at ?? now, unsureSince: message.sent_at, render }]
      : [];
  });
}

async function lockDue(tx: Tx, channel: Channel, now: Date, size: number): Promise<MessageRow[]> {
  // In the order of the index: read through from the beginning the table grows dearer with all that was ever sent.
  const { rows } = await sql`
    select from messages where status = 'planned' and due_at <= ${now} and channel = ${channel} order by due_at limit 1`.execute(tx);
  if (rows.length === 0) return [];
  const found: MessageRow[] = [];
  for (const lock of [withoutAppointment, linksOfSpecialists, withAppointment]) {
    if (found.length < size) found.push(...(await lock(tx, channel, now, size - found.length)));
  }
  return found;
}

/** Codes, offers to whoever has no appointment, invitations. */
async function withoutAppointment(tx: Tx, channel: Channel, now: Date, size: number): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select g.* from messages g
    where g.status = 'planned' and g.due_at <= ${now} and g.channel = ${channel} and g.appointment_id is null
    order by g.code_id is null, g.due_at limit ${size} for update skip locked`.execute(tx);
  return rows;
}

async function linksOfSpecialists(tx: Tx, channel: Channel, now: Date, size: number): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select g.* from messages g join appointments a on a.id = g.appointment_id
    where g.status = 'planned' and g.due_at <= ${now} and g.channel = ${channel} and g.kind = 'specialist_link'
    order by g.due_at limit ${size} for update of g skip locked for share of a skip locked`.execute(tx);
  return rows;
}

/** The appointment is shared for the length of this transaction, so that its cancellation comes before or after. */
async function withAppointment(tx: Tx, channel: Channel, now: Date, size: number): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select g.* from messages g join appointments a on a.id = g.appointment_id
    where g.status = 'planned' and g.due_at <= ${now} and g.channel = ${channel} and g.kind <> 'specialist_link'
    order by g.due_at limit ${size} for update of g skip locked for share of a skip locked`.execute(tx);
  return rows;
}
