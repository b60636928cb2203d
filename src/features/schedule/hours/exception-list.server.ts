import type { Modality } from '#domain/appointment.ts';
import { wallToInstant } from '#domain/time.ts';
import type { Stretch } from '#domain/week.ts';
import type { World } from '#ports/world.ts';
import type { PracticeActor } from '../queries.server.ts';
import { standingIn } from './exceptions.server.ts';

/** One act of time off or of extra hours, with all its days. */
export interface ExceptionGroup {
  groupId: string;
  kind: 'off' | 'extra';
  modality: Modality | null;
  placeId: string | null;
  placeName: string | null;
  label: string;
  firstDay: string;
  lastDay: string;
  /** Empty: whole days. */
  stretches: Stretch[];
  /** Appointments that stand inside all the same. */
  standing: number;
}

/** Time off and extra hours from that day of the wall on, soonest first. */
export async function listExceptions(
  world: Pick<World, 'as'>,
  actor: PracticeActor,
  practice: { id: string; zone: string },
  fromDay: string,
): Promise<ExceptionGroup[]> {
  return world.as(actor, async (tx) => {
    const rows = await tx
      .selectFrom('hour_exceptions as e')
      .leftJoin('places as p', 'p.id', 'e.place_id')
      .select([
        'e.group_id',
        'e.kind',
        'e.modality',
        'e.place_id',
        'p.name as place_name',
        'e.label',
        'e.on_date',
        'e.starts_minute',
        'e.ends_minute',
      ])
      .where('e.specialist_id', '=', practice.id)
      .where('e.specialist_id', 'in', [...actor.specialistIds])
      .where('e.on_date', '>=', fromDay)
      .orderBy('e.on_date')
      .orderBy('e.starts_minute')
      .execute();
    const groups = new Map<string, ExceptionGroup>();
    for (const row of rows) {
      const group = groups.get(row.group_id) ?? {
        groupId: row.group_id,
        kind: row.kind,
        modality: row.modality,
        placeId: row.place_id,
        placeName: row.place_name,
        label: row.label,
        firstDay: row.on_date,
        lastDay: row.on_date,
        stretches: [],
        standing: 0,
      };
      group.lastDay = row.on_date;
      if (row.starts_minute !== null && row.ends_minute !== null) {
        group.stretches.push({ startsMinute: row.starts_minute, endsMinute: row.ends_minute });
      }
      groups.set(row.group_id, group);
    }
    const list = [...groups.values()];
    for (const group of list.filter((one) => one.kind === 'off')) {
      const [stretch] = group.stretches;
      const range = {
        from: wallToInstant(practice.zone, group.firstDay, stretch?.startsMinute ?? 0),
        until: wallToInstant(practice.zone, group.lastDay, stretch?.endsMinute ?? 1440),
      };
      const inside = await standingIn(tx, practice.id, { ...range, modality: group.modality, placeId: group.placeId })
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      group.standing = Number(inside.count);
    }
    return list;
  });
}
