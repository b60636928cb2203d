import { sql } from 'kysely';
import { gridMinutes, openStretches, type Stretch } from '#domain/agenda-move.ts';
import type { Modality } from '#domain/appointment.ts';
import { addDays, instantToWall, wallToInstant, weekdayOf } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import type { PracticeActor } from '../queries.server.ts';

/** When, and nothing of who or what: a booking under way (B4), a time taken elsewhere (B7). */
export interface HeldStretch extends Stretch {
  id: string;
  date: string;
}

/** What decides where something may be dropped on the days of one specialist (B1, B6). */
export interface AgendaTimes {
  bufferMinutes: number;
  gridStep: number;
  holds: HeldStretch[];
  /** Busy times of calendars elsewhere, cut at midnight (B7). */
  busy: HeldStretch[];
  /** Hours that are worked on a day, by modality, and what of it is taken off. */
  of(date: string): { open: Record<Modality, Stretch[]>; off: Stretch[] };
  worksOn(weekday: number): boolean;
}

const wholeDay = (row: { starts: number | null; ends: number | null }): Stretch => ({
  startsMinute: row.starts ?? 0,
  endsMinute: row.ends ?? 1440,
});

/** Hours, exceptions, buffer and bookings under way of `count` days from `fromDay` on the specialist's wall. */
export async function readAgendaTimes(
  world: Pick<World, 'as' | 'clock'>,
  actor: PracticeActor,
  practice: { id: string; zone: string },
  range: { fromDay: string; count: number },
): Promise<AgendaTimes> {
  const { id, zone } = practice;
  const untilDay = addDays(range.fromDay, range.count);
  const [from, until] = [wallToInstant(zone, range.fromDay, 0), wallToInstant(zone, untilDay, 0)];
  const { hours, exceptions, settings, held, elsewhere } = await world.as(actor, async (tx) => ({
    hours: await tx
      .selectFrom('weekly_hours')
      .select(['modality', 'weekday', 'starts_minute as starts', 'ends_minute as ends'])
      .where('specialist_id', '=', id)
      .execute(),
    exceptions: await tx
      .selectFrom('hour_exceptions')
      .select(['kind', 'modality', 'on_date as date', 'starts_minute as starts', 'ends_minute as ends'])
      .where('specialist_id', '=', id)
      .where('on_date', '>=', range.fromDay)
      .where('on_date', '<', untilDay)
      .execute(),
    settings: await tx
      .selectFrom('specialist_settings')
      .select(['buffer_minutes as bufferMinutes', 'slot_step_minutes as stepMinutes'])
      .where('specialist_id', '=', id)
      .executeTakeFirstOrThrow(),
    held: await tx
      .selectFrom('appointments')
      .select(['id', 'starts_at', 'duration_minutes as minutes'])
      .where('specialist_id', '=', id)
      .where('specialist_id', 'in', [...actor.specialistIds])
      .where('status', '=', 'held')
      .where('hold_expires_at', '>', world.clock.now())
      .where(sql<boolean>`during && tstzrange(${from}, ${until})`)
      .execute(),
    elsewhere: await tx
      .selectFrom('external_busy')
      .select(['starts_at', 'ends_at'])
      .where('specialist_id', '=', id)
      .where('ends_at', '>', from)
      .where('starts_at', '<', until)
      .orderBy('starts_at')
      .execute(),
  }));
  return {
    bufferMinutes: settings.bufferMinutes,
    gridStep: gridMinutes(settings.stepMinutes),
    holds: held.map((row) => {
      const wall = instantToWall(zone, row.starts_at);
      return { id: row.id, date: wall.date, startsMinute: wall.minute, endsMinute: wall.minute + row.minutes };
    }),
    busy: elsewhere.flatMap((row, index) => byDay(zone, row, `elsewhere ${index}`)),
    of(date) {
      const here = exceptions.filter((row) => row.date === date);
      const open = (modality: Modality) => {
        const applies = (row: { modality: Modality | null }) => row.modality === null || row.modality === modality;
        const weekly = hours.filter((row) => row.weekday === weekdayOf(date) && row.modality === modality);
        const extra = here.filter((row) => row.kind === 'extra' && applies(row));
        return openStretches([...weekly, ...extra].map(wholeDay), here.filter((row) => row.kind === 'off' && applies(row)).map(wholeDay));
      };
      return {
        open: { in_person: open('in_person'), video: open('video') },
        off: here.filter((row) => row.kind === 'off').map(wholeDay),
      };
    },
    worksOn: (weekday) => hours.some((row) => row.weekday === weekday),
  };
}

/** One piece for each day of the wall that it touches. */
function byDay(zone: string, row: { starts_at: Date; ends_at: Date }, id: string): HeldStretch[] {
  const [first, last] = [instantToWall(zone, row.starts_at), instantToWall(zone, row.ends_at)];
  const pieces: HeldStretch[] = [];
  for (let date = first.date; date <= last.date; date = addDays(date, 1)) {
    const startsMinute = date === first.date ? first.minute : 0;
    const endsMinute = date === last.date ? last.minute : 1440;
    if (startsMinute < endsMinute) pieces.push({ id, date, startsMinute, endsMinute });
  }
  return pieces;
}
