import { error, redirect } from '@sveltejs/kit';
import { findHeldBooking, type HeldBooking } from '#features/booking/queries.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';

/** The booking of the address for the browser that began it; anybody else learns nothing (B3). */
export async function heldBooking(id: string, { world, browserHash, locale }: App.Locals): Promise<HeldBooking> {
  const held = await findHeldBooking(world, browserHash, id, locale);
  if (!held) error(404, 'not-found');
  return held;
}

/** Addresses of a booking's pages. */
export function bookingPaths(id: string, locale: App.Locals['locale']) {
  const step = localizeHref(`/reservar/${id}`, { locale });
  return { step, done: `${step}/hecho`, card: `${step}/pago` };
}

export function goToStep(id: string, locale: App.Locals['locale'], query = ''): never {
  redirect(303, `${bookingPaths(id, locale).step}${query}`);
}

/** Where the card page sends people back to; either way the provider is asked how the card stands. */
export function cardReturn(id: string, { world, locale }: App.Locals) {
  const { step } = bookingPaths(id, locale);
  const { publicOrigin } = world.settings;
  return { appointmentId: id, successUrl: `${publicOrigin}${step}?pago=listo`, cancelUrl: `${publicOrigin}${step}?pago=atras` };
}
