import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOpen, newlyOpen, paint, placesAtOnce, type PlacedStretch, type Stretch } from './week.ts';

const span = (startsMinute: number, endsMinute: number): Stretch => ({ startsMinute, endsMinute });

describe('painting the week', () => {
  test.each<[string, Stretch[], [number, number, boolean], Stretch[]]>([
    ['opens a stretch', [], [540, 840, true], [span(540, 840)]],
    ['joins what touches', [span(540, 600)], [600, 660, true], [span(540, 660)]],
    ['fills a gap', [span(540, 600), span(660, 720)], [600, 660, true], [span(540, 720)]],
    ['closes the middle', [span(540, 840)], [600, 660, false], [span(540, 600), span(660, 840)]],
    ['closes all', [span(540, 840)], [500, 900, false], []],
    ['leaves an odd start as it was typed', [span(555, 840)], [840, 870, true], [span(555, 870)]],
  ])('%s', (_, before, [from, until, open], after) => {
    expect(paint(before, from, until, open)).toEqual(after);
  });

  test('whatever was painted, every minute is as it was painted last', () => {
    const stroke = fc.tuple(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 1, max: 12 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(stroke, { maxLength: 12 }), (strokes) => {
        const cells = Array.from({ length: 48 }, () => false);
        let stretches: Stretch[] = [];
        for (const [cell, length, open] of strokes) {
          const end = Math.min(48, cell + length);
          cells.fill(open, cell, end);
          stretches = paint(stretches, cell * 30, end * 30, open);
        }
        expect(cells.map((_, cell) => isOpen(stretches, cell * 30, cell * 30 + 30))).toEqual(cells);
      }),
      { numRuns: 200, seed: 58 },
    );
  });
});

test('two places at the same time are told with day and hours; video beside a place is not', () => {
  const hours: PlacedStretch[] = [
    { modality: 'in_person', placeId: 'centro', weekday: 1, startsMinute: 540, endsMinute: 840 },
    { modality: 'in_person', placeId: 'norte', weekday: 1, startsMinute: 780, endsMinute: 1200 },
    { modality: 'in_person', placeId: 'norte', weekday: 2, startsMinute: 540, endsMinute: 840 },
    { modality: 'in_person', placeId: null, weekday: 1, startsMinute: 540, endsMinute: 840 },
    { modality: 'video', placeId: null, weekday: 1, startsMinute: 540, endsMinute: 840 },
  ];
  expect(placesAtOnce(hours)).toEqual([{ weekday: 1, placeIds: ['centro', 'norte'], at: span(780, 840) }]);
});

test('newly open is what a change adds: the same hours painted anew, moved to a place or shortened add nothing (B8)', () => {
  const morning: PlacedStretch = { modality: 'in_person', placeId: null, weekday: 1, startsMinute: 540, endsMinute: 840 };
  expect(newlyOpen([morning], [morning])).toEqual([]);
  expect(newlyOpen([morning], [{ ...morning, placeId: 'centro' }])).toEqual([]);
  expect(newlyOpen([morning], [{ ...morning, startsMinute: 600 }])).toEqual([]);
  expect(newlyOpen([morning], [{ ...morning, startsMinute: 480, endsMinute: 900 }])).toEqual([
    { ...morning, startsMinute: 480, endsMinute: 540 },
    { ...morning, startsMinute: 840, endsMinute: 900 },
  ]);
  expect(newlyOpen([{ ...morning, placeId: 'centro' }], [morning])).toEqual([morning]);
  expect(newlyOpen([morning], [morning, { ...morning, modality: 'video' }])).toEqual([{ ...morning, modality: 'video' }]);
});
