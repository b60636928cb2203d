import { error, fail, redirect } from '@sveltejs/kit';
import { readInstant } from '#domain/time.ts';
import { needsSecondFactor } from '#domain/second-factor.ts';
import { proveBooking, readBookingCode, sendBookingCode } from '#features/accounts/codes/booking-code.server.ts';
import { confirmHold } from '#features/booking/confirm.server.ts';
import { changeHeldContact, releaseHold, reviveHold } from '#features/booking/held.server.ts';
import { extendHeldSlot } from '#features/booking/hold.server.ts';
import { otherHours } from '#features/booking/queries.server.ts';
import { openCheckoutFor } from '#features/payments/checkout.server.ts';
import { listPayments } from '#features/payments/queries.server.ts';
import { settleCheckoutsOf } from '#features/payments/settle.server.ts';
import { codeWords } from '#texts/code-words.ts';
import { m } from '#texts/compiled/messages.js';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { isAway } from '../../../away.ts';
import { ServerOnly } from '../../../server-only.ts';
import { fieldWords } from '../../field-words.ts';
import { keepCookie } from '../../../signed-in.ts';
import { codeNotice, noticeWords } from '../../code-notice.ts';
import { bookingPaths, cardReturn, goToStep, heldBooking } from '../../held.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** A booking on its way: code, card, booked; or its hour has run out (B3, B4). */
export const load: PageServerLoad = async (event) => {
  const { params, locals, url } = event;
  const { world, locale, browserHash } = locals;
  const { id } = params;
  let held = await heldBooking(id, locals);
  const back = url.searchParams.has('pago') && (held.step === 'card' || held.step === 'expired') ? await settled(id, locals) : null;
  if (back === 'done') held = await heldBooking(id, locals);
  if (held.step === 'booked') redirect(303, bookingPaths(id, locale).done);
  if (held.step === 'over') redirect(303, localizeHref(`/especialistas/${held.summary.specialist.slug}`, { locale }));

  const payments = held.step === 'card' || held.step === 'expired' ? await listPayments(world, { kind: 'guest', appointmentId: id }, id) : [];
  const { summary, zone } = held;
  const shown = {
    id,
    step: held.step,
    summary,
    contact: held.contact,
    hold: held.hold,
    zone,
    code: held.step === 'code' ? await readBookingCode(world, { appointmentId: id, browserHash }) : null,
    other:
      held.step === 'expired'
        ? await otherHours(world, { serviceId: summary.serviceId, startsAt: new Date(summary.startsAt), zone, locale, allDays: url.searchParams.get('dias') === 'todos' })
        : null,
    changing: url.searchParams.get('paso') === 'contacto',
    notice: noticeWords(url.searchParams.get('aviso')),
    refused: back === 'failed' || payments.at(-1)?.status === 'failed',
    waiting: back === 'waiting' && url.searchParams.get('pago') === 'listo',
    /** Paid after the hour was gone: it goes back by itself (B4). */
    paidInVain: held.step === 'expired' && payments.some((payment) => payment.kind === 'charge' && (payment.status === 'done' || payment.status === 'refunded')),
  };
  return { page: new ServerOnly(shown, event) };
};

async function settled(id: string, { world }: App.Locals): Promise<'done' | 'failed' | 'waiting' | 'left'> {
  try {
    const answer = await settleCheckoutsOf(world, id);
    if (answer === 'done' || answer === 'failed') return answer;
    return answer === 'open' ? 'waiting' : 'left';
  } catch (problem) {
    world.log.warn({ appointmentId: id, error: problem instanceof Error ? problem.name : 'unknown' }, 'card page not settled on return');
    return 'waiting';
  }
}

