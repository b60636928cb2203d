import type { World } from '#ports/world.ts';

const system = { kind: 'system', job: 'disputes' } as const;

/**
 * Keeps how a dispute stands, for the specialist to see; the appointment and its payment fact stay as they are (Y3).
 * False where it is about no payment of ours, or none that we know of yet.
 */
export async function keepDispute(world: Pick<World, 'as' | 'clock' | 'cards' | 'log'>, disputeId: string): Promise<boolean> {
  const state = await world.cards.readDispute(disputeId);
  if (!state) return true;
  const over = state.status === 'won' || state.status === 'lost';
  const now = world.clock.now();
  return world.as(system, async (tx) => {
    const payment = await tx
      .selectFrom('payments')
      .select(['id', 'appointment_id'])
      .where('intent_id', '=', state.intentId)
      .executeTakeFirst();
    if (!payment) {
      world.log.warn({ disputeId }, 'dispute about no payment of ours');
      return false;
    }
    const stands = { status: state.status, amount_cents: state.amountCents, answer_by: state.answerBy };
    await tx
      .insertInto('disputes')
      .values({
        id: disputeId,
        payment_id: payment.id,
        appointment_id: payment.appointment_id,
        currency: state.currency,
        reason: state.reason,
        opened_at: state.openedAt,
        closed_at: over ? now : null,
        ...stands,
      })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet((eb) => ({ ...stands, closed_at: over ? eb.fn.coalesce('disputes.closed_at', eb.val(now)) : null })),
      )
      .execute();
    return true;
  });
}
