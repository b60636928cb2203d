/** What somebody who looked saw, by what the access log says they did; words of the data map's classes (art. 33.3). */
export type Seen = 'identity' | 'contact' | 'care' | 'health' | 'money' | 'everything';

const seen: readonly [RegExp, readonly Seen[]][] = [
  [/^appointment-read-with-reason$|^document|^note/, ['identity', 'contact', 'care', 'health']],
  [/^appointment-read$/, ['identity', 'contact', 'care']],
  [/^patients-read$/, ['identity', 'contact']],
  [/^(agenda-|waiting-)/, ['identity', 'care']],
  [/^feed-/, ['identity', 'care']],
  [/^data-exported$/, ['everything']],
];

/** The classes of data that an access of this kind reaches; nothing where it reaches no patient's. */
export function seenBy(action: string): readonly Seen[] {
  return seen.find(([pattern]) => pattern.test(action))?.[1] ?? [];
}

/** Until when the authority must be told of a breach known since then (GDPR art. 33.1). */
export function authorityDeadline(knownAt: Date): Date {
  return new Date(knownAt.getTime() + 72 * 3_600_000);
}

/** Whole hours that are left, less than nought once it is late. */
export function hoursLeft(deadline: Date, now: Date): number {
  return Math.floor((deadline.getTime() - now.getTime()) / 3_600_000);
}

/** Whether those concerned must be told too: what is about their health is a high risk (art. 34). */
export function mustTellPeople(classes: readonly Seen[]): boolean {
  return classes.some((one) => one === 'health' || one === 'care' || one === 'everything');
}
