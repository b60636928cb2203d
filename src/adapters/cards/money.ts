import type Stripe from 'stripe';
import type { CardMove, CardProvider, DisputeState, MoneyState, SavedCardRequest } from '#ports/cards.ts';
import { cardMove, currencyOf, forAccount, idOf, isOvertaken, known } from './answers.ts';

type Money = 'chargeSavedCard' | 'holdSavedCard' | 'takeHold' | 'releaseHold' | 'readMoney' | 'refund' | 'readDispute';

/** Money that moves without a page: taken, set aside, let go, given back, disputed. */
export function money(stripe: Stripe): Pick<CardProvider, Money> {
  const offSession = (request: SavedCardRequest, hold: 'hold' | 'charge'): Promise<CardMove> =>
    cardMove(async () => {
      const { operationId, appointmentId } = request;
      const intent = await stripe.paymentIntents.create(
        {
          amount: request.amountCents,
          currency: request.currency.toLowerCase(),
          customer: request.customerId,
          payment_method: request.paymentMethodId,
          allowed_payment_method_types: ['card'],
          confirm: true,
          off_session: true,
          metadata: { operationId, appointmentId, kind: hold },
          ...(hold === 'hold' ? { capture_method: 'manual' as const } : {}),
          ...forAccount(request),
        },
        { idempotencyKey: operationId },
      );
      const wanted = hold === 'hold' ? 'requires_capture' : 'succeeded';
      return intent.status === wanted ? { kind: 'done', intentId: intent.id } : { kind: 'failed', why: intent.status };
    });

  async function read(intentId: string): Promise<MoneyState | null> {
    const intent = await known(() => stripe.paymentIntents.retrieve(intentId, { expand: ['latest_charge'] }));
    return intent ? moneyState(intent) : null;
  }

  /** Whoever was faster decides: what was taken counts as taken, what is gone is gone. */
  async function overtaken(intentId: string): Promise<MoneyState> {
    return (await read(intentId)) ?? { intentId, status: 'gone', amountCents: 0, takenCents: 0, refundedCents: 0, about: null };
  }

  return {
    chargeSavedCard: (request) => offSession(request, 'charge'),
    holdSavedCard: (request) => offSession(request, 'hold'),

    takeHold: ({ operationId, intentId, amountCents, feeCents }) =>
      cardMove(async () => {
        try {
          const fee = feeCents > 0 ? { application_fee_amount: feeCents } : {};
          const intent = await stripe.paymentIntents.capture(
            intentId,
            { amount_to_capture: amountCents, ...fee },
            { idempotencyKey: operationId },
          );
          return { kind: 'done' as const, takenCents: intent.amount_received };
        } catch (error) {
          if (!isOvertaken(error)) throw error;
          const state = await overtaken(intentId);
          return state.status === 'taken' ? { kind: 'done' as const, takenCents: state.takenCents } : { kind: 'gone' as const };
        }
      }),

    async releaseHold({ operationId, intentId }) {
      try {
        return moneyState(await stripe.paymentIntents.cancel(intentId, {}, { idempotencyKey: operationId }));
      } catch (error) {
        if (!isOvertaken(error)) throw error;
        return overtaken(intentId);
      }
    },

    readMoney: read,

    refund: ({ operationId, intentId, amountCents }) =>
      cardMove(async () => {
        const intent = await stripe.paymentIntents.retrieve(intentId);
        const refund = await stripe.refunds.create(
          {
            payment_intent: intentId,
            amount: amountCents,
            metadata: { operationId },
            ...(intent.transfer_data ? { reverse_transfer: true } : {}),
            ...(intent.application_fee_amount ? { refund_application_fee: true } : {}),
          },
          { idempotencyKey: operationId },
        );
        const lost = refund.status === 'failed' || refund.status === 'canceled';
        return lost ? { kind: 'failed', why: refund.failure_reason ?? refund.status ?? 'failed' } : { kind: 'done', intentId };
      }),

    async readDispute(disputeId) {
      const dispute = await known(() => stripe.disputes.retrieve(disputeId));
      return dispute ? disputeState(dispute) : null;
    },
  };
}

function moneyState(intent: Stripe.PaymentIntent): MoneyState {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const { operationId, appointmentId } = intent.metadata;
  const statuses: Partial<Record<Stripe.PaymentIntent.Status, MoneyState['status']>> = {
    requires_capture: 'held',
    succeeded: 'taken',
    canceled: 'gone',
  };
  return {
    intentId: intent.id,
    status: statuses[intent.status] ?? 'open',
    amountCents: intent.amount,
    takenCents: intent.amount_received,
    refundedCents: charge?.amount_refunded ?? 0,
    about: operationId && appointmentId ? { operationId, appointmentId } : null,
  };
}

function disputeState(dispute: Stripe.Dispute): DisputeState | null {
  const intentId = idOf(dispute.payment_intent);
  if (!intentId) return null;
  const dueBy = dispute.evidence_details.due_by;
  return {
    disputeId: dispute.id,
    intentId,
    status: disputeStatuses[dispute.status] ?? 'open',
    amountCents: dispute.amount,
    currency: currencyOf(dispute.currency),
    reason: dispute.reason,
    answerBy: dueBy ? new Date(dueBy * 1000) : null,
    openedAt: new Date(dispute.created * 1000),
  };
}
const disputeStatuses: Record<string, DisputeState['status']> = {
  needs_response: 'open',
  warning_needs_response: 'open',
  under_review: 'answered',
  warning_under_review: 'answered',
  won: 'won',
  warning_closed: 'won',
  prevented: 'won',
  lost: 'lost',
};
