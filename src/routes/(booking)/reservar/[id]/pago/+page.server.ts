import { redirect } from '@sveltejs/kit';
import { findOpenCheckout } from '#features/payments/checkout.server.ts';
import { bookingPaths, cardReturn, heldBooking } from '../../../held.server.ts';
import type { PageServerLoad } from './$types';

/** Between the terms and the card page: its plain link is what leads away (CSP form-action). */
export const load: PageServerLoad = async ({ params: { id }, locals }) => {
  const held = await heldBooking(id, locals);
  const { step } = bookingPaths(id, locals.locale);
  const open = held.step === 'card' ? await findOpenCheckout(locals.world, { kind: 'guest', appointmentId: id }, cardReturn(id, locals)) : null;
  if (!open) redirect(303, step);
  return { url: open.url, summary: held.summary, hold: held.hold, back: step };
};
