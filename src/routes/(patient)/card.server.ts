import { fail, redirect, type Cookies } from '@sveltejs/kit';
import { cookieNames } from '#features/accounts/cookies.ts';
import { sealErrand } from '#features/accounts/sealed-cookie.server.ts';
import { findOpenCheckout, openCheckoutFor } from '#features/payments/checkout.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { shown } from './change.server.ts';
import type { Place, PlaceEvent } from './place.server.ts';

type PlaceOf = (event: PlaceEvent) => Promise<Place>;

/** The terms before anybody leaves for the card page (Y2); an appointment that needs no card shows itself. */
export async function loadCard(place: Place) {
  if (!place.appointment.cardWanted) redirect(303, place.base);
  return { place: shown(place) };
}

/** The page of ours between the terms and the provider's: its plain link is what leads away (CSP form-action). */
export async function loadCardPage(place: Place, { world, locale }: App.Locals) {
  const page = place.appointment.cardWanted
    ? await findOpenCheckout(world, place.actor, checkoutOf(place, world.settings.publicOrigin, locale))
    : null;
  if (!page) redirect(303, place.appointment.cardWanted ? place.card : place.base);
  return { place: shown(place), url: page.url };
}

export function cardActions(placeOf: PlaceOf) {
  return {
    default: async (event: PlaceEvent & { request: Request; cookies: Cookies }) => {
      const { world, browserHash, locale } = event.locals;
      const place = await placeOf(event);
      const { publicOrigin } = world.settings;
      const opened = await openCheckoutFor(world, place.actor, checkoutOf(place, publicOrigin, locale));
      if (!opened.ok) return fail(409, { problem: refusalText(opened.kind) });
      if (opened.value.next === 'done') redirect(303, `${place.base}?hecho=tarjeta`);
      const cookie = sealErrand(world, 'card', place.appointment.id, browserHash);
      const secure = publicOrigin.startsWith('https:');
      event.cookies.set(cookieNames(publicOrigin).card, cookie.value, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure,
        maxAge: cookie.maxAgeSeconds,
      });
      redirect(303, `${place.card}/pagina`);
    },
  };
}

/** The provider is told an address without the link's token: it would open the appointment (V1). */
function checkoutOf(place: Place, publicOrigin: string, locale: App.Locals['locale']) {
  const back = `${publicOrigin}${localizeHref(`/citas/pago/${place.appointment.id}`, { locale })}`;
  return { appointmentId: place.appointment.id, successUrl: back, cancelUrl: back };
}
