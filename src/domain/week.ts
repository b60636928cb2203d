import type { Modality } from './appointment.ts';

/** A stretch of a day on the wall, in minutes since midnight; `endsMinute` is not part of it. */
export interface Stretch {
  startsMinute: number;
  endsMinute: number;
}
export interface PlacedStretch extends Stretch {
  modality: Modality;
  /** Null: at any place, and by video. */
  placeId: string | null;
  weekday: number;
}

/** The stretches with [from, until) opened or closed: sorted, touching ones joined. */
export function paint(stretches: readonly Stretch[], from: number, until: number, open: boolean): Stretch[] {
  const kept = stretches.flatMap((one) => [
    ...(one.startsMinute < from ? [{ startsMinute: one.startsMinute, endsMinute: Math.min(one.endsMinute, from) }] : []),
    ...(one.endsMinute > until ? [{ startsMinute: Math.max(one.startsMinute, until), endsMinute: one.endsMinute }] : []),
  ]);
  const all = open ? [...kept, { startsMinute: from, endsMinute: until }] : kept;
  const joined: Stretch[] = [];
  for (const one of all.sort((a, b) => a.startsMinute - b.startsMinute)) {
    const last = joined.at(-1);
    if (last && one.startsMinute <= last.endsMinute) last.endsMinute = Math.max(last.endsMinute, one.endsMinute);
    else joined.push({ ...one });
  }
  return joined;
}

/** What is open after a change and was not before it, at the same place or at any (B8). */
export function newlyOpen(before: readonly PlacedStretch[], after: readonly PlacedStretch[]): PlacedStretch[] {
  return after.flatMap((one) => {
    const already = before.filter(
      (other) =>
        other.modality === one.modality &&
        other.weekday === one.weekday &&
        (other.placeId === null || other.placeId === one.placeId),
    );
    const left = already.reduce<Stretch[]>(
      (rest, { startsMinute, endsMinute }) => paint(rest, startsMinute, endsMinute, false),
      [one],
    );
    return left.map(({ startsMinute, endsMinute }) => ({ ...one, startsMinute, endsMinute }));
  });
}

/** Is all of [from, until) open? */
export function isOpen(stretches: readonly Stretch[], from: number, until: number): boolean {
  return stretches.some((one) => one.startsMinute <= from && one.endsMinute >= until);
}

/** Hours in which the specialist would be at two places at once: allowed, and worth a word (B1). */
export function placesAtOnce(hours: readonly PlacedStretch[]): { weekday: number; placeIds: [string, string]; at: Stretch }[] {
  const placed = hours.filter((one) => one.modality === 'in_person' && one.placeId !== null);
  return placed.flatMap((one, index) =>
    placed.slice(index + 1).flatMap((other) => {
      const at = {
        startsMinute: Math.max(one.startsMinute, other.startsMinute),
        endsMinute: Math.min(one.endsMinute, other.endsMinute),
      };
      const apart = one.weekday !== other.weekday || one.placeId === other.placeId || at.startsMinute >= at.endsMinute;
      return apart ? [] : [{ weekday: one.weekday, placeIds: [one.placeId ?? '', other.placeId ?? ''] as [string, string], at }];
    }),
  );
}
