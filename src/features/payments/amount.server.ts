import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';

type Taking = Pick<World, 'as' | 'clock' | 'ids' | 'queue'>;

const system = { kind: 'system', job: 'take-due-amounts' } as const;
/** Left alone after a consultation that took place, the price is taken after this time (Y4). */
const leftAloneHours = 24;
/** What the card network takes at least, in cents. */
const least: Record<string, number> = { EUR: 50, MXN: 1000 };

/** What may still be taken of an appointment: the price, after an absence the late fee, never more than was published (Y4). */
export function mostToTake(row: { status: string; price_cents: number; late_fee_cents: number }): number {
  if (row.status === 'completed') return row.price_cents;
  return row.status === 'no_show' ? Math.min(row.late_fee_cents, row.price_cents) : 0;
}

/**
 * The specialist takes the price, part of it or nothing from the saved card, once (Y4).
 * Refuses `not-found`, `not-allowed` (assistants and patients), `payment-not-possible` (no saved card, already decided,
 * not over), `price-invalid` (more than was published, or less than the network takes).
 */
export async function takeAmount(
  world: Taking,
  actor: Actor,
  input: { appointmentId: string; amountCents: number },
): Promise<Result<null>> {
  if (actor.kind !== 'specialist') return refuse('not-allowed');
  const { appointmentId, amountCents } = input;
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const row = await tx.selectFrom('appointments').selectAll().where('id', '=', appointmentId).forUpdate().executeTakeFirst();
    if (!row) return refuse('not-found');
    const most = mostToTake(row);
    if (row.payment !== 'guaranteed' || most === 0 || (await decided(tx, appointmentId))) return refuse('payment-not-possible');
    if (!Number.isInteger(amountCents) || amountCents < 0 || amountCents > most) return refuse('price-invalid');
    if (amountCents > 0 && amountCents < (least[row.currency] ?? 0)) return refuse('price-invalid');
    const id = world.ids.uuid();
    const nothing = amountCents === 0;
    await tx
      .insertInto('payments')
      .values({
        id,
        appointment_id: appointmentId,
        kind: 'charge',
        status: nothing ? 'done' : 'open',
        amount_cents: amountCents,
        currency: row.currency,
        created_at: now,
        ...(nothing ? { settled_at: now } : {}),
      })
      .execute();
    if (nothing) await tx.updateTable('appointments').set({ payment: 'none' }).where('id', '=', appointmentId).execute();
    else await world.queue.enqueue(tx, 'charge-saved-card', [{ paymentId: id, amountCents }]);
    return success(null);
  });
}

/** Takes the price of consultations that took place and were left alone for a day (Y4). */
export async function takeDueAmounts(world: Taking): Promise<void> {
  const now = world.clock.now();
  const until = new Date(now.getTime() - leftAloneHours * 3_600_000);
  await world.as(system, async (tx) => {
    const due = await tx
      .selectFrom('appointments as a')
      .select(['a.id', 'a.price_cents', 'a.currency'])
      .where('a.status', '=', 'completed')
      .where('a.payment', '=', 'guaranteed')
      .where('a.charge_when', '=', 'after')
      .where('a.price_cents', '>', 0)
      .where('a.completed_at', '<=', until)
      .where((eb) => eb.or([eb('a.outcome', '=', 'took_place'), eb('a.outcome', 'is', null)]))
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('payments as p')
              .select('p.id')
              .whereRef('p.appointment_id', '=', 'a.id')
              .where('p.kind', '=', 'charge')
              .where('p.status', 'in', ['open', 'done', 'refunded']),
          ),
        ),
      )
      .limit(100)
      .forUpdate('a')
      .skipLocked()
      .execute();
    for (const row of due) {
      const id = world.ids.uuid();
      await tx
        .insertInto('payments')
        .values({
          id,
          appointment_id: row.id,
          kind: 'charge',
          status: 'open',
          amount_cents: row.price_cents,
          currency: row.currency,
          created_at: now,
        })
        .execute();
      await world.queue.enqueue(tx, 'charge-saved-card', [{ paymentId: id, amountCents: row.price_cents }]);
    }
  });
}

/** A refused charge may be tried again; one that is under way or done may not. */
async function decided(tx: Tx, appointmentId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('payments')
    .select('id')
    .where('appointment_id', '=', appointmentId)
    .where('kind', '=', 'charge')
    .where('status', 'in', ['open', 'done', 'refunded'])
    .executeTakeFirst();
  return row !== undefined;
}
