import { RRuleTemporal } from 'rrule-temporal';
import type { Event, Wall } from './event.ts';

/** Instants in milliseconds; `until` is no part of it. */
export interface Stretch {
  from: number;
  until: number;
}

const day = 86_400_000;
/** Nobody's week repeats more often; whoever does is skipped and counted. */
const mostOccurrences = 4000;

/** When an event and the occurrences that take the place of its own take time inside `range`. Throws a RangeError for rules without an end in sight. */
export function occurrencesOf(master: Event | null, replacements: readonly Event[], range: Stretch): Stretch[] {
  const replaced = new Set(replacements.map((event) => instantOf(event.replaces ?? event.start)));
  const later = replacements.filter((event) => event.replaces?.andLater).sort((a, b) => a.start.at - b.start.at);
  const stretches = replacements
    .filter((event) => !event.free)
    .map((event) => stretchOf(event.start, event.start.at, event.length));
  for (const [at, length] of master ? startsOf(master, range) : []) {
    if (!master || replaced.has(master.start.clock.toInstant(at))) continue;
    const from = later.findLast((event) => (event.replaces?.at ?? 0) <= at);
    if ((from ?? master).free) continue;
    const moved = from?.replaces ? from.start.at - from.replaces.at : 0;
    stretches.push(stretchOf(master.start, at + moved, from?.length ?? length));
  }
  return stretches.filter((one) => one.until > one.from && one.until > range.from && one.from < range.until);
}

/** Starts on the wall of the event's own clock with their lengths: the first, those of its rules, extra ones; without the excepted. */
function startsOf(event: Event, range: Stretch): Map<number, number> {
  const { start, length } = event;
  const starts = new Map<number, number>([[start.at, length]]);
  // A day more on either side: the range is of instants, the rule of walls.
  const from = start.clock.toWall(range.from) - length - day;
  const until = start.clock.toWall(range.until) + day;
  for (const rule of event.rules) for (const at of expand(rule, start, Math.max(from, start.at), until)) starts.set(at, length);
  for (const one of event.extra)
    starts.set(start.clock === one.clock ? one.at : start.clock.toWall(instantOf(one)), one.length ?? length);
  for (const gone of event.except) {
    if (!gone.wholeDay || start.wholeDay)
      starts.delete(gone.clock === start.clock ? gone.at : start.clock.toWall(instantOf(gone)));
    else for (const at of starts.keys()) if (Math.floor(at / day) * day === gone.at) starts.delete(at);
  }
  return starts;
}

/** The rule on the wall: zones come in only when its starts become instants, so that 9:00 stays 9:00 over every change of the clock. */
function expand(rule: string, start: Wall, from: number, until: number): number[] {
  if (from >= until) return [];
  const written = /(?:^|;)UNTIL=([^;]+)/i.exec(rule)?.[1];
  const end = written ? lastWall(written, start) : until;
  const last = Math.min(end, until);
  if (last < from) return [];
  const bare = rule.replace(/;?UNTIL=[^;]*/i, '').replace(/^;/, '');
  const wall = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO('UTC');
  const expanded = new RRuleTemporal({
    rruleString: bare,
    dtstart: wall(start.at),
    includeDtstart: true,
    maxIterations: mostOccurrences * 2,
    maxCandidateEvaluations: 200_000,
  });
  const starts = expanded.between(wall(from), wall(last), true).map((one) => one.epochMilliseconds);
  if (starts.length > mostOccurrences) throw new RangeError('an event that repeats without end');
  return starts;
}

/** The last moment of a rule on the event's wall: UTC, local, or a day that counts until its end. */
function lastWall(written: string, start: Wall): number {
  const [, year, month, date, hour, minute, second, zulu] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/i.exec(written.trim()) ?? [];
  if (!year) throw new RangeError('a rule without a readable end');
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(date));
  if (hour === undefined || start.wholeDay) return midnight + day - 1;
  const at = midnight + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  return zulu ? start.clock.toWall(at) : at;
}

function instantOf(wall: Wall): number {
  return wall.clock.toInstant(wall.at);
}

/** Whole days end at a midnight of the wall; hours last as long as they say, over a change of the clock too. */
function stretchOf(start: Wall, at: number, length: number): Stretch {
  const from = start.clock.toInstant(at);
  return { from, until: start.wholeDay ? start.clock.toInstant(at + length) : from + length };
}
