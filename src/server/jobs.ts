import { expireHolds } from '#features/booking/jobs.server.ts';
import type { DueTasks, JobHandlers } from './engine.ts';

/** What each queued job does. */
export const jobHandlers: JobHandlers = {
  'send-message': async () => {},
  'process-card-event': async () => {},
  'expire-checkout': async () => {},
  'refund-payment': async () => {},
  'charge-saved-card': async () => {},
};

/** What product time makes due, in this order. */
export const dueTasks: DueTasks = [expireHolds];
