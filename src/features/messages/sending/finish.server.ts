import { sql } from 'kysely';
import type { Delivery } from '#ports/delivery.ts';
import type { Tx, World } from '#ports/world.ts';
import { findAppointment } from '../appointments.server.ts';
import { warnOfPackages } from '../package/count.server.ts';
import { lockMessage, type MessageRow } from '../rows.server.ts';
import { silence } from '../wishes/silence.server.ts';
import { silenceMailbox } from '../status.server.ts';
import type { Claim } from './claim.server.ts';
import { raiseAfterFailure } from './other-channel.server.ts';

const system = { kind: 'system', job: 'messages' } as const;

/** What became of a claim; `unfit`: it could not be rendered (M4). */
export interface Outcome {
  claim: Claim;
  delivery: Delivery | { kind: 'unfit'; why: string };
}

/** Writes outcomes down as they come, in one transaction those that came while the last was being written. */
export function collectOutcomes(world: World): { add(outcome: Outcome): void; end(): Promise<void> } {
  const waiting: Outcome[] = [];
  let writing: Promise<void> | null = null;
  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0);
      await finishMessages(world, batch).catch((error: unknown) =>
        world.log.error(
          { count: batch.length, error: error instanceof Error ? error.message : 'unknown' },
          'outcomes not written: the sweep finds their messages',
        ),
      );
    }
  }
  const begin = () => {
    writing ??= write().finally(() => {
      writing = null;
    });
    return writing;
  };
  return {
    add(outcome) {
      waiting.push(outcome);
      void begin();
    },
    async end() {
      while (waiting.length > 0 || writing) await begin();
    },
  };
}

/** Writes down what the provider did, only where nobody has taken the message in the meantime (fault 2). */
export async function finishMessages(world: World, outcomes: readonly Outcome[]): Promise<void> {
  const now = world.clock.now();
  await world.as(system, (tx) => finishCommon(world, tx, outcomes, now));
  for (const { claim, delivery } of outcomes) {
    if (delivery.kind === 'refused' || delivery.kind === 'unfit') await finishRefused(world, claim, delivery, now);
  }
}

/** What was accepted is true even where the message was withdrawn or planned again since; the rest is not. */
async function finishCommon(world: World, tx: Tx, outcomes: readonly Outcome[], now: Date): Promise<void> {
  const changes = outcomes.flatMap(({ claim, delivery }) => {
    const change = changeOf(claim, delivery, now);
    return change ? [{ id: claim.id, fence: claim.fence, ...change }] : [];
  });
  if (changes.length === 0) return;
  const { rows } = await sql<{ status: string; units: number; specialist_id: string | null }>`
    update messages g set status = v.status, why = v.why, provider_id = coalesce(v.provider_id, g.provider_id), sent_at = v.sent_at,
      due_at = coalesce(v.due_at, g.due_at), units = case when v.sent_at is null then 0 else g.units end, lease_until = null
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
      as v (id uuid, fence int, status text, why text, provider_id text, sent_at timestamptz, due_at timestamptz)
    where g.id = any(${changes.map(({ id }) => id)}::uuid[]) and g.id = v.id and g.fence = v.fence and (v.status = 'sent' or g.status in ('sending', 'planned'))
    returning g.status, g.units, g.specialist_id`.execute(tx);
  const accepted = rows.flatMap(({ status, units, specialist_id: specialistId }) =>
    status === 'sent' && units > 0 && specialistId ? [{ specialistId, units }] : [],
  );
  await warnOfPackages(world, tx, accepted, now);
}

function changeOf(claim: Claim, delivery: Outcome['delivery'], now: Date) {
  switch (delivery.kind) {
    case 'accepted':
      return { status: 'sent', provider_id: delivery.providerId, sent_at: now, due_at: null, why: null };
    case 'later':
      // An earlier try of unknown fate stays so until it is found.
      return { ...again(claim, delivery.why, delivery.retryAfterSeconds, now), sent_at: claim.unsureSince };
    case 'unknown':
      return { ...again(claim, delivery.why, 0, now), sent_at: claim.takenAt };
    default:
      return null;
  }
}

/** Planned again after what the provider asked for, at least 15 s, twice as long each time, 10 minutes at most (fault 5). */
function again(claim: Claim, why: string, askedSeconds: number, now: Date) {
  const pause = Math.max(askedSeconds, Math.min(600, 15 * 2 ** (claim.attempts - 1)));
  return { status: 'planned', why, due_at: new Date(now.getTime() + pause * 1000) };
}

async function finishRefused(
  world: World,
  claim: Claim,
  delivery: { kind: 'refused' | 'unfit'; why: string },
  now: Date,
): Promise<void> {
  const raised = await world.as(system, async (tx) => {
    const row = await lockMessage(tx, claim.id);
    if (row?.fence !== claim.fence || !['sending', 'planned'].includes(row.status)) return null;
    await tx
      .updateTable('messages')
      .set({
        status: delivery.kind === 'unfit' ? 'failed' : 'undeliverable',
        why: delivery.why,
        lease_until: null,
        sent_at: null,
        units: 0,
      })
      .where('id', '=', claim.id)
      .execute();
    if (delivery.why === 'opted-out') await optOut(tx, row, now);
    // 5.1.x: there is no such mailbox (RFC 3463).
    if (row.channel === 'email' && /\b5\.1\.\d/.test(delivery.why)) await silenceMailbox(world, tx, row, now);
    await raiseAfterFailure(world, tx, row, now);
    return row.specialist_id;
  });
  if (raised) world.live.publish(`specialist:${raised}`, { type: 'changed' });
}

/** The patient said STOP at the provider: no further SMS to this number (M7). */
async function optOut(tx: Tx, message: MessageRow, now: Date): Promise<void> {
  const row = message.appointment_id ? await findAppointment(tx, message.appointment_id) : undefined;
  const address = message.audience === 'patient' ? row?.patient_mobile : null;
  if (address) await silence(tx, { channel: 'sms', address, why: 'opted_out' }, now);
}
