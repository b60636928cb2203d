import { refuse, success } from '#domain/result.ts';
import { browserHashOf } from '#features/api/call.server.ts';
import { extendHoldOperation as operation } from '#features/api/operations/booking.server.ts';
import { extendHeldSlot } from '#features/booking/hold.server.ts';
import { readBooking } from '../../../booking.server.ts';
import { answer, otherwise } from '../../../../door.server.ts';

export const POST = answer(operation, async ({ world, holdToken, params, locale }) => {
  const extended = await extendHeldSlot(world, browserHashOf(holdToken), params.id);
  if (!extended.ok) return extended;
  const booking = await readBooking(world, holdToken, params.id, locale);
  return booking ? success({ body: booking }) : refuse('not-found');
});
export const fallback = otherwise(operation);
