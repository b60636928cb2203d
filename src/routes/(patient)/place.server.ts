import { error, redirect, type Cookies } from '@sveltejs/kit';
import type { Actor } from '#domain/people.ts';
import { cookieNames } from '#features/accounts/cookies.ts';
import { holdsErrand } from '#features/accounts/sealed-cookie.server.ts';
import { findOwnAppointment } from '#features/booking/own-appointment.server.ts';
import type { OwnAppointment } from '#features/booking/own-appointment.ts';
import { findAppointmentOfLink } from '#features/room/links.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import type { ShownPlace } from './place.ts';

/** A place as the server knows it: with for whom it acts. */
export interface Place extends ShownPlace {
  actor: Actor;
}

export interface PlaceEvent {
  params: Partial<Record<string, string>>;
  locals: App.Locals;
  cookies: Cookies;
  url: URL;
}

/** `/citas/[id]`: whoever is signed in, and nobody else's appointments. */
export async function ownPlace({ params, locals, url }: PlaceEvent): Promise<Place> {
  const { world, actor, locale } = locals;
  if (!('accountId' in actor)) redirect(303, signInFor(url));
  const owner: Actor = { kind: 'patient', accountId: actor.accountId };
  const appointment = await findOwnAppointment(world, owner, params['id'] ?? '', locale);
  if (!appointment) error(404);
  const base = localizeHref(`/citas/${appointment.id}`, { locale });
  return {
    appointment,
    actor: owner,
    proved: true,
    base,
    card: `${base}/tarjeta`,
    receipts: `${base}/recibos`,
    documents: `${base}/documentos`,
    review: `${base}/opinion`,
    calendar: `${base}/calendario`,
    earlier: `${base}/antes`,
  };
}

/** `/e/[token]/…`: whoever holds the patient's link; a link that leads nowhere explains itself on its own page. */
export async function linkPlace({ params, locals, cookies }: PlaceEvent): Promise<Place> {
  const { world, actor, locale, browserHash } = locals;
  const token = params['token'] ?? '';
  const home = localizeHref(`/e/${token}`, { locale });
  const link = await findAppointmentOfLink(world, token);
  if (link?.role !== 'patient') redirect(303, home);
  const { appointmentId } = link;
  const guest: Actor = { kind: 'guest', appointmentId };
  const owner: Actor | null = 'accountId' in actor ? { kind: 'patient', accountId: actor.accountId } : null;
  const owned = owner && (await findOwnAppointment(world, owner, appointmentId, locale));
  const appointment = owned ?? (await findOwnAppointment(world, guest, appointmentId, locale));
  if (!appointment) redirect(303, home);
  const change = cookies.get(cookieNames(world.settings.publicOrigin).change);
  const proved = Boolean(owned) || holdsErrand(world, 'change', change, appointmentId, browserHash);
  return {
    appointment: proved ? appointment : withoutNames(appointment),
    actor: owned && owner ? owner : guest,
    proved,
    base: `${home}/cita`,
    card: `${home}/tarjeta`,
    receipts: `${home}/recibos`,
    documents: `${home}/documentos`,
    review: `${home}/opinion`,
    calendar: `${home}/calendario`,
    earlier: `${home}/antes`,
  };
}

/** A link alone shows no name and no specialty (V2). */
function withoutNames(appointment: OwnAppointment): OwnAppointment {
  return {
    ...appointment,
    service: '',
    patientName: '',
    videoMessage: '',
    otherPayment: '',
    place: null,
    specialist: { ...appointment.specialist, name: '', slug: '', portrait: '' },
  };
}

function signInFor(url: URL): string {
  return `${localizeHref('/entrar')}?volver=${encodeURIComponent(url.pathname)}`;
}
