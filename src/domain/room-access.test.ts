import { describe, expect, test } from 'vitest';
import { wallToInstant } from './time.ts';
import { mayEnterRoom, roomClosesAt, roomOpensAt, waitEstimate, type EntryQuestion } from './room-access.ts';

const startsAt = new Date('2026-11-26T17:40:00Z');
const endsAt = new Date('2026-11-26T18:10:00Z');
const fromStart = (minutes: number) => new Date(startsAt.getTime() + minutes * 60_000);
const fromEnd = (minutes: number) => new Date(endsAt.getTime() + minutes * 60_000);
const patient: EntryQuestion = {
  role: 'patient',
  status: 'booked',
  modality: 'video',
  startsAt,
  endsAt,
  now: startsAt,
  seat: null,
  actorIsAssistant: false,
  callRunning: false,
};

describe('the door of the room', () => {
  test.each<[string, Partial<EntryQuestion>, string]>([
    ['a day before it counts down', { now: fromStart(-1440) }, 'too-early'],
    ['a moment before it opens it still counts down', { now: new Date(fromStart(-30).getTime() - 1) }, 'too-early'],
    ['it opens 30 minutes before the hour', { now: fromStart(-30) }, 'enter'],
    ['it is open at the hour', {}, 'enter'],
    ['it is open at the end', { now: endsAt }, 'enter'],
    ['it is open until 30 minutes after the end', { now: new Date(fromEnd(30).getTime() - 1) }, 'enter'],
    ['it closes then', { now: fromEnd(30) }, 'closed'],
    ['it stays closed the day after', { now: fromEnd(1440) }, 'closed'],
    ['the specialist goes by the same hours', { role: 'specialist', now: fromStart(-31) }, 'too-early'],
    ['the specialist enters', { role: 'specialist' }, 'enter'],
    ['whoever holds the seat comes back after a reload', { seat: 'mine' }, 'enter'],
    ['another browser with the same link does not', { seat: 'taken' }, 'seat-taken'],
    ['nor while the call runs', { seat: 'taken', status: 'in_progress', callRunning: true }, 'seat-taken'],
    [
      'a running call goes on past closing',
      { seat: 'mine', status: 'in_progress', callRunning: true, now: fromEnd(45) },
      'enter',
    ],
    ['but nobody joins it then', { status: 'in_progress', callRunning: true, now: fromEnd(45) }, 'closed'],
    ['and without a call it is closed', { seat: 'mine', status: 'in_progress', now: fromEnd(45) }, 'closed'],
    ['an assistant never enters', { role: 'specialist', actorIsAssistant: true }, 'refused'],
    [
      'not even while a call runs',
      { role: 'specialist', actorIsAssistant: true, seat: 'mine', status: 'in_progress', callRunning: true },
      'refused',
    ],
    ['an appointment in person has no room', { modality: 'in_person' }, 'not-video'],
    ['a cancelled link is dead', { status: 'cancelled' }, 'cancelled'],
    ['even for whoever sits there', { status: 'cancelled', seat: 'mine', callRunning: true }, 'cancelled'],
    ['once completed it is closed', { status: 'completed' }, 'closed'],
    ['unless coming back undoes that', { status: 'completed', completionCanBeUndone: true }, 'enter'],
    ['a no-show is over', { status: 'no_show' }, 'closed'],
    ['an expired hold has no room', { status: 'expired' }, 'closed'],
    ['a hold has none yet', { status: 'held' }, 'refused'],
  ])('%s', (_, changes, kind) => {
    expect(mayEnterRoom({ ...patient, ...changes }).kind).toBe(kind);
  });

  /** Each in the night in which its clock is set, where there is one: minutes of the door are minutes, whatever the wall says. */
  test.each([
    ['Europe/Madrid', '2026-10-25', 150],
    ['Atlantic/Canary', '2027-03-28', 50],
    ['America/Mexico_City', '2026-11-26', 700],
    ['America/Ciudad_Juarez', '2026-11-01', 90],
    ['Asia/Kathmandu', '2026-11-26', 615],
    ['Australia/Lord_Howe', '2026-10-04', 100],
  ] as const)('opens and closes to the millisecond in %s', (zone, day, minute) => {
    const start = wallToInstant(zone, day, minute);
    const end = new Date(start.getTime() + 30 * 60_000);
    const instants: [from: Date, milliseconds: number, kind: string][] = [
      [start, -86_400_000, 'too-early'],
      [start, -1_800_001, 'too-early'],
      [start, -1_800_000, 'enter'],
      [start, -1, 'enter'],
      [start, 0, 'enter'],
      [end, 0, 'enter'],
      [end, 1_799_999, 'enter'],
      [end, 1_800_000, 'closed'],
    ];
    for (const role of ['patient', 'specialist'] as const) {
      for (const [from, milliseconds, kind] of instants) {
        const now = new Date(from.getTime() + milliseconds);
        expect([role, milliseconds, mayEnterRoom({ ...patient, role, startsAt: start, endsAt: end, now }).kind]).toEqual([role, milliseconds, kind]);
      }
    }
  });

  test('too early says when it opens', () => {
    expect(mayEnterRoom({ ...patient, now: fromStart(-90) })).toEqual({ kind: 'too-early', opensAt: fromStart(-30) });
    expect([roomOpensAt(startsAt), roomClosesAt(endsAt)]).toEqual([fromStart(-30), fromEnd(30)]);
  });
});

describe('when the specialist will see you', () => {
  test.each<[string, number, number | null, Date | null, Date | null, number?]>([
    ['at the hour', -10, null, null, startsAt],
    ['10 minutes late, as the specialist says', -5, 10, null, fromStart(10)],
    ['rounded up to 5 minutes', -5, 7, null, fromStart(10)],
    ['after the consultation before this one', -5, null, fromStart(12), fromStart(15)],
    ['the later of both', -5, 20, fromStart(12), fromStart(20)],
    ['a consultation that ends before the hour changes nothing', -5, null, fromStart(-2), startsAt],
    ['unknown once the hour has passed in silence', 1, null, null, null],
    ['unknown once the announced delay has passed too', 11, 10, null, null],
    ['unknown while the one before runs over', 6, null, fromStart(5), null],
    ['after those who wait before', -5, null, null, fromStart(25), 30],
    ['after the consultation that runs and those who wait before', -5, null, fromStart(12), fromStart(45), 30],
    ['as said, where the one before runs over', 6, 15, fromStart(5), fromStart(15), 30],
  ])('%s', (_, nowMinutes, delayMinutes, callRunningUntil, expected, ahead) => {
    expect(waitEstimate({ startsAt, now: fromStart(nowMinutes), delayMinutes, callRunningUntil, minutesAhead: ahead ?? 0 })).toEqual(expected);
  });
});
