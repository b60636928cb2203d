import type { OwnAppointment } from '#features/booking/own-appointment.ts';
import { m } from '#texts/compiled/messages.js';

/** What was just done, told at the head of the page that follows it. */
export interface Notice {
  kind: 'done' | 'broken' | 'neutral';
  title: string;
  more: string;
}

/** `?hecho=` names the press; what it says comes from the appointment itself, so that the address alone claims nothing. */
export function noticeOf(done: string | null, appointment: OwnAppointment): Notice | null {
  const { status, payment, confirmation } = appointment;
  if (done === 'cambiada' && status === 'booked')
    return { kind: 'done', title: m.own_done_moved(), more: m.own_done_moved_more() };
  if (done === 'antes' && status === 'booked') return { kind: 'done', title: m.own_done_moved(), more: m.earlier_done_more() };
  if (done === 'cancelada' && status === 'cancelled')
    return { kind: 'neutral', title: m.own_done_cancelled(), more: m.own_done_cancelled_more() };
  if (done !== 'tarjeta' && done !== 'sin-tarjeta') return null;
  if (payment === 'paid') return { kind: 'done', title: m.own_done_card_paid(), more: m.own_done_card_more() };
  if (payment === 'guaranteed' || confirmation === 'given')
    return { kind: 'done', title: m.own_done_card(), more: m.own_done_card_more() };
  if (payment === 'failed' && done === 'tarjeta')
    return { kind: 'broken', title: m.own_card_refused(), more: m.own_card_refused_more() };
  return appointment.cardWanted ? { kind: 'neutral', title: m.own_card_left(), more: m.own_card_left_more() } : null;
}
