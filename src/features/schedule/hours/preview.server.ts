import { sql } from 'kysely';
import { agendaOf, freeSlots, type AgendaRow, type HourException, type SlotQuestion, type WeeklyHours } from '#domain/slots.ts';
import { addDays, dayOfInstant, formatHour, wallToInstant } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import type { Practice, PracticeActor } from '../queries.server.ts';
import { getSettings } from '../settings.server.ts';
import type { PreviewDay, SlotPreview } from './preview.ts';

/** What the form on the screen says and the database does not know yet. */
export interface Unsaved {
  hours?: readonly WeeklyHours[];
  /** Time off or extra hours beside those there are. */
  exceptions?: readonly HourException[];
  /** The service itself: other lengths and rests of the one asked for, or one that is not there yet. */
  service?: Pick<SlotQuestion, 'durationMinutes' | 'placeId'> & Partial<Pick<SlotQuestion, 'modality' | 'beforeMinutes' | 'afterMinutes'>>;
  rules?: Partial<Pick<SlotQuestion, 'bufferMinutes' | 'minimumNoticeMinutes' | 'horizonDays' | 'stepMinutes'>>;
}
const fortnight = 14;

/**
 * The slots of a fortnight, from today or a later day on, as they would be with what is typed, beside those of now (B1).
 * Null without a bookable service.
 */
export async function previewSlots(
  world: Pick<World, 'as' | 'clock'>,
  actor: PracticeActor,
  practice: Pick<Practice, 'id' | 'zone' | 'videoEnabled'>,
  input: { serviceId?: string | undefined; fromDay?: string | undefined; unsaved: Unsaved },
): Promise<SlotPreview | null> {
  const now = world.clock.now();
  const today = dayOfInstant(practice.zone, now);
  const first = input.fromDay && input.fromDay > today ? input.fromDay : today;
  const from = first === today ? now : wallToInstant(practice.zone, first, 0);
  const until = wallToInstant(practice.zone, addDays(first, fortnight), 0);
  const settings = await getSettings(world, actor, practice.id);
  const { services, hours, exceptions, busy } = await readTimes(world, actor, practice, { now, from, until });
  const { rules, exceptions: more = [], service: typed } = input.unsaved;
  const isNew = typed?.modality !== undefined;
  const service = isNew ? null : (services.find((one) => one.id === input.serviceId) ?? services[0]);
  if (!service && !isNew) return null;
  const question: SlotQuestion = {
    zone: practice.zone,
    hours,
    exceptions,
    busy,
    modality: service?.modality ?? typed?.modality ?? 'video',
    placeId: service?.placeId ?? null,
    durationMinutes: service?.durationMinutes ?? 0,
    stepMinutes: settings.stepMinutes,
    bufferMinutes: settings.bufferMinutes,
    beforeMinutes: service?.beforeMinutes ?? 0,
    afterMinutes: service?.afterMinutes ?? 0,
    minimumNoticeMinutes: settings.minimumNoticeMinutes,
    horizonDays: settings.horizonDays,
    now,
    from,
    until,
  };
  const before = isNew ? [] : freeSlots(question);
  const after = freeSlots({ ...question, ...rules, ...typed, hours: input.unsaved.hours ?? hours, exceptions: [...exceptions, ...more] });
  return {
    services: services.map(({ id, name, modality, placeName }) => ({ id, name, modality, placeName })),
    serviceId: service?.id ?? '',
    days: compareDays(practice.zone, first, before, after),
  };
}

function compareDays(zone: string, first: string, before: readonly Date[], after: readonly Date[]): PreviewDay[] {
  const [was, will] = [before, after].map((slots) => new Set(slots.map((slot) => slot.getTime()))) as [Set<number>, Set<number>];
  const all = [...new Set([...was, ...will])].sort((a, b) => a - b);
  return Array.from({ length: fortnight }, (_, index) => {
    const date = addDays(first, index);
    const slots = all
      .filter((ms) => dayOfInstant(zone, new Date(ms)) === date)
      .map((ms) => ({
        hour: formatHour(zone, new Date(ms)),
        state: was.has(ms) ? (will.has(ms) ? ('kept' as const) : ('gone' as const)) : ('new' as const),
      }));
    const of = (state: string) => slots.filter((slot) => slot.state === state).length;
    return { date, slots, free: of('kept') + of('new'), added: of('new'), removed: of('gone') };
  });
}

async function readTimes(
  world: Pick<World, 'as'>,
  actor: PracticeActor,
  practice: Pick<Practice, 'id' | 'videoEnabled'>,
  { now, from, until }: { now: Date; from: Date; until: Date },
) {
  return world.as(actor, async (tx) => {
    const services = await tx
      .selectFrom('services as v')
      .leftJoin('places as p', 'p.id', 'v.place_id')
      .select([
        'v.id',
        'v.name',
        'v.modality',
        'v.duration_minutes as durationMinutes',
        'v.place_id as placeId',
        'v.buffer_before_minutes as beforeMinutes',
        'v.buffer_after_minutes as afterMinutes',
        'p.name as placeName',
      ])
      .where('v.specialist_id', '=', practice.id)
      .where('v.active', '=', true)
      .$if(!practice.videoEnabled, (query) => query.where('v.modality', '=', 'in_person'))
      .orderBy('v.modality', 'desc')
      .orderBy('v.name')
      .execute();
    const { rows } = await sql<AgendaRow>`select * from agendas(array[${practice.id}]::uuid[], ${from}, ${until}, ${now})`.execute(tx);
    return { services, ...agendaOf(rows[0] ?? { hours: [], exceptions: [], busy: [] }) };
  });
}
