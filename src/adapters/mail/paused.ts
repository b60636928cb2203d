import { after, freshBreaker, mayAsk, secondsLeft } from '#domain/breaker.ts';
import type { Clock } from '#ports/clock.ts';
import type { Delivery } from '#ports/delivery.ts';
import type { MailSender } from '#ports/mail.ts';

/** Leaves a mail server alone that cannot be reached; what it says of one address is no fault of its own. */
export function pausedMail(sender: MailSender, clock: Pick<Clock, 'now'>): MailSender {
  let breaker = freshBreaker;
  return {
    async send(mail) {
      if (!mayAsk(breaker, clock.now()))
        return { kind: 'later', why: 'server-paused', retryAfterSeconds: secondsLeft(breaker, clock.now()) };
      const delivery = await sender.send(mail);
      breaker = after(breaker, isDown(delivery) ? 'failed' : 'well', clock.now());
      return delivery;
    },
  };
}

/** Not reached, or 421: the service is not available (RFC 5321 §4.2.3). */
function isDown(delivery: Delivery): boolean {
  if (delivery.kind !== 'later' && delivery.kind !== 'unknown') return false;
  return !/^\d/.test(delivery.why) || delivery.why.startsWith('421');
}
