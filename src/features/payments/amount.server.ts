import { sql, type RawBuilder } from 'kysely';
import type { Currency } from '#domain/appointment.ts';
import type { Actor } from '#domain/people.ts';
import { mostToTake } from '#domain/prepayment.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import type { Tx, World } from '#ports/world.ts';
import { findStandingHold } from './card/hold.server.ts';
import { decideTake, openCharge } from './card/saved-card.server.ts';

type Taking = Pick<World, 'as' | 'clock' | 'ids' | 'queue'>;

const system = { kind: 'system', job: 'take-due-amounts' } as const;
/** What the card network takes at least, in cents. */
const least: Record<string, number> = { EUR: 50, MXN: 1000 };

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
  if (!may(actor, 'take-money')) return refuse('not-allowed');
  const { appointmentId, amountCents } = input;
  return world.as(actor, async (tx) => {
    const row = await tx.selectFrom('appointments').selectAll().where('id', '=', appointmentId).forUpdate().executeTakeFirst();
    if (!row || !may(actor, 'take-money', { specialistId: row.specialist_id })) return refuse('not-found');
    const most = mostToTake({ status: row.status, priceCents: row.price_cents, lateFeeCents: row.late_fee_cents });
    if (row.payment !== 'guaranteed' || most === 0 || (await isDecided(tx, appointmentId))) return refuse('payment-not-possible');
    if (!Number.isInteger(amountCents) || amountCents < 0 || amountCents > most) return refuse('price-invalid');
    if (amountCents > 0 && amountCents < (least[row.currency] ?? 0)) return refuse('price-invalid');
    await takeFrom(world, tx, { id: appointmentId, currency: row.currency, amountCents });
    if (amountCents === 0)
      await tx.updateTable('appointments').set({ payment: 'none' }).where('id', '=', appointmentId).execute();
    return success(null);
  });
}

/** Takes the price of consultations that took place and were left alone for as long as the specialist set (Y4). */
export async function takeDueAmounts(world: Taking): Promise<void> {
  const now = world.clock.now();
  await world.as(system, async (tx) => {
    const due = await tx
      .selectFrom('appointments as a')
      .innerJoin('specialist_settings as t', 't.specialist_id', 'a.specialist_id')
      .select(['a.id', 'a.price_cents', 'a.currency'])
      .where('a.status', '=', 'completed')
      .where('a.payment', '=', 'guaranteed')
      .where('a.charge_when', '=', 'after')
      .where('a.price_cents', '>', 0)
      .where('a.completed_at', '<=', new Date(now.getTime() - 3_600_000))
      .where(sql<boolean>`a.completed_at + t.take_after_hours * interval '1 hour' <= ${now}`)
      .where((eb) => eb.or([eb('a.outcome', '=', 'took_place'), eb('a.outcome', 'is', null)]))
      .where(sql<boolean>`not ${decisionOn(sql.ref('a.id'))}`)
      .limit(100)
      .forNoKeyUpdate('a')
      .skipLocked()
      .execute();
    for (const { id, price_cents, currency } of due) await takeFrom(world, tx, { id, currency, amountCents: price_cents });
  });
}

/** Takes of what is set aside where something is, otherwise of the saved card; an amount of 0 closes the matter and lets go. */
export async function takeFrom(
  world: Taking,
  tx: Tx,
  taking: { id: string; currency: Currency; amountCents: number },
): Promise<void> {
  const { id: appointmentId, currency, amountCents } = taking;
  const hold = await findStandingHold(tx, appointmentId, world.clock.now());
  if (hold && amountCents > 0 && amountCents <= hold.amount_cents) {
    return decideTake(world, tx, hold.id, amountCents);
  }
  await openCharge(world, tx, { appointmentId, amountCents, currency });
  if (hold) await world.queue.enqueue(tx, 'release-hold', [{ paymentId: hold.id }]);
}

/** A refused charge may be tried again; one that is decided, under way or done may not. */
function decisionOn(appointmentId: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from payments p where p.appointment_id = ${appointmentId}
    and ((p.kind = 'charge' and p.status in ('open', 'done', 'refunded')) or (p.kind = 'hold' and p.status = 'done' and p.take_cents is not null)))`;
}

export async function isDecided(tx: Tx, appointmentId: string): Promise<boolean> {
  const { rows } = await sql<{ decided: boolean }>`select ${decisionOn(sql.val(appointmentId))} as decided`.execute(tx);
  return rows[0]?.decided ?? false;
}
