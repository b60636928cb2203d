import type { SlotQuestion, WeeklyHours } from '#domain/slots.ts';
import { instantToWall, weekdayOf } from '#domain/time.ts';

export const madrid = 'Europe/Madrid';
export const minute = 60_000;
export const at = (iso: string) => new Date(iso);
/** The same hours by video on every day of the week. */
export const everyDay = (startsMinute: number, endsMinute: number): WeeklyHours[] =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ modality: 'video', placeId: null, weekday, startsMinute, endsMinute }));

/** Thursday 26 November 2026, hours from 9:00 to 10:30. */
export const thursday: SlotQuestion = {
  zone: madrid,
  hours: everyDay(540, 630),
  exceptions: [],
  modality: 'video',
  placeId: null,
  durationMinutes: 30,
  stepMinutes: 30,
  bufferMinutes: 0,
  beforeMinutes: 0,
  afterMinutes: 0,
  minimumNoticeMinutes: 0,
  horizonDays: 60,
  busy: [],
  now: at('2026-11-20T08:00:00Z'),
  from: at('2026-11-25T23:00:00Z'),
  until: at('2026-11-26T23:00:00Z'),
};
/** What the clock on the wall shows at each start. */
export const clock = (zone: string, slots: Date[]) => slots.map((slot) => instantToWall(zone, slot).text.slice(11));

/** The rule said again as slowly and plainly as can be: look at every `grain` minutes of the clock on the wall. */
export function naively(question: SlotQuestion, grain: number): Date[] {
  const { zone, durationMinutes, bufferMinutes, modality, placeId } = question;
  const ours = (row: { modality: string | null; placeId: string | null }) =>
    [null, modality].includes(row.modality as typeof modality) && [null, placeId].includes(row.placeId);
  const walls = new Map<number, { date: string; minute: number; open: boolean; start: boolean }>();
  const wallAt = (ms: number) => {
    const known = walls.get(ms);
    if (known) return known;
    const { date, minute: now } = instantToWall(zone, new Date(ms));
    const stretches = [
      ...question.hours.filter((hours) => ours(hours) && hours.weekday === weekdayOf(date)),
      ...question.exceptions.filter((one) => ours(one) && one.kind === 'extra' && one.onDate === date),
    ].filter(({ startsMinute, endsMinute }) => (startsMinute ?? 0) <= now && now < (endsMinute ?? 1440));
    const off = question.exceptions.some(
      (one) =>
        ours(one) &&
        one.kind === 'off' &&
        one.onDate === date &&
        (one.startsMinute ?? 0) <= now &&
        now < (one.endsMinute ?? 1440),
    );
    const wall = {
      date,
      minute: now,
      open: stretches.length > 0 && !off,
      start: stretches.some((stretch) => (now - (stretch.startsMinute ?? 0)) % question.stepMinutes === 0),
    };
    walls.set(ms, wall);
    return wall;
  };
  const today = instantToWall(zone, question.now).date;
  const slots: Date[] = [];
  for (let start = question.from.getTime(); start < question.until.getTime(); start += grain * minute) {
    const end = start + durationMinutes * minute;
    const wall = wallAt(start);
    if (!wall.start || start < question.now.getTime() + question.minimumNoticeMinutes * minute) continue;
    if ((Date.parse(wall.date) - Date.parse(today)) / 86_400_000 > question.horizonDays) continue;
    let inside = true;
    for (let moment = start; moment < end && inside; moment += grain * minute) inside = wallAt(moment).open;
    const taken = question.busy.some((busy) => {
      const [from, until] = [busy.startsAt.getTime(), busy.endsAt.getTime()];
      const rests = [
        bufferMinutes,
        ...(until <= start ? [question.beforeMinutes, busy.afterMinutes ?? 0] : [question.afterMinutes, busy.beforeMinutes ?? 0]),
      ];
      if (until <= start) return rests.some((rest) => start - until < rest * minute);
      if (end <= from) return rests.some((rest) => from - end < rest * minute);
      return true;
    });
    if (inside && !taken) slots.push(new Date(start));
  }
  return slots;
}
