import { refuse, success } from '#domain/result.ts';
import { sendBookingCode } from '#features/accounts/codes/booking-code.server.ts';
import { browserHashOf } from '#features/api/call.server.ts';
import { sendCodeOperation as operation } from '#features/api/operations/booking.server.ts';
import { readBooking } from '../../../booking.server.ts';
import { answer, otherwise } from '../../../../door.server.ts';

export const POST = answer(operation, async ({ world, holdToken, params, body, locale, address }) => {
  const before = await readBooking(world, holdToken, params.id, locale);
  if (!before) return refuse('not-found');
  if (before.state !== 'code') return refuse(before.state === 'expired' ? 'hold-expired' : 'not-allowed');
  const sent = await sendBookingCode(world, { appointmentId: params.id, browserHash: browserHashOf(holdToken), channel: body.channel, once: false, from: address, locale });
  if (!sent.ok) return sent;
  const booking = await readBooking(world, holdToken, params.id, locale);
  return booking ? success({ body: booking }) : refuse('not-found');
});
export const fallback = otherwise(operation);
