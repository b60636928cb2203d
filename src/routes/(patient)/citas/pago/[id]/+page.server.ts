import { redirect } from '@sveltejs/kit';
import { cookieNames } from '#features/accounts/cookies.ts';
import { holdsErrand } from '#features/accounts/sealed-cookie.server.ts';
import { patientLinkPath } from '#features/booking/links.server.ts';
import { findOwnAppointment } from '#features/booking/own-appointment.server.ts';
import { settleCheckoutsOf } from '#features/payments/settle.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import type { PageServerLoad } from './$types';

/**
 * Back from the card page: asks the provider how it went and goes on to the appointment. A browser that did not leave
 * from here is told nothing about anybody (V2).
 */
export const load: PageServerLoad = async ({ params, locals, cookies }) => {
  const { world, actor, locale, browserHash } = locals;
  const { id } = params;
  const owner = 'accountId' in actor ? ({ kind: 'patient', accountId: actor.accountId } as const) : null;
  const owned = owner && (await findOwnAppointment(world, owner, id, locale));
  const left = holdsErrand(world, 'card', cookies.get(cookieNames(world.settings.publicOrigin).card), id, browserHash);
  if (!owned && !left) return { answered: true };

  let settled: Awaited<ReturnType<typeof settleCheckoutsOf>>;
  try {
    settled = await settleCheckoutsOf(world, id);
  } catch (error) {
    world.log.warn(
      { appointmentId: id, error: error instanceof Error ? error.name : 'unknown' },
      'card page not settled on return',
    );
    return { answered: false };
  }
  const told = settled === 'open' || settled === 'expired' || settled === 'unknown' ? 'sin-tarjeta' : 'tarjeta';
  if (owned) redirect(303, localizeHref(`/citas/${id}?hecho=${told}`, { locale }));
  redirect(303, localizeHref(`${await patientLinkPath(world, id)}/cita?hecho=${told}`, { locale }));
};
