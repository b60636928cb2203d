import { error, fail, redirect } from '@sveltejs/kit';
import { isZone, readInstant } from '#domain/time.ts';
import { sendBookingCode } from '#features/accounts/codes/booking-code.server.ts';
import { findKnownPatient } from '#features/accounts/known-patient.server.ts';
import type { TypedDetails } from '#features/booking/components/typed-details.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { findChosenSlot, findProfileOf, findRunningHold, otherHours } from '#features/booking/queries.server.ts';
import { detailsForm } from '#features/booking/schema.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { fieldWords } from '../field-words.ts';
import type { Actions, PageServerLoad } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The answer to choosing a slot: its terms, and for a video slot the specialist's message, here for the first time
 * (P3, F5). Who holds this very slot already goes on where they were (B4).
 */
export const load: PageServerLoad = async ({ locals, url }) => {
  const { world, actor, locale, browserHash } = locals;
  const serviceId = url.searchParams.get('servicio') ?? '';
  const startsAt = readInstant(url.searchParams.get('inicio') ?? '');
  const zona = url.searchParams.get('zona');
  const zone = zona && isZone(zona) ? zona : null;
  if (serviceId === '') redirect(303, localizeHref('/buscar', { locale }));
  if (!uuid.test(serviceId)) error(404, 'not-found');
  if (!startsAt) {
    const slug = await findProfileOf(world, serviceId);
    if (!slug) error(404, 'not-found');
    redirect(303, localizeHref(`/especialistas/${slug}?servicio=${serviceId}&aviso=hora${zone ? `&zona=${encodeURIComponent(zone)}` : ''}`, { locale }));
  }
  const running = await findRunningHold(world, browserHash, { serviceId, startsAt });
  if (running) redirect(303, localizeHref(`/reservar/${running}`, { locale }));
  const slot = { serviceId, startsAt, zone, locale };
  const found = await findChosenSlot(world, slot);
  if (!found) error(404, 'not-found');
  const known = 'accountId' in actor ? await findKnownPatient(world, actor.accountId) : { name: '', mobile: '', email: '' };
  const typed: TypedDetails = {
    servicio: serviceId,
    inicio: startsAt.toISOString(),
    zona: zone ?? '',
    clave: world.ids.secret(16),
    para: 'me',
    nombre: known.name,
    movil: known.mobile,
    correo: known.email,
    motivo: '',
    acepto: '',
  };
  return { summary: found.summary, standing: found.standing, other: found.standing === 'free' ? null : await otherHours(world, slot), typed, zone };
};

/** What was sent, though it cannot be read as a whole: nothing of it is lost. */
function asTyped(sent: Record<string, FormDataEntryValue>): TypedDetails {
  const text = (name: string) => (typeof sent[name] === 'string' ? sent[name] : '');
  return {
    servicio: text('servicio'),
    inicio: text('inicio'),
    zona: text('zona'),
    clave: text('clave'),
    para: sent['para'] === 'other' ? 'other' : 'me',
    nombre: text('nombre'),
    movil: text('movil'),
    correo: text('correo'),
    motivo: text('motivo'),
    acepto: sent['acepto'] === 'si' ? 'si' : '',
  };
}

export const actions: Actions = {
  default: async ({ request, locals, url }) => {
    const { world, browserHash, locale } = locals;
    const sent = Object.fromEntries(await request.formData());
    const parsed = detailsForm.safeParse(sent);
    if (!parsed.success) {
      const long = parsed.error.issues.filter((issue) => issue.code === 'too_big').map((issue) => [String(issue.path[0]), 'text-too-long'] as const);
      return fail(400, { problem: refusalText('invalid-input'), problems: fieldWords(Object.fromEntries(long)), typed: asTyped(sent) });
    }
    const form = parsed.data;
    const held = await holdSlot(world, { browserHash, locale }, form);
    if (held.ok) {
      const { appointmentId } = held.value;
      const sent = await sendBookingCode(world, { appointmentId, browserHash, channel: null, once: true, locale });
      redirect(303, localizeHref(`/reservar/${appointmentId}${sent.ok ? '' : '?aviso=espera'}`, { locale }));
    }
    const zone = form.zona && isZone(form.zona) ? form.zona : null;
    const slot = { serviceId: form.servicio, startsAt: new Date(form.inicio), zone, locale };
    const typed: TypedDetails = { ...form, zona: form.zona ?? '', clave: form.clave ?? '', acepto: form.acepto ?? '' };
    // The hour of this page's own address is told by `load`, which runs after every answer.
    const ownHour = url.searchParams.get('servicio') === slot.serviceId && readInstant(url.searchParams.get('inicio') ?? '')?.getTime() === slot.startsAt.getTime();
    if (ownHour && held.kind !== 'invalid-input' && held.kind !== 'not-found') return fail(409, { gone: held.kind, typed, summary: null, other: null });
    const summary = (await findChosenSlot(world, slot))?.summary ?? null;
    if (held.kind === 'invalid-input') return fail(400, { problem: refusalText(held.kind), problems: fieldWords(held.fields), typed, summary });
    if (held.kind === 'not-found' || !summary) error(404, 'not-found');
    return fail(409, { gone: held.kind, typed, summary, other: await otherHours(world, slot) });
  },
};