export const actions: Actions = {
  codigo: async (event) => {
    const code = String((await event.request.formData()).get('codigo') ?? '').slice(0, 40).replace(/\D/g, '');
    try {
      return await typeCode(event, code);
    } catch (problem) {
      if (!isAway(problem)) throw problem;
      return fail(503, { problem: m.booking_busy({}, { locale: event.locals.locale }), again: code });
    }
  },
  confirmar: async (event) => {
    await heldBooking(event.params.id, event.locals);
    return confirm(event);
  },
  otro: async ({ params: { id }, locals, request }) => {
    const { world, locale, browserHash } = locals;
    await heldBooking(id, locals);
    const channel = (await request.formData()).get('canal') === 'email' ? 'email' : 'sms';
    const sent = await sendBookingCode(world, { appointmentId: id, browserHash, channel, once: false, from: locals.address, locale });
    if (!sent.ok) return fail(429, { problem: refusalText(sent.kind) });
    goToStep(id, locale, codeNotice(sent));
  },
  contacto: async ({ params: { id }, locals, request }) => {
    const { world, locale, browserHash } = locals;
    await heldBooking(id, locals);
    const data = await request.formData();
    const typed = { mobile: String(data.get('movil') ?? '').slice(0, 60), email: String(data.get('correo') ?? '').slice(0, 300) };
    const changed = await changeHeldContact(world, browserHash, { appointmentId: id, movil: typed.mobile, correo: typed.email });
    if (!changed.ok && changed.kind === 'invalid-input') return fail(400, { contactProblems: fieldWords(changed.fields), contact: typed });
    if (!changed.ok && changed.kind === 'not-found') error(404, 'not-found');
    if (!changed.ok) goToStep(id, locale);
    const sent = await sendBookingCode(world, { appointmentId: id, browserHash, channel: null, once: false, from: locals.address, locale });
    goToStep(id, locale, codeNotice(sent));
  },
  ampliar: async ({ params: { id }, locals }) => {
    await heldBooking(id, locals);
    const extended = await extendHeldSlot(locals.world, locals.browserHash, id);
    if (!extended.ok && extended.kind === 'not-found') error(404, 'not-found');
    goToStep(id, locals.locale);
  },
  soltar: async ({ params: { id }, locals }) => {
    const held = await heldBooking(id, locals);
    await releaseHold(locals.world, locals.browserHash, id);
    redirect(303, localizeHref(`/especialistas/${held.summary.specialist.slug}?servicio=${held.summary.serviceId}`, { locale: locals.locale }));
  },
  recuperar: async (event) => {
    const { world, locale, browserHash } = event.locals;
    const { id } = event.params;
    await heldBooking(id, event.locals);
    const typed = (await event.request.formData()).get('inicio');
    const revived = await reviveHold(world, browserHash, { appointmentId: id, startsAt: typed ? (readInstant(String(typed)) ?? new Date(Number.NaN)) : null });
    if (!revived.ok && revived.kind === 'not-found') error(404, 'not-found');
    if (!revived.ok) return fail(409, { problem: refusalText(revived.kind) });
    const held = await heldBooking(id, event.locals);
    if (held.step === 'code') {
      const sent = await sendBookingCode(world, { appointmentId: id, browserHash, channel: null, once: true, from: event.locals.address, locale });
      goToStep(id, locale, codeNotice(sent));
    }
    return confirm(event);
  },
  /** Opens the card page; the way there is a link on a page of ours (CSP form-action). */
  tarjeta: async ({ params: { id }, locals }) => {
    await heldBooking(id, locals);
    const opened = await openCheckoutFor(locals.world, { kind: 'guest', appointmentId: id }, cardReturn(id, locals));
    if (!opened.ok && opened.kind === 'hold-expired') goToStep(id, locals.locale);
    if (!opened.ok) return fail(409, { problem: refusalText(opened.kind) });
    const paths = bookingPaths(id, locals.locale);
    redirect(303, opened.value.next === 'done' ? `${paths.step}?pago=listo` : paths.card);
  },
};

async function typeCode(event: RequestEvent, code: string) {
  const { params: { id }, locals, request, cookies } = event;
  const { world, browserHash, actor } = locals;
  // The proved contact of a patient is signed in; whoever works here keeps the session they have, or none (A1).
  const deviceFor = (accountId: string) =>
    'accountId' in actor && (actor.accountId === accountId || needsSecondFactor(actor.kind)) ? null : (request.headers.get('user-agent') ?? '');
  const proved = await proveBooking(world, { appointmentId: id, browserHash, code, deviceFor });
  if (proved.ok) {
    if (proved.value.session) keepCookie(cookies, world.settings.publicOrigin, 'session', proved.value.session);
    return confirm(event);
  }
  const held = await heldBooking(id, locals);
  // Pressed twice: the first press has proved it already.
  if (held.step !== 'code') return confirm(event);
  // Proved by a press whose answer was lost: the same code sent again goes on (quality, fault 13).
  if (proved.kind === 'code-expired' && (await confirmHold(world, browserHash, id)).ok) return confirm(event);
  return fail(proved.kind === 'too-many-attempts' ? 429 : 400, { codeProblem: codeWords(proved) });
}

async function confirm({ params: { id }, locals }: RequestEvent) {
  const { world, locale, browserHash } = locals;
  const confirmed = await confirmHold(world, browserHash, id);
  if (confirmed.ok && confirmed.value.next === 'booked') redirect(303, bookingPaths(id, locale).done);
  if (!confirmed.ok && confirmed.kind === 'not-found') error(404, 'not-found');
  goToStep(id, locale);
}
