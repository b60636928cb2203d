import { z } from 'zod';
import { addDays, isDay, readInstant, wallToInstant } from '#domain/time.ts';
import type { ResourceType } from './r4.ts';

/** Search parameters of each type, as the CapabilityStatement lists them and as searches are parsed. */
const id = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/);
const words = z.string().min(1).max(80).regex(/^\P{Cc}*$/u);
const reference = (...types: string[]) => z.string().regex(new RegExp(`^((${types.join('|')})/)?[A-Za-z0-9\\-.]{1,64}$`));
const common = {
  _id: id.optional(),
  _count: z.coerce.number().int().min(1).max(200).default(50),
  _format: z.enum(['json', 'application/json', 'application/fhir+json', 'application/fhir json']).optional(),
  _page: z.string().min(1).max(400).optional(),
};

/** `token`, `reference`, `date`, `string` are FHIR's kinds of parameters. */
export const searchParameters: Record<ResourceType, { name: string; type: 'token' | 'reference' | 'date' | 'string' }[]> = {
  Practitioner: [{ name: 'name', type: 'string' }, { name: 'identifier', type: 'token' }],
  PractitionerRole: [{ name: 'practitioner', type: 'reference' }, { name: 'specialty', type: 'token' }],
  HealthcareService: [{ name: 'location', type: 'reference' }, { name: 'specialty', type: 'token' }],
  Location: [{ name: 'name', type: 'string' }, { name: 'address-city', type: 'string' }],
  Schedule: [{ name: 'actor', type: 'reference' }],
  Slot: [{ name: 'schedule', type: 'reference' }, { name: 'start', type: 'date' }, { name: 'status', type: 'token' }],
  Appointment: [{ name: 'date', type: 'date' }, { name: 'status', type: 'token' }, { name: 'practitioner', type: 'reference' }],
}; // prettier-ignore

export const questions = {
  Practitioner: z.strictObject({ ...common, name: words.optional(), identifier: words.optional() }),
  PractitionerRole: z.strictObject({ ...common, practitioner: reference('Practitioner').optional(), specialty: words.optional() }),
  HealthcareService: z.strictObject({ ...common, location: reference('Location').optional(), specialty: words.optional() }),
  Location: z.strictObject({ ...common, name: words.optional(), 'address-city': words.optional() }),
  Schedule: z.strictObject({ ...common, actor: reference('Practitioner', 'PractitionerRole', 'Location', 'HealthcareService').optional() }),
  Slot: z.strictObject({ ...common, schedule: reference('Schedule'), start: z.array(z.string().max(40)).max(2).optional(), status: words.optional() }),
  Appointment: z.strictObject({ ...common, practitioner: reference('Practitioner').optional(), date: z.array(z.string().max(40)).max(2).optional(), status: words.optional() }),
};
export const resourceTypes = Object.keys(questions) as ResourceType[];

/** What an address asks of a type; null where it asks for what is not there, or twice. */
export function readQuestion<Type extends ResourceType>(type: Type, params: URLSearchParams): z.infer<(typeof questions)[Type]> | null {
  const asked: Record<string, string | string[]> = {};
  const dates = searchParameters[type].filter((one) => one.type === 'date').map((one) => one.name);
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name);
    if (dates.includes(name)) asked[name] = values;
    else if (values.length === 1) asked[name] = values[0] ?? '';
    else return null;
  }
  const parsed = questions[type].safeParse(asked);
  return parsed.success ? (parsed.data as z.infer<(typeof questions)[Type]>) : null;
}

/** 'Schedule/018f…' or '018f…' → '018f…'. */
export function idOf(asked: string): string {
  return asked.slice(asked.indexOf('/') + 1);
}

/** The id of one of our rows; null for any other text, which no row has. */
export function rowId(text: string): string | null {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : null;
}

export interface Span {
  from: Date | null;
  until: Date | null;
}

/**
 * The stretch of time that date parameters name together: `ge2026-10-25`, `lt2026-10-26T00:00:00Z`, or a whole day.
 * A day without a time is that of the zone's wall, with 23 or 25 hours where the clock is changed. Null where one is
 * not to be read.
 */
export function readSpan(values: readonly string[], zone: string): Span | null {
  let from: Date | null = null;
  let until: Date | null = null;
  const later = (one: Date | null, other: Date) => (one && one > other ? one : other);
  const earlier = (one: Date | null, other: Date) => (one && one < other ? one : other);
  for (const value of values) {
    const [, prefix = 'eq', text = ''] = /^(eq|ge|gt|le|lt)?(.+)$/.exec(value) ?? [];
    const whole = isDay(text) ? { start: wallToInstant(zone, text, 0), end: wallToInstant(zone, addDays(text, 1), 0) } : null;
    const instant = whole ? null : readZoned(text);
    const start = whole?.start ?? instant;
    if (!start) return null;
    const end = whole?.end ?? new Date(start.getTime() + 1000);
    if (prefix === 'ge' || prefix === 'eq') from = later(from, start);
    if (prefix === 'gt') from = later(from, end);
    if (prefix === 'lt') until = earlier(until, start);
    if (prefix === 'le' || prefix === 'eq') until = earlier(until, end);
  }
  return { from, until };
}

/** An instant with its zone; FHIR demands one wherever there is a time. A `+` of the address may have become a space. */
function readZoned(text: string): Date | null {
  const mended = text.replace(/ (\d\d:\d\d)$/, '+$1');
  return /T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(mended) ? readInstant(mended) : null;
}
