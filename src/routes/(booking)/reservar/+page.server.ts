import { error, fail, redirect } from '@sveltejs/kit';
import { isZone, readInstant } from '#domain/time.ts';
import { isUuid } from '#domain/typed.ts';
import { sendBookingCode } from '#features/accounts/codes/booking-code.server.ts';
import { findKnownPatient } from '#features/accounts/known-patient.server.ts';
import { listOwnPeople } from '#features/accounts/people/own-people.server.ts';
import type { TypedDetails } from '#features/booking/components/typed-details.ts';
import { isUnfit, takeSlot } from '#features/booking/hold.server.ts';
import { findChosenSlot, findProfileOf, findOwnBooking, otherHours, shareHoursInstead } from '#features/booking/queries.server.ts';
import { detailsForm } from '#features/booking/schema.ts';
import { m } from '#texts/compiled/messages.js';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { codeNotice } from '../code-notice.ts';
import { isAway } from '../../away.ts';
import { ServerOnly } from '../../server-only.ts';
import { fieldWords } from '../field-words.ts';
import type { Actions, PageServerLoad } from './$types';

/**
 * The answer to choosing a slot: its terms, and for a video slot the specialist's message, here for the first time
 * (P3, F5). Who holds this very slot already goes on where they were (B4), who has booked it sees that.
 */
export const load: PageServerLoad = async (event) => {
  const { url } = event;
  const { world, locale, browserHash, newBrowser, asked } = event.locals;
  const serviceId = url.searchParams.get('servicio') ?? '';
  const startsAt = asked?.startsAt ?? readInstant(url.searchParams.get('inicio') ?? '');
  const zona = url.searchParams.get('zona');
  const zone = zona && isZone(zona) ? zona : null;
  if (serviceId === '') redirect(303, localizeHref('/buscar', { locale }));
  if (!isUuid(serviceId)) error(404, 'not-found');
  if (!startsAt) {
    const slug = await findProfileOf(world, serviceId);
    if (!slug) error(404, 'not-found');
    redirect(303, localizeHref(`/especialistas/${slug}?servicio=${serviceId}&aviso=hora${zone ? `&zona=${encodeURIComponent(zone)}` : ''}`, { locale }));
  }
  // A browser that was never here before holds nothing.
  const running = asked || newBrowser ? null : await findOwnBooking(world, browserHash, { serviceId, startsAt });
  if (running) redirect(303, localizeHref(`/reservar/${running}`, { locale }));
  const slot = { serviceId, startsAt, zone, locale };
  const allDays = asked?.allDays ?? url.searchParams.get('dias') === 'todos';
  if (asked?.lost) {
    const instead = await shareHoursInstead(world, { ...slot, allDays });
    if (!instead) error(404, 'not-found');
    return { page: new ServerOnly({ ...instead, closed: false, standing: 'taken' as const, typed: null, people: [], zone }, event) };
  }
  const found = await findChosenSlot(world, slot);
  if (!found) error(404, 'not-found');
  const other = found.standing === 'free' ? null : await otherHours(world, { ...slot, allDays });
  const persona = url.searchParams.get('persona');
  const typed = await freshDetails(event.locals, slot, persona && isUuid(persona) ? persona : null);
  const people = await ownPeople(event.locals, url, typed.nombre);
  const closed = !(await world.switches.isOn('bookings'));
  return { page: new ServerOnly({ closed, summary: found.summary, standing: found.standing, other, typed, people, zone }, event) };
};

/** The form as somebody finds it: what is known of them is written already. */
async function freshDetails({ world, actor }: App.Locals, slot: { serviceId: string; startsAt: Date; zone: string | null }, personId: string | null): Promise<TypedDetails> {
  const known = 'accountId' in actor ? await findKnownPatient(world, actor.accountId, personId) : { name: '', mobile: '', email: '', self: true };
  return {
    servicio: slot.serviceId,
    inicio: slot.startsAt.toISOString(),
    zona: slot.zone ?? '',
    clave: world.ids.secret(16),
    para: known.self ? 'me' : 'other',
    nombre: known.name,
    movil: known.mobile,
    correo: known.email,
    motivo: '',
    acepto: '',
  };
}

/** Whom an account books for, each a link to this form with their name in it; none where there is nobody to choose from (A2). */
async function ownPeople({ world, actor }: App.Locals, url: URL, chosen: string) {
  const people = 'accountId' in actor ? await listOwnPeople(world, actor.accountId) : [];
  return people.length < 2 ? [] : people.map(({ id, name }) => ({ id, name, current: name === chosen, href: `${url.pathname}?${withPerson(url, id)}` }));
}

function withPerson(url: URL, id: string): URLSearchParams {
  const query = new URLSearchParams(url.search);
  query.set('persona', id);
  return query;
}

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
  default: async (event) => {
    const { dias, ...sent } = Object.fromEntries(await event.request.formData());
    const typed = asTyped(sent);
    try {
      return await sendDetails(event.locals, { dias, sent, typed });
    } catch (problem) {
      if (!isAway(problem)) throw problem;
      // The key of the form is sent again with it, so that whatever was written down meanwhile is gone on with (quality 57).
      const startsAt = readInstant(typed.inicio);
      if (startsAt) event.locals.asked = { startsAt, lost: false, allDays: false };
      return fail(503, { problem: m.booking_busy({}, { locale: event.locals.locale }), again: true, typed });
    }
  },
};

async function sendDetails(locals: App.Locals, { dias, sent, typed }: { dias: unknown; sent: Record<string, unknown>; typed: TypedDetails }) {
  const { world, browserHash, address: from, locale } = locals;
  const startsAt = readInstant(typed.inicio);
  // Wants to see every day, with all that was typed: nothing is booked.
  if (dias === 'todos' && startsAt) {
    locals.asked = { startsAt, lost: true, allDays: true };
    return fail(409, { gone: 'slot-taken' as const, typed });
  }
  const parsed = detailsForm.safeParse(sent);
  if (!parsed.success) {
    const long = parsed.error.issues.filter((issue) => issue.code === 'too_big').map((issue) => [String(issue.path[0]), 'text-too-long'] as const);
    return fail(400, { problem: refusalText('invalid-input'), problems: fieldWords(Object.fromEntries(long)), typed });
  }
  const form = parsed.data;
  const held = await takeSlot(world, { browserHash, locale }, form);
  if (held.ok) {
    const { appointmentId } = held.value;
    const code = await sendBookingCode(world, { appointmentId, browserHash, channel: null, once: true, from, locale });
    redirect(303, localizeHref(`/reservar/${appointmentId}${codeNotice(code)}`, { locale }));
  }
  if (held.kind === 'not-found' || !startsAt) error(404, 'not-found');
  // The hour of the form may be another than that of the page's address: chosen instead of one that was gone.
  locals.asked = { startsAt, lost: isUnfit(held.kind), allDays: false };
  if (isUnfit(held.kind)) return fail(409, { gone: held.kind, typed });
  return fail(400, { problem: refusalText(held.kind), problems: fieldWords('fields' in held ? held.fields : {}), typed });
}
