import { expireHolds } from '#features/booking/jobs.server.ts';
import { queueDueMessages, sweepMessages } from '#features/messages/jobs.server.ts';
import { sendMessage } from '#features/messages/send.server.ts';
import { takeDueAmounts } from '#features/payments/amount.server.ts';
import { askCheckout, chargeSavedCard, expireCheckout, processCardEvent, reconcileCheckouts, refundPayment } from '#features/payments/jobs.server.ts';
import { completeDue, forgetOldRooms } from '#features/room/jobs.server.ts';
import type { DueTasks, JobHandlers } from './engine.ts';

/** What each queued job does. */
export const jobHandlers: JobHandlers = {
  'send-message': sendMessage,
  'process-card-event': processCardEvent,
  'expire-checkout': expireCheckout,
  'settle-checkout': askCheckout,
  'refund-payment': refundPayment,
  'charge-saved-card': chargeSavedCard,
};

/** What product time makes due, in this order. */
export const dueTasks: DueTasks = [
  expireHolds,
  completeDue,
  reconcileCheckouts,
  takeDueAmounts,
  sweepMessages,
  queueDueMessages,
  forgetOldRooms,
];
