import { fail } from '@sveltejs/kit';
import { cancelAppointment, costOfCancelling, slotsToMoveTo } from '#features/booking/change.server.ts';
import { askForCardAgain } from '#features/booking/practice.server.ts';
import { moveInAgenda, undoMove } from '#features/booking/practice/agenda-move.server.ts';
import { cancelSeries, listComingOfSeries } from '#features/booking/practice/series.server.ts';
import { waitingAppointments } from '#features/booking/waiting/practice-list.server.ts';
import { readFilter } from '#features/schedule/agenda-filter.ts';
import { isDay } from '#domain/time.ts';
import type { Locale } from '#domain/people.ts';
import { dayName } from '#features/schedule/pages/agenda-words.ts';
import { readAddress, readAgendaPage } from '#features/schedule/pages/agenda-page.server.ts';
import { chosenInstant, givenBackWords, readAppointmentCard, slotChoices } from '#features/schedule/pages/appointment-card.server.ts';
import { markOutcome } from '#features/schedule/commands.server.ts';
import { appointmentForm, cancelForm, cancelSeriesForm, moveForm, outcomeForm, undoForm } from '#features/schedule/schema.ts';
import { may } from '#domain/permissions.ts';
import { countDocuments } from '#features/records/documents/read.server.ts';
import { listMessagesOf } from '#features/messages/queries.server.ts';
import { messageLines } from '#features/schedule/pages/message-lines.server.ts';
import { readNewAppointment } from '#features/schedule/pages/new-appointment.server.ts';
import { readMoneyPanel } from '#features/payments/pages/money-panel.server.ts';
import { pressGiveBack, pressTake } from '../money.server.ts';
import { nextFreeHours } from '../free-hours.server.ts';
import { pressNewAppointment } from '../new-appointment.server.ts';
import { packageWords } from '../package-words.server.ts';
import { practiceDoor } from '../practice.server.ts';
import { readForm, statusOf } from '../../forms.server.ts';
import type { Actions, PageServerLoad } from './$types';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const daysToMoveInto = 21;

export const load: PageServerLoad = async (event) => {
  event.depends('agenda:live');
  const { actor, practice, practices } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const id = event.url.searchParams.get('cita') ?? '';
  const panel = event.url.searchParams.get('panel');
  const agenda = await readAgendaPage(world, actor, practice, readAddress(event.url), locale, practices);
  const card = uuid.test(id) ? await readAppointmentCard(world, actor, practice, id, locale) : null;
  const cost = card && panel === 'cancelar' ? await costOfCancelling(world, actor, card.id) : null;
  // '2026-11-26T09:20': the day and the hour that were pressed.
  const [newDay, newHour = ''] = event.url.searchParams.get('nueva')?.split('T') ?? [];
  const asked = new URLSearchParams({ dia: newDay ?? '', hora: newHour, minutos: event.url.searchParams.get('minutos') ?? '' });
  const newAppointment = newDay === undefined ? null : await readNewAppointment(world, actor, practice, asked, locale);
  const serviceIds = newAppointment?.services.map((one) => one.id) ?? [];
  return {
    agenda,
    filter: readFilter(event.url.searchParams.get('ver')),
    newAppointment,
    free: newAppointment ? await nextFreeHours(world, practice, { serviceIds, day: newAppointment.day, locale }) : {},
    packageWords: await packageWords(world, actor, practice.id, locale),
    card,
    // An assistant keeps the agenda and not the record.
    record: card && may(actor, 'keep-notes') ? await countDocuments(world, actor, card.id) : null,
    cardWaits: card !== null && (await waitingAppointments(world, actor, practice.id)).appointmentIds.includes(card.id),
    justBooked: card !== null && event.url.searchParams.get('hecho') === 'nueva',
    justSeries: card !== null && event.url.searchParams.get('hecho') === 'serie' ? bookedSeries(event.url.searchParams, locale) : null,
    money: card ? await readMoneyPanel(world, actor, card.id, locale) : null,
    unsuitableAsked: panel === 'noapta' && card?.mayMarkUnsuitable === true,
    moneyAsked: panel === 'cobro' ? ('take' as const) : panel === 'devolucion' ? ('give-back' as const) : null,
    seriesLeft: card ? (await listComingOfSeries(world, actor, card.id)).length : 0,
    cardMissing: id !== '' && card === null,
    messages: card ? messageLines(await listMessagesOf(world, actor, card.id, locale), card.zone, world.clock.now(), locale) : [],
    choices:
      card && panel === 'mover' ? slotChoices(await slotsToMoveTo(world, actor, card.id, daysToMoveInto), card, locale) : null,
    cost: card && cost ? { keepCents: cost.keepCents, givenBack: givenBackWords(card, cost.giveBackCents, locale) } : null,
  };
};

