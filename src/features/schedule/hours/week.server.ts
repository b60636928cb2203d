import type { Modality } from '#domain/appointment.ts';
import { refuse, success, type Refusal, type RefusalKind, type Result } from '#domain/result.ts';
import type { PlacedStretch } from '#domain/week.ts';
import type { Tx, World } from '#ports/world.ts';
import type { Practice, PracticeActor } from '../queries.server.ts';
import { weekdays } from '../schema.ts';
import { hoursLine, parseHoursLine } from './hours-line.ts';
import { openingHours } from './opened-hours.server.ts';
import type { LayerKey, WeekForm } from './schema.ts';

type Changes = Pick<World, 'as' | 'clock' | 'ids' | 'announce'>;

/** The hours of one modality, in person of one place: what is painted and typed together. */
export interface Layer {
  key: LayerKey;
  modality: Modality;
  placeId: string | null;
  /** Null: no one place. */
  placeName: string | null;
}

/** The places of a practice, by name. */
export async function listPlaces(world: Pick<World, 'as'>, actor: PracticeActor, specialistId: string) {
  return world.as(actor, (tx) =>
    tx
      .selectFrom('places')
      .select(['id', 'name'])
      .where('specialist_id', '=', specialistId)
      .where('archived_at', 'is', null)
      .where('specialist_id', 'in', [...actor.specialistIds])
      .orderBy('name')
      .execute(),
  );
}

/**
 * The weekly hours as layers with a line to type into for each day, Monday first (B1). Hours that name no place show
 * while there are some, or while there is one place at most and none of its own.
 */
export async function readWeek(world: Pick<World, 'as'>, actor: PracticeActor, practice: Pick<Practice, 'id' | 'videoEnabled'>) {
  const places = await listPlaces(world, actor, practice.id);
  const rows = await world.as(actor, (tx) =>
    tx
      .selectFrom('weekly_hours')
      .select(['modality', 'place_id as placeId', 'weekday', 'starts_minute as startsMinute', 'ends_minute as endsMinute'])
      .where('specialist_id', '=', practice.id)
      .where('specialist_id', 'in', [...actor.specialistIds])
      .orderBy('starts_minute')
      .execute(),
  );
  const has = (placeId: string | null) => rows.some((row) => row.modality === 'in_person' && row.placeId === placeId);
  const [only] = places;
  const alone = places.length < 2 && !(only && has(only.id));
  const layers: Layer[] = [
    ...(practice.videoEnabled ? [{ key: 'video' as const, modality: 'video' as const, placeId: null, placeName: null }] : []),
    ...(alone || has(null)
      ? [
          {
            key: 'presencial' as const,
            modality: 'in_person' as const,
            placeId: null,
            placeName: alone ? (only?.name ?? null) : null,
          },
        ]
      : []),
    ...(alone
      ? []
      : places.map((place) => ({ key: place.id, modality: 'in_person' as const, placeId: place.id, placeName: place.name }))),
  ];
  const lines = (layer: Layer) =>
    weekdays.map((weekday) =>
      hoursLine(
        rows.filter((row) => row.modality === layer.modality && row.placeId === layer.placeId && row.weekday === weekday),
      ),
    );
  return { layers: layers.map((layer) => ({ ...layer, lines: lines(layer) })), rows };
}

/** The hours as typed; refuses `invalid-input` naming each field that cannot be read, or whose layer is not this practice's. */
export function parseWeek(form: WeekForm, layers: readonly Layer[]): Result<PlacedStretch[]> {
  const fields: Record<string, RefusalKind> = {};
  const hours: PlacedStretch[] = [];
  for (const [name, typed] of Object.entries(form)) {
    const [key, weekday] = name.split('.');
    if (weekday === undefined) continue;
    const layer = layers.find((one) => one.key === key);
    const stretches = layer ? parseHoursLine(typed) : null;
    if (!layer || !stretches) fields[name] = 'hours-invalid';
    else
      for (const one of stretches)
        hours.push({ ...one, modality: layer.modality, placeId: layer.placeId, weekday: Number(weekday) });
  }
  return Object.keys(fields).length > 0 ? refuse('invalid-input', fields) : success(hours);
}

/** Replaces the weekly hours of the layers that the form names (B1); the others stay. Refuses `not-found`, `invalid-input` with fields. */
export async function saveWeek(
  world: Changes,
  actor: PracticeActor,
  practice: Pick<Practice, 'id' | 'videoEnabled'>,
  form: WeekForm,
): Promise<Result<null>> {
  if (!actor.specialistIds.includes(practice.id)) return refuse('not-found');
  const { layers } = await readWeek(world, actor, practice);
  const hours = parseWeek(form, layers);
  if (!hours.ok) return hours;
  const named = layers.filter((layer) => weekdays.some((weekday) => `${layer.key}.${weekday}` in form));
  return world.as(actor, (tx) =>
    openingHours(world, tx, practice.id, async () => {
      for (const layer of named) {
        await tx
          .deleteFrom('weekly_hours')
          .where('specialist_id', '=', practice.id)
          .where('modality', '=', layer.modality)
          .where('place_id', layer.placeId === null ? 'is' : '=', layer.placeId)
          .execute();
      }
      await insertHours(tx, world, practice.id, hours.value);
      return success(null);
    }),
  );
}

/**
 * Replaces all hours of one modality, each at its place or at any, as programs write them (B1). `mayGoOn` is asked once
 * nobody else can change them any more. Refuses `not-found`, `invalid-input`.
 */
export async function replaceHours(
  world: Changes,
  actor: PracticeActor,
  specialistId: string,
  input: { modality: Modality; days: readonly { weekday: number; placeId: string | null; line: string }[] },
  mayGoOn?: (tx: Tx) => Promise<Refusal | null>,
): Promise<Result<null>> {
  if (!actor.specialistIds.includes(specialistId)) return refuse('not-found');
  const places = await listPlaces(world, actor, specialistId);
  const days = input.days.map(({ line, ...day }) => ({ ...day, stretches: parseHoursLine(line) }));
  const known = (placeId: string | null) =>
    placeId === null || (input.modality === 'in_person' && places.some((place) => place.id === placeId));
  if (days.some((day) => day.stretches === null || !known(day.placeId))) return refuse('invalid-input');
  const rows = days.flatMap(({ stretches, ...day }) => (stretches ?? []).map((one) => ({ ...one, ...day })));
  return world.as(actor, (tx) =>
    openingHours(world, tx, specialistId, async () => {
      const objection = await mayGoOn?.(tx);
      if (objection) return objection;
      await tx
        .deleteFrom('weekly_hours')
        .where('specialist_id', '=', specialistId)
        .where('modality', '=', input.modality)
        .execute();
      await insertHours(
        tx,
        world,
        specialistId,
        rows.map((row) => ({ ...row, modality: input.modality })),
      );
      return success(null);
    }),
  );
}

async function insertHours(
  tx: Tx,
  world: Pick<World, 'ids'>,
  specialistId: string,
  hours: readonly PlacedStretch[],
): Promise<void> {
  if (hours.length === 0) return;
  await tx
    .insertInto('weekly_hours')
    .values(
      hours.map((one) => ({
        id: world.ids.uuid(),
        specialist_id: specialistId,
        modality: one.modality,
        place_id: one.placeId,
        weekday: one.weekday,
        starts_minute: one.startsMinute,
        ends_minute: one.endsMinute,
      })),
    )
    .execute();
}
