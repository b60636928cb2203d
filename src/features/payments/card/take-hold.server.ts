import { sql } from 'kysely';
import type { JobPayloads } from '#ports/queue.ts';
import type { World } from '#ports/world.ts';
import { destinationOf, openCharge } from './saved-card.server.ts';

type Holding = Pick<World, 'as' | 'clock' | 'ids' | 'cards' | 'announce' | 'queue' | 'settings'>;

const system = { kind: 'system', job: 'holds' } as const;
const atATime = 100;
const askAgainMinutes = 5;

/** Takes of a hold what was decided; where the bank has let go of it meanwhile, the saved card is charged instead. */
export async function takeHold(world: Holding, payload: JobPayloads['take-hold']): Promise<void> {
  const found = await world.as(system, async (tx) => {
    const hold = await tx
      .selectFrom('payments')
      .selectAll()
      .where('id', '=', payload.paymentId)
      .where('kind', '=', 'hold')
      .where('status', '=', 'done')
      .executeTakeFirst();
    if (!hold?.intent_id || hold.take_cents === null) return null;
    const { specialist_id } = await tx
      .selectFrom('appointments')
      .select('specialist_id')
      .where('id', '=', hold.appointment_id)
      .executeTakeFirstOrThrow();
    return {
      hold,
      intentId: hold.intent_id,
      takeCents: hold.take_cents,
      ...(await destinationOf(world, tx, specialist_id, hold.take_cents)),
    };
  });
  if (!found) return;
  const { hold, intentId, takeCents, feeCents } = found;
  const taken = await world.cards.takeHold({ operationId: `${hold.id}-take`, intentId, amountCents: takeCents, feeCents });
  if (taken.kind === 'done') return keepTaken(world, { holdId: hold.id, takenCents: taken.takenCents, feeCents });
  await world.as(system, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('payments')
      .set({ status: 'expired', failure: taken.kind === 'failed' ? taken.why : 'gone' })
      .where('id', '=', hold.id)
      .where('kind', '=', 'hold')
      .where('status', '=', 'done')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await openCharge(world, tx, { appointmentId: hold.appointment_id, amountCents: takeCents, currency: hold.currency });
  });
}

/** A hold that was taken is a charge from then on. */
export async function keepTaken(
  world: Pick<World, 'as' | 'clock' | 'announce'>,
  taken: { holdId: string; takenCents: number; feeCents: number },
): Promise<void> {
  const now = world.clock.now();
  await world.as(system, async (tx) => {
    const found = await tx.selectFrom('payments').select('appointment_id').where('id', '=', taken.holdId).executeTakeFirst();
    if (!found) return;
    // The appointment first, then its payments: the order of everybody who decides about money.
    await tx.selectFrom('appointments').select('id').where('id', '=', found.appointment_id).forUpdate().execute();
    const { numUpdatedRows } = await tx
      .updateTable('payments')
      .set({
        kind: 'charge',
        status: 'done',
        amount_cents: taken.takenCents,
        take_cents: null,
        fee_cents: taken.feeCents,
        failure: null,
        settled_at: now,
      })
      .where('id', '=', taken.holdId)
      .where('kind', '=', 'hold')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await tx.updateTable('appointments').set({ payment: 'paid' }).where('id', '=', found.appointment_id).execute();
    await world.announce(tx, { type: 'money-taken', appointmentId: found.appointment_id, paymentId: taken.holdId });
  });
}

/** Lets go of what nobody is going to take. The row stays locked during the call, so that taking it waits. */
export async function releaseHold(world: Holding, payload: JobPayloads['release-hold']): Promise<void> {
  const taken = await world.as(system, async (tx) => {
    const row = await tx
      .selectFrom('payments')
      .selectAll()
      .where('id', '=', payload.paymentId)
      .where('kind', '=', 'hold')
      .where('status', '=', 'done')
      .forUpdate()
      .executeTakeFirst();
    if (!row?.intent_id || row.take_cents !== null) return null;
    const state = await world.cards.releaseHold({ operationId: `${row.id}-release`, intentId: row.intent_id });
    if (state.status === 'taken') return { holdId: row.id, takenCents: state.takenCents, feeCents: row.fee_cents };
    await tx.updateTable('payments').set({ status: 'expired', failure: 'released' }).where('id', '=', row.id).execute();
    return null;
  });
  if (taken) await keepTaken(world, taken);
}

/**
 * Holds that serve nobody any more are let go of: the bank's time is over, nobody came and nothing was taken, the
 * technology failed, or the appointment is no more. The saved card stays.
 */
export async function letGoOfHolds(world: Pick<World, 'as' | 'clock' | 'queue'>): Promise<void> {
  const now = world.clock.now();
  const askedBefore = new Date(now.getTime() - askAgainMinutes * 60_000);
  await world.as(system, async (tx) => {
    const idle = await tx
      .updateTable('payments')
      .set({ asked_at: now })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('payments as p')
          .innerJoin('appointments as a', 'a.id', 'p.appointment_id')
          .innerJoin('specialist_settings as t', 't.specialist_id', 'a.specialist_id')
          .select('p.id')
          .where('p.kind', '=', 'hold')
          .where('p.status', '=', 'done')
          .where('p.take_cents', 'is', null)
          .where((either) => either.or([either('p.asked_at', 'is', null), either('p.asked_at', '<=', askedBefore)]))
          .where((either) =>
            either.or([
              either('p.held_until', '<=', now),
              either('a.status', 'in', ['cancelled', 'expired']),
              either.and([either('a.outcome', 'in', ['technical', 'specialist_absent']), either('a.starts_at', '<=', now)]),
              either.and([
                either.or([either('a.status', '=', 'no_show'), either('a.outcome', '=', 'unsuitable')]),
                either(sql<Date>`a.ends_at + t.take_after_hours * interval '1 hour'`, '<=', now),
              ]),
            ]),
          )
          .limit(atATime),
      )
      .returning('id')
      .execute();
    await world.queue.enqueue(
      tx,
      'release-hold',
      idle.map(({ id }) => ({ paymentId: id })),
    );
  });
}
