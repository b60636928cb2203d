import { refuse, success, type Refusal, type RefusalKind } from '#domain/result.ts';
import { sendBookingCode } from '#features/accounts/codes/booking-code.server.ts';
import { browserHashOf } from '#features/api/call.server.ts';
import { createHoldOperation as operation } from '#features/api/operations/booking.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { detailsForm } from '#features/booking/schema.ts';
import { readBooking } from '../booking.server.ts';
import { answer, otherwise } from '../../door.server.ts';

/** The form of the page names its fields in Spanish. */
const names: Record<string, string> = { servicio: 'serviceId', inicio: 'startsAt', nombre: 'name', movil: 'mobile', correo: 'email', motivo: 'reason', acepto: 'consent', zona: 'zone' };

export const POST = answer(operation, async ({ world, body, locale, address, newHoldToken }) => {
  const form = detailsForm.safeParse({
    servicio: body.serviceId,
    inicio: body.startsAt,
    para: body.forSomebodyElse ? 'other' : 'me',
    nombre: body.name,
    movil: body.mobile,
    correo: body.email,
    motivo: body.reason,
    acepto: 'si',
    ...(body.zone === undefined ? {} : { zona: body.zone }),
    // One press for one secret: a retry after a crash finds the hold it made (quality 57).
    clave: 'api',
  });
  if (!form.success) return refuse('invalid-input');
  const holdToken = newHoldToken();
  const browserHash = browserHashOf(holdToken);
  const held = await holdSlot(world, { browserHash, locale, through: 'api' }, form.data);
  if (!held.ok) return { ...held, ...inEnglish(held) };
  const { appointmentId } = held.value;
  await sendBookingCode(world, { appointmentId, browserHash, channel: null, once: true, from: address, locale });
  const booking = await readBooking(world, holdToken, appointmentId, locale);
  if (!booking) return refuse('not-found');
  return success({ body: { ...booking, holdToken }, location: `/api/v1/holds/${appointmentId}` });
});
export const fallback = otherwise(operation);

function inEnglish({ fields }: Refusal): { fields?: Record<string, RefusalKind> } {
  return fields ? { fields: Object.fromEntries(Object.entries(fields).map(([name, kind]) => [names[name] ?? name, kind])) } : {};
}
