import type { World } from '#ports/world.ts';
import { findPlaces, findServices, findSpecialists, type KnownService } from './directory.server.ts';
import { idOf, rowId, type questions } from './questions.server.ts';
import type { z } from 'zod';
import type { Resource } from './r4.ts';
import { healthcareService, placeLocation, practitioner, practitionerRole, schedule, videoLocation } from './resources.server.ts';
import { specialtyByCode } from './specialty-codes.ts';

type Reader = Pick<World, 'as' | 'clock'>;
type Asked<Type extends keyof typeof questions> = z.infer<(typeof questions)[Type]>;
const visitor = { kind: 'visitor' } as const;
const manyServices = 200;

/** A page of resources and, where there are more, the id after which the next page begins. */
export interface Found {
  resources: Resource[];
  next: string | null;
}
const nothing: Found = { resources: [], next: null };
const videoPrefix = 'video-';

/** The public types by their questions. Every id that is no row's finds nothing; nobody is told why. */
export async function searchPublic<Type extends 'Practitioner' | 'PractitionerRole' | 'HealthcareService' | 'Location' | 'Schedule'>(
  world: Reader,
  type: Type,
  asked: Asked<Type>,
  after: string | null,
): Promise<Found> {
  const limit = asked._count;
  switch (type) {
    case 'Practitioner':
    case 'PractitionerRole':
      return specialists(world, type, asked as Asked<'Practitioner'> & Asked<'PractitionerRole'>, { after, limit });
    case 'Location':
      return locations(world, asked as Asked<'Location'>, { after, limit });
    default:
      return services(world, type as 'HealthcareService' | 'Schedule', asked as Asked<'HealthcareService'> & Asked<'Schedule'>, { after, limit });
  }
}

interface Paging {
  after: string | null;
  limit: number;
}

async function specialists(world: Reader, type: 'Practitioner' | 'PractitionerRole', asked: Asked<'Practitioner'> & Asked<'PractitionerRole'>, paging: Paging): Promise<Found> {
  const ids = [asked._id, asked.practitioner && idOf(asked.practitioner)].filter((one) => one !== undefined);
  if (ids.some((one) => !rowId(one)) || new Set(ids).size > 1) return nothing;
  return world.as(visitor, async (tx) => {
    const rows = await findSpecialists(tx, { id: ids[0], name: asked.name, licence: tokenCode(asked.identifier), specialty: specialtyAsked(asked.specialty) }, paging);
    const page = rows.slice(0, paging.limit);
    const resources: Resource[] = [];
    for (const row of page) {
      const own = type === 'Practitioner' ? [] : await findServices(tx, { specialist: row.id }, { after: null, limit: manyServices });
      resources.push(type === 'Practitioner' ? practitioner(row) : practitionerRole(row, own));
    }
    return { resources, next: rows.length > paging.limit ? (page.at(-1)?.id ?? null) : null };
  });
}

async function locations(world: Reader, asked: Asked<'Location'>, paging: Paging): Promise<Found> {
  const { _id: id } = asked;
  return world.as(visitor, async (tx) => {
    if (id?.startsWith(videoPrefix)) {
      const specialist = rowId(id.slice(videoPrefix.length));
      const [service] = specialist ? (await findServices(tx, { specialist }, { after: null, limit: manyServices })).filter((one) => one.modality === 'video') : [];
      return service ? { resources: [videoLocation(service.specialist)], next: null } : nothing;
    }
    if (id !== undefined && !rowId(id)) return nothing;
    const rows = await findPlaces(tx, { id, city: asked['address-city'], name: asked.name }, paging);
    const page = rows.slice(0, paging.limit);
    return { resources: page.map(placeLocation), next: rows.length > paging.limit ? (page.at(-1)?.id ?? null) : null };
  });
}

async function services(world: Reader, type: 'HealthcareService' | 'Schedule', asked: Asked<'HealthcareService'> & Asked<'Schedule'>, paging: Paging): Promise<Found> {
  const actor = asked.actor ?? (asked.location && `Location/${idOf(asked.location)}`);
  const [of, named] = actor === undefined ? [null, null] : actor.includes('/') ? [actor.slice(0, actor.indexOf('/')), idOf(actor)] : ['Practitioner', actor];
  const video = of === 'Location' && named?.startsWith(videoPrefix) === true;
  const actorId = named === null ? null : rowId(video ? named.slice(videoPrefix.length) : named);
  if ((asked._id !== undefined && !rowId(asked._id)) || (named !== null && !actorId)) return nothing;
  const ids = [asked._id, of === 'HealthcareService' ? actorId : null].filter((one) => one !== undefined && one !== null);
  if (new Set(ids).size > 1) return nothing;
  const question = {
    id: ids[0],
    ...(actorId && (of === 'Practitioner' || of === 'PractitionerRole' || video) ? { specialist: actorId } : {}),
    ...(actorId && of === 'Location' && !video ? { place: actorId } : {}),
    specialty: specialtyAsked(asked.specialty),
  };
  const rows = await world.as(visitor, (tx) => findServices(tx, question, paging));
  const page = rows.slice(0, paging.limit);
  const now = world.clock.now();
  const resources = page.filter((row) => !video || row.modality === 'video').map((row) => (type === 'Schedule' ? schedule(row, horizonOf(row, now)) : healthcareService(row)));
  return { resources, next: rows.length > paging.limit ? (page.at(-1)?.id ?? null) : null };
}

/** One service with its specialist, for its slots; null where it is not offered. */
export async function findSchedule(world: Pick<World, 'as'>, serviceId: string): Promise<KnownService | null> {
  const [service] = await world.as(visitor, (tx) => findServices(tx, { id: serviceId }, { after: null, limit: 1 }));
  return service ?? null;
}

/** Whole hours, so that a schedule asked for twice is the same. */
function horizonOf(of: KnownService, now: Date): { start: Date; end: Date } {
  const start = Math.floor(now.getTime() / 3_600_000) * 3_600_000;
  return { start: new Date(start), end: new Date(start + of.specialist.horizonDays * 86_400_000) };
}

function specialtyAsked(token: string | undefined): string | undefined {
  const code = tokenCode(token);
  return code === undefined ? undefined : specialtyByCode(code);
}

/** `system|code` or `code`; the system is not looked at, there is one of each. */
function tokenCode(token: string | undefined): string | undefined {
  return token?.slice(token.indexOf('|') + 1);
}
