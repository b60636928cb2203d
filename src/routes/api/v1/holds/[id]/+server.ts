import { refuse, success } from '#domain/result.ts';
import { browserHashOf } from '#features/api/call.server.ts';
import { getHoldOperation, releaseHoldOperation } from '#features/api/operations/booking.server.ts';
import { releaseHold } from '#features/booking/held.server.ts';
import { readBooking } from '../../booking.server.ts';
import { answer, otherwise } from '../../../door.server.ts';

export const GET = answer(getHoldOperation, async ({ world, holdToken, params, locale }) => {
  const booking = await readBooking(world, holdToken, params.id, locale);
  return booking ? success({ body: booking }) : refuse('not-found');
});
export const DELETE = answer(releaseHoldOperation, async ({ world, holdToken, params }) => {
  const released = await releaseHold(world, browserHashOf(holdToken), params.id);
  return released.ok ? success({ body: null }) : released;
});
export const fallback = otherwise(getHoldOperation, releaseHoldOperation);
