import { z } from 'zod';
import type { Actor, Locale } from '#domain/people.ts';
import { readCursor, writeCursor } from '#features/api/cursor.server.ts';
import { problemTitle } from '#features/api/problems.server.ts';
import type { Refused } from '#features/fhir/answer.server.ts';
import { idOf, readQuestion, readSpan, rowId, searchParameters, type questions } from '#features/fhir/questions.server.ts';
import type { Resource, ResourceType, Slot } from '#features/fhir/r4.ts';
import { appointment, readSlotId, slot, standingOf } from '#features/fhir/resources.server.ts';
import { findSchedule, searchPublic } from '#features/fhir/search.server.ts';
import { slotsOfService } from '#features/profiles/free-slots.server.ts';
import { findListedAppointment, listAppointments } from '#features/schedule/appointment-list.server.ts';
import { listPractice } from '#features/schedule/queries.server.ts';
import type { World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { loginRefused } from './door.server.ts';

interface Asking {
  world: World;
  actor: Extract<Actor, { kind: 'specialist' | 'assistant' }> | null;
  locale: Locale;
  url: URL;
}
type Asked<Type extends ResourceType> = z.infer<(typeof questions)[Type]>;
type Found = { resources: Resource[]; next: string | null; total?: number } | { refused: Refused };

const day = 86_400_000;
/** Farther than any horizon of booking reaches. */
const mostDays = 400;
const byId = z.string().max(64);
const byStart = z.object({ startsAt: z.iso.datetime(), id: z.uuid() });

/** A search of one type, a page of it. */
export async function findResources(asking: Asking, type: ResourceType, asked: Asked<ResourceType>): Promise<Found> {
  if (type === 'Appointment') return findAppointments(asking, asked as Asked<'Appointment'>);
  if (type === 'Slot') return findSlots(asking, asked as Asked<'Slot'>);
  const { _page: page, ...question } = asked;
  const after = page === undefined ? null : readCursor(byId, question, page);
  if (page !== undefined && after === null) return unreadable(asking, type);
  const found = await searchPublic(asking.world, type, asked as Asked<'Practitioner'>, after);
  return { resources: found.resources, next: found.next && writeCursor(question, found.next) };
}

/** One resource by its id; null where there is none, or it is nobody's business of who asks. */
export async function findResource(asking: Asking, type: ResourceType, id: string): Promise<Resource | { refused: Refused } | null> {
  if (type === 'Appointment') {
    if (!asking.actor) return { refused: loginRefused(problemTitle('token-missing', asking.locale)) };
    const row = rowId(id) && (await findListedAppointment(asking.world, asking.actor, id));
    return row ? appointment(row) : null;
  }
  if (type === 'Slot') {
    const place = readSlotId(id);
    const service = place && (await findSchedule(asking.world, place.serviceId));
    if (!place || !service || place.startsAt < asking.world.clock.now()) return null;
    const slots = await slotsOfService(asking.world, service.id, { from: place.startsAt, days: 1 });
    const is = (one: Date) => one.getTime() === place.startsAt.getTime();
    const status = slots?.free.some(is) ? 'free' : slots?.taken.some(is) ? 'busy' : null;
    return status && slot(service, place.startsAt, status, { origin: asking.world.settings.publicOrigin });
  }
  const asked = readQuestion(type, new URLSearchParams({ _id: id }));
  const found = asked && (await searchPublic(asking.world, type, asked as Asked<'Practitioner'>, null));
  return found?.resources[0] ?? null;
}

/** A search that nobody understands, with what this type can be asked for. */
export function unreadable({ locale }: Pick<Asking, 'locale'>, type: ResourceType): { refused: Refused } {
  const names = [...searchParameters[type].map((one) => one.name), '_id', '_count'].join(', ');
  const words = type === 'Slot' ? m.fhir_unreadable_slot({ names }, { locale }) : m.fhir_unreadable({ type, names }, { locale });
  return { refused: { status: 400, code: 'invalid', words } };
}

/** The slots of a schedule as the pages offer them, those that somebody has as busy; a fortnight where no time is named. */
async function findSlots(asking: Asking, asked: Asked<'Slot'>): Promise<Found> {
  const { world } = asking;
  const { _page: page, ...question } = asked;
  const serviceId = rowId(idOf(asked.schedule));
  const service = serviceId && (await findSchedule(world, serviceId));
  if (!service) return { resources: [], next: null, total: 0 };
  const span = readSpan(asked.start ?? [], service.specialist.zone);
  const wanted = asked.status === undefined ? (['free', 'busy'] as const) : readStatuses(asked.status);
  const skipped = page === undefined ? 0 : readCursor(z.number().int().min(1).max(100_000), question, page);
  if (!span || !wanted || skipped === null) return unreadable(asking, 'Slot');
  const now = world.clock.now();
  const from = span.from && span.from > now ? span.from : now;
  const until = span.until ?? new Date(from.getTime() + 14 * day);
  const days = Math.min(mostDays, Math.ceil((until.getTime() - from.getTime()) / day));
  const known = days > 0 && (asked._id === undefined || readSlotId(asked._id)) ? await slotsOfService(world, service.id, { from, days }) : null;
  const every = ([['free', known?.free ?? []], ['busy', known?.taken ?? []]] as const).flatMap(([status, starts]) =>
    wanted.includes(status) ? starts.filter((start) => start >= from && start < until).map((start) => ({ start, status })) : [],
  ); // prettier-ignore
  const found = every
    .sort((a, b) => a.start.getTime() - b.start.getTime())
    .map(({ start, status }) => slot(service, start, status, { origin: world.settings.publicOrigin }))
    .filter((one) => asked._id === undefined || one.id === asked._id);
  const end = skipped + asked._count;
  return { resources: found.slice(skipped, end), total: found.length, next: end < found.length ? writeCursor(question, end) : null };
}

function readStatuses(text: string): Slot['status'][] | null {
  const named = text.split(',').map((one) => one.slice(one.indexOf('|') + 1));
  const statuses = named.filter((one): one is Slot['status'] => one === 'free' || one === 'busy');
  return statuses.length === named.length ? statuses : null;
}

/** The appointments of the token's practice; each search leaves a row of audit (G2). */
async function findAppointments(asking: Asking, asked: Asked<'Appointment'>): Promise<Found> {
  const { world, actor, locale } = asking;
  if (!actor) return { refused: loginRefused(problemTitle('token-missing', locale)) };
  const practices = await listPractice(world, actor);
  const named = asked.practitioner === undefined ? undefined : idOf(asked.practitioner);
  const practice = named === undefined ? practices[0] : practices.find((one) => one.id === named);
  if (named === undefined && practices.length > 1) return unreadable(asking, 'Appointment');
  if (!practice) return { resources: [], next: null };
  if (asked._id !== undefined) {
    const row = rowId(asked._id) && (await findListedAppointment(world, actor, asked._id));
    return { resources: row ? [appointment(row)] : [], next: null };
  }
  const { _page: page, ...question } = asked;
  const span = readSpan(asked.date ?? [], practice.zone);
  const statuses = asked.status?.split(',').flatMap((one) => standingOf(one.slice(one.indexOf('|') + 1)) ?? []) ?? null;
  if (statuses?.length === 0) return { resources: [], next: null };
  const after = page === undefined ? null : readCursor(byStart, question, page);
  if (!span || (page !== undefined && !after)) return unreadable(asking, 'Appointment');
  const rows = await listAppointments(world, actor, {
    specialistId: practice.id,
    from: span.from,
    until: span.until,
    statuses,
    after: after && { startsAt: new Date(after.startsAt), id: after.id },
    limit: asked._count,
  });
  const shown = rows.slice(0, asked._count);
  const last = rows.length > asked._count ? shown.at(-1) : undefined;
  return { resources: shown.map(appointment), next: last ? writeCursor(question, { startsAt: last.startsAt.toISOString(), id: last.id }) : null };
}
