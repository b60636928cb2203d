import type { OwnAppointment } from '#features/booking/own-appointment.ts';
import { m } from '#texts/compiled/messages.js';

/** 'jueves 26 de noviembre' at the head of a line: 'Jueves 26 de noviembre'. */
export function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase() + text.slice(1);
}

/** Price and how it stands with the money, in one sentence; never a colour alone (design, principle 3). */
export function paymentWords({ prepayment, payment, price, priceCents, otherPayment }: OwnAppointment): string | null {
  if (priceCents === 0) return null;
  if (payment === 'paid') return m.own_pay_paid({ price });
  if (payment === 'guaranteed') return m.own_pay_guaranteed({ price });
  if (payment === 'refunded') return m.own_pay_refunded();
  if (payment === 'failed') return m.own_pay_failed();
  if (prepayment === 'other') return otherPayment ? `${m.own_pay_price({ price })} ${otherPayment}` : m.own_pay_other({ price });
  if (payment === 'due') return m.own_pay_due({ price });
  return prepayment === 'stripe' ? m.own_pay_price({ price }) : m.own_pay_other({ price });
}

/** The badge beside the modality; null where nothing is to be said. */
export function stateBadge(
  appointment: OwnAppointment,
): { kind: 'paid' | 'card' | 'due' | 'unconfirmed' | 'neutral'; words: string } | null {
  const { status, confirmation, payment, outcome } = appointment;
  if (status === 'cancelled') return { kind: 'neutral', words: m.own_badge_cancelled() };
  if (outcome === 'technical') return { kind: 'neutral', words: m.own_badge_technical() };
  if (outcome === 'unsuitable') return { kind: 'neutral', words: m.own_badge_unsuitable() };
  if (status === 'no_show' || (outcome !== null && outcome !== 'took_place'))
    return { kind: 'neutral', words: m.own_badge_missed() };
  if (status === 'completed') return { kind: 'neutral', words: m.own_badge_done() };
  if (confirmation === 'requested') return { kind: 'unconfirmed', words: m.own_badge_unconfirmed() };
  if (payment === 'paid') return { kind: 'paid', words: m.own_badge_paid() };
  if (payment === 'guaranteed') return { kind: 'card', words: m.own_badge_card() };
  return payment === 'due' && appointment.prepayment === 'stripe' ? { kind: 'due', words: m.own_badge_due() } : null;
}
