import { type Books, newId, pick, secondsOf } from './books.ts';
import type { Dispute, PaymentIntent } from './objects.ts';

/** Stripe's card of that kind: its owner asks the money back as soon as it is taken. */
export function disputeWhereTheCardSaysSo(books: Books, intent: PaymentIntent): void {
  if (!intent.payment_method || !books.paymentMethods.get(intent.payment_method)?.card.disputes) return;
  const created = secondsOf(books.clock.now());
  const dispute: Dispute = {
    id: newId('du'),
    object: 'dispute',
    status: 'needs_response',
    amount: intent.amount_received,
    currency: intent.currency,
    payment_intent: intent.id,
    charge: intent.latest_charge,
    reason: 'fraudulent',
    evidence_details: { due_by: created + 9 * 24 * 3600 },
    created,
    livemode: false,
  };
  books.disputes.set(dispute.id, dispute);
  books.webhooks.record('charge.dispute.created', dispute);
}

/** `POST /v1/disputes/:id/close`: the money is given up. */
export function closeDispute(books: Books, id: string): Dispute {
  const dispute = pick(books.disputes, 'dispute', id);
  dispute.status = 'lost';
  books.webhooks.record('charge.dispute.closed', dispute);
  return dispute;
}
