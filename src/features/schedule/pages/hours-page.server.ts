import type { Locale } from '#domain/people.ts';
import type { z } from 'zod';
import { success, type Result } from '#domain/result.ts';
import type { HourException } from '#domain/slots.ts';
import { instantToWall } from '#domain/time.ts';
import type { Stretch } from '#domain/week.ts';
import type { World } from '#ports/world.ts';
import { listExceptions } from '../hours/exception-list.server.ts';
import { exceptionsOf, parseExtraHours, parseTimeOff, type Scope } from '../hours/exceptions.server.ts';
import type { SlotPreview } from '../hours/preview.ts';
import type { seenExtraHoursForm, seenTimeOffForm } from '../hours/schema.ts';
import { listHolidays } from '../hours/holidays.server.ts';
import { hourText } from '../hours/hours-line.ts';
import { previewSlots } from '../hours/preview.server.ts';
import { listUnfinished } from '../hours/time-off-run.server.ts';
import { readWeek } from '../hours/week.server.ts';
import type { Practice, PracticeActor } from '../queries.server.ts';
import { weekdays } from '../schema.ts';
import { dayName, weekdayName } from './agenda-words.ts';

type Reads = Pick<World, 'as' | 'clock'>;

/** The week to paint or type, and what patients see of it now. */
export async function readHoursPage(world: Reads, actor: PracticeActor, practice: Practice, locale: Locale) {
  const { layers } = await readWeek(world, actor, practice);
  return {
    layers,
    weekdays: weekdays.map((weekday) => ({ weekday, name: weekdayName(weekday, locale) })),
    preview: await previewSlots(world, actor, practice, { unsaved: {} }),
  };
}

/** What is taken off or opened beside the week, the year's holidays, and what was left half way. */
export async function readTimeOffPage(world: Reads, actor: PracticeActor, practice: Practice, locale: Locale) {
  const today = instantToWall(practice.zone, world.clock.now()).date;
  const { layers } = await readWeek(world, actor, practice);
  const groups = await listExceptions(world, actor, practice, today);
  const { region, holidays } = await listHolidays(world, actor, practice, locale);
  return {
    today,
    layers: layers.map(({ key, modality, placeName }) => ({ key, modality, placeName })),
    groups: groups.map((group) => ({
      ...group,
      first: dayName(group.firstDay, locale),
      last: group.lastDay === group.firstDay ? null : dayName(group.lastDay, locale),
      hours: group.stretches.map((one) => `${hourText(one.startsMinute)}–${hourText(one.endsMinute)}`).join(', '),
      again: formOf(group),
    })),
    region,
    country: practice.country,
    holidays: holidays.map((one) => ({ ...one, day: dayName(one.date, locale), year: one.date.slice(0, 4) })),
    unfinished: await listUnfinished(world, actor, practice.id),
  };
}

/** The fields that would take it again: an undo is undone by the same form. */
export function formOf(group: Awaited<ReturnType<typeof listExceptions>>[number]): Record<string, string> {
  const where = group.placeId ?? (group.modality === 'in_person' ? 'presencial' : group.modality);
  if (group.kind === 'extra') {
    const line = group.stretches.map((one) => `${hourText(one.startsMinute)}-${hourText(one.endsMinute)}`).join(', ');
    return { dia: group.firstDay, horas: line, donde: where ?? 'video' };
  }
  const [stretch] = group.stretches;
  return {
    desde: group.firstDay,
    hasta: group.lastDay === group.firstDay ? '' : group.lastDay,
    inicio: stretch ? hourText(stretch.startsMinute).padStart(5, '0') : '',
    fin: stretch ? hourText(stretch.endsMinute).padStart(5, '0') : '',
    ambito: where ?? 'todo',
    motivo: group.label,
  };
}

/** What patients would see with the time off or the extra hours of a form; nothing is kept. Refuses as their commands do. */
export async function previewException(
  world: Pick<World, 'as' | 'clock' | 'ids'>,
  actor: PracticeActor,
  practice: Practice,
  form: z.infer<typeof seenTimeOffForm> | z.infer<typeof seenExtraHoursForm>,
): Promise<Result<SlotPreview | null>> {
  const { servicio: serviceId, ...typed } = form;
  const unsaved =
    'horas' in typed ? await parseExtraHours(world, actor, practice, typed) : await parseTimeOff(world, actor, practice, typed);
  if (!unsaved.ok) return unsaved;
  const exceptions = 'stretches' in unsaved.value ? openedBy(unsaved.value) : exceptionsOf(unsaved.value);
  return success(
    await previewSlots(world, actor, practice, { serviceId, fromDay: exceptions[0]?.onDate, unsaved: { exceptions } }),
  );
}

function openedBy({ stretches, ...where }: Scope & { onDate: string; stretches: Stretch[] }): HourException[] {
  return stretches.map((one) => ({ kind: 'extra', ...where, ...one }));
}
