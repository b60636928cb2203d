import type { Locale } from '#domain/people.ts';
import { readBookingCode } from '#features/accounts/codes/booking-code.server.ts';
import { browserHashOf } from '#features/api/call.server.ts';
import { patientLinkPath } from '#features/booking/links.server.ts';
import { findHeldBooking } from '#features/booking/queries.server.ts';
import { openCheckoutFor } from '#features/payments/checkout.server.ts';
import { settleCheckoutsOf } from '#features/payments/settle.server.ts';
import type { World } from '#ports/world.ts';
import { localizeHref } from '#texts/compiled/runtime.js';

/** A booking as whoever holds its secret sees it; null for every other secret (B3, B4). */
export async function readBooking(world: World, holdToken: string, appointmentId: string, locale: Locale) {
  const browserHash = browserHashOf(holdToken);
  let held = await findHeldBooking(world, browserHash, appointmentId, locale);
  if (held?.step === 'card' && (await cardIsDone(world, appointmentId))) held = await findHeldBooking(world, browserHash, appointmentId, locale);
  if (!held) return null;
  const { summary, hold } = held;
  const code = held.step === 'code' ? await readBookingCode(world, { appointmentId, browserHash }) : null;
  return {
    id: held.id,
    state: held.step,
    hold: hold && { remainingSeconds: Math.floor(hold.remainingMs / 1000), extendable: hold.extendable },
    code: code && { channel: code.channel, sentTo: code.sentTo, otherChannel: code.otherChannel, sent: code.sent },
    appointment: {
      serviceId: summary.serviceId,
      service: summary.service,
      modality: summary.modality,
      startsAt: summary.startsAt,
      durationMinutes: summary.minutes,
      specialist: summary.specialist,
      place: summary.place,
      price: summary.price,
      paying: summary.paying,
      instructions: summary.instructions,
      videoMessage: summary.videoMessage,
    },
    cardUrl: held.step === 'card' ? await cardPage(world, appointmentId, locale) : null,
    patientUrl: held.step === 'booked' ? `${world.settings.publicOrigin}${await patientLinkPath(world, appointmentId)}` : null,
  };
}

/** Asks the provider, so that nobody waits for its call; one that does not answer is asked again by the reconciler (Y5). */
async function cardIsDone(world: World, appointmentId: string): Promise<boolean> {
  try {
    return (await settleCheckoutsOf(world, appointmentId)) === 'done';
  } catch (problem) {
    world.log.warn({ appointmentId, error: problem instanceof Error ? problem.name : 'unknown' }, 'card page not settled on request');
    return false;
  }
}

/** The provider's page where the card is entered; whoever comes back from it lands at the booking's own words (Y5). */
async function cardPage(world: World, appointmentId: string, locale: Locale): Promise<string | null> {
  const back = `${world.settings.publicOrigin}${localizeHref(`/citas/pago/${appointmentId}`, { locale })}`;
  const opened = await openCheckoutFor(world, { kind: 'guest', appointmentId }, { appointmentId, successUrl: back, cancelUrl: back });
  return opened.ok && opened.value.next === 'page' ? opened.value.url : null;
}