/** What the booking of a series came to, as its redirect tells it: how many, and the dates that somebody took meanwhile. */
function bookedSeries(query: URLSearchParams, locale: Locale): { count: number; lost: string } {
  const lost = (query.get('perdidas') ?? '').split(',').filter((one) => isDay(one.slice(0, 10)));
  return {
    count: Math.min(12, Number(query.get('citas')) || 0),
    lost: lost.map((one) => `${dayName(one.slice(0, 10), locale)} ${one.slice(11, 16)}`).join(', '),
  };
}

export const actions: Actions = {
  reservar: pressNewAppointment,
  cobrar: pressTake,
  devolver: pressGiveBack,
  mover: async (event) => {
    const { actor, practice } = await practiceDoor(event);
    const typed = await readForm(event.request);
    const parsed = moveForm.safeParse(typed);
    if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const, values: typed });
    const { cita, minutos, desde, igual } = parsed.data;
    const instant = chosenInstant(parsed.data, practice.zone);
    if (!instant.ok) return fail(400, { refusal: instant.kind, fields: instant.fields ?? {}, values: typed });
    const moved = await moveInAgenda(event.locals.world, actor, {
      appointmentId: cita,
      startsAt: instant.value,
      minutes: minutos === '' ? null : minutos,
      from: desde === '' ? null : new Date(desde),
      evenSo: igual === 'si',
    });
    if (!moved.ok) {
      const warnings = 'warnings' in moved ? (moved.warnings ?? []) : [];
      return fail(statusOf(moved.kind), { refusal: moved.kind, warnings, values: typed });
    }
    return { done: 'moved' as const, moveId: moved.value.moveId, told: moved.value.told };
  },
  deshacer: async (event) => {
    const { actor } = await practiceDoor(event);
    const parsed = undoForm.safeParse(await readForm(event.request));
    if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const });
    const undone = await undoMove(event.locals.world, actor, parsed.data.cambio);
    if (!undone.ok) return fail(statusOf(undone.kind), { refusal: undone.kind });
    return { done: 'undone' as const };
  },
  cancelar: async (event) => {
    const { actor } = await practiceDoor(event);
    const parsed = cancelForm.safeParse(await readForm(event.request));
    if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const });
    const input = { appointmentId: parsed.data.cita, expectedCostCents: parsed.data.coste };
    const cancelled = await cancelAppointment(event.locals.world, actor, input);
    if (!cancelled.ok) return fail(statusOf(cancelled.kind), { refusal: cancelled.kind });
    return { done: 'cancelled' as const };
  },
  cancelarserie: async (event) => {
    const { actor } = await practiceDoor(event);
    const parsed = cancelSeriesForm.safeParse(await readForm(event.request));
    if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const });
    const cancelled = await cancelSeries(event.locals.world, actor, parsed.data.cita);
    if (!cancelled.ok) return fail(statusOf(cancelled.kind), { refusal: cancelled.kind });
    return { done: 'series-cancelled' as const };
  },
  resultado: async (event) => {
    const { actor } = await practiceDoor(event);
    const parsed = outcomeForm.safeParse(await readForm(event.request));
    if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const });
    const marked = await markOutcome(event.locals.world, actor, parsed.data);
    if (!marked.ok) return fail(statusOf(marked.kind), { refusal: marked.kind });
    return { done: parsed.data.resultado === 'unsuitable' ? ('unsuitable' as const) : ('marked' as const) };
  },
  tarjeta: async (event) => {
    const { actor } = await practiceDoor(event);
    const parsed = appointmentForm.safeParse(await readForm(event.request));
    if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const });
    const asked = await askForCardAgain(event.locals.world, actor, parsed.data.cita);
    if (!asked.ok) return fail(statusOf(asked.kind), { refusal: asked.kind });
    return { done: 'asked' as const };
  },
};
