import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dropVerdict, gridMinutes, mayUndoMove, openStretches, snapTo, tellMoveAt, UNDO_SECONDS, type DayTimes } from './agenda-move.ts';

const hours = { startsMinute: 540, endsMinute: 840 };
const day: DayTimes = {
  taken: [
    { id: 'ana', kind: 'appointment', startsMinute: 600, endsMinute: 630 },
    { id: 'somebody', kind: 'hold', startsMinute: 700, endsMinute: 730 },
    { id: 'school', kind: 'external', startsMinute: 780, endsMinute: 840 },
  ],
  open: { video: [hours], in_person: [{ startsMinute: 540, endsMinute: 600 }] },
  bufferMinutes: 0,
  pastMinute: 0,
};
const wanted = { startsMinute: 640, endsMinute: 670, modality: 'video' as const, except: 'berta', keepsStart: false };

describe('what a drop would mean (B6, B9)', () => {
  test.each<[string, Partial<typeof wanted>, Partial<DayTimes>, ReturnType<typeof dropVerdict>]>([
    ['a free hour', {}, {}, { forbidden: null, warnings: [] }],
    ['over an appointment', { startsMinute: 620, endsMinute: 650 }, {}, { forbidden: 'over-appointment', warnings: [] }],
    ['right after an appointment', { startsMinute: 630, endsMinute: 660 }, {}, { forbidden: null, warnings: [] }],
    ['where it stands itself', { startsMinute: 610, endsMinute: 640, except: 'ana' }, {}, { forbidden: null, warnings: [] }],
    ['over a booking under way', { startsMinute: 690, endsMinute: 720 }, {}, { forbidden: 'over-hold', warnings: [] }],
    ['over another calendar', { startsMinute: 760, endsMinute: 790 }, {}, { forbidden: null, warnings: ['over-external'] }],
    ['outside the hours', { startsMinute: 850, endsMinute: 880 }, {}, { forbidden: null, warnings: ['outside-hours'] }],
    ['half outside', { startsMinute: 520, endsMinute: 550 }, {}, { forbidden: null, warnings: ['outside-hours'] }],
    ['hours of the other modality', { modality: 'in_person' as never }, {}, { forbidden: null, warnings: ['outside-hours'] }],
    ['into a buffer', {}, { bufferMinutes: 15 }, { forbidden: null, warnings: ['into-buffer'] }],
    ['a buffer away', { startsMinute: 645, endsMinute: 675 }, { bufferMinutes: 15 }, { forbidden: null, warnings: [] }],
    ['into the past', {}, { pastMinute: 641 }, { forbidden: 'in-the-past', warnings: [] }],
    ['longer, while it runs', { keepsStart: true }, { pastMinute: 650 }, { forbidden: null, warnings: [] }],
    ['an end that is over', { keepsStart: true }, { pastMinute: 670 }, { forbidden: 'in-the-past', warnings: [] }],
    ['over midnight', { startsMinute: 1430, endsMinute: 1460 }, {}, { forbidden: 'beyond-the-day', warnings: [] }],
    ['longer than a working day', { startsMinute: 0, endsMinute: 500 }, {}, { forbidden: 'beyond-the-day', warnings: [] }],
    ['of no length', { endsMinute: 640 }, {}, { forbidden: 'too-short', warnings: [] }],
  ])('%s', (_, change, times, verdict) => {
    expect(dropVerdict({ ...day, ...times }, { ...wanted, ...change })).toEqual(verdict);
  });
});

describe('the grid', () => {
  test.each([[20, 10], [30, 15], [15, 15], [10, 10], [5, 5], [25, 5], [7, 5]])('offered starts every %i minutes: %i', (step, grid) => {
    expect(gridMinutes(step)).toBe(grid);
  });
  test('a pointer finds the nearest line', () => {
    expect([534, 535, 544, 545].map((minute) => snapTo(minute, 10))).toEqual([530, 540, 540, 550]);
  });
});

describe('what is worked on a day', () => {
  test('extra hours join, time off takes out', () => {
    const worked = [{ startsMinute: 960, endsMinute: 1200 }, { startsMinute: 540, endsMinute: 840 }, { startsMinute: 840, endsMinute: 900 }];
    expect(openStretches(worked, [{ startsMinute: 600, endsMinute: 660 }])).toEqual([
      { startsMinute: 540, endsMinute: 600 },
      { startsMinute: 660, endsMinute: 900 },
      { startsMinute: 960, endsMinute: 1200 },
    ]);
    expect(openStretches(worked, [{ startsMinute: 0, endsMinute: 1440 }])).toEqual([]);
  });

  test('a minute is open exactly where it is worked and not off', () => {
    const span = fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 40 })).map(([start, length]) => ({ startsMinute: start, endsMinute: start + length }));
    const holds = (spans: readonly { startsMinute: number; endsMinute: number }[], minute: number) =>
      spans.some((one) => one.startsMinute <= minute && minute < one.endsMinute);
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), fc.array(span, { maxLength: 4 }), (worked, off) => {
        const open = openStretches(worked, off);
        for (let minute = 0; minute < 145; minute += 1) expect(holds(open, minute)).toBe(holds(worked, minute) && !holds(off, minute));
      }),
      { numRuns: 60, seed: 9 },
    );
  });
});

describe('taking a move back', () => {
  const movedAt = new Date('2026-11-24T10:00:00Z');
  const after = (seconds: number) => new Date(movedAt.getTime() + seconds * 1000);
  test.each([
    ['at once', { now: after(1) }, true],
    ['to the last second', { now: after(UNDO_SECONDS) }, true],
    ['later', { now: after(UNDO_SECONDS + 1) }, false],
    ['twice', { now: after(2), undoneAt: after(1) }, false],
    ['after another change', { now: after(2), isLast: false }, false],
  ])('%s', (_, change, may) => {
    expect(mayUndoMove({ movedAt, undoneAt: null, isLast: true, ...change })).toBe(may);
  });
  test('the patient is told only once it can be taken back no more', () => {
    expect(mayUndoMove({ movedAt, undoneAt: null, isLast: true, now: tellMoveAt(movedAt) })).toBe(false);
  });
});
