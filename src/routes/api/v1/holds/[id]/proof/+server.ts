import { refuse, success } from '#domain/result.ts';
import { proveBooking } from '#features/accounts/codes/booking-code.server.ts';
import { browserHashOf } from '#features/api/call.server.ts';
import { proveHoldOperation as operation } from '#features/api/operations/booking.server.ts';
import { confirmHold } from '#features/booking/confirm.server.ts';
import { readBooking } from '../../../booking.server.ts';
import { answer, otherwise } from '../../../../door.server.ts';

export const POST = answer(operation, async ({ world, holdToken, params, body, locale }) => {
  const browserHash = browserHashOf(holdToken);
  const before = await readBooking(world, holdToken, params.id, locale);
  if (!before) return refuse('not-found');
  if (before.state === 'expired' || before.state === 'over') return refuse('hold-expired');
  // Sent twice: the first has proved it already.
  if (before.state === 'code') {
    const proved = await proveBooking(world, { appointmentId: params.id, browserHash, code: body.code });
    // Proved by a call whose answer was lost: the same code sent again goes on (fault 13).
    const provedBefore = !proved.ok && proved.kind === 'code-expired' && (await confirmHold(world, browserHash, params.id)).ok;
    if (!proved.ok && !provedBefore) return proved;
  }
  const confirmed = await confirmHold(world, browserHash, params.id);
  if (!confirmed.ok) return confirmed;
  const booking = await readBooking(world, holdToken, params.id, locale);
  return booking ? success({ body: booking }) : refuse('not-found');
});
export const fallback = otherwise(operation);
