import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterSeatEvent, emptySeat, type Seat, type SeatEvent } from './seat.ts';

const held: Seat = { holder: 'phone', present: true };

describe('a seat (V5)', () => {
  const cases: [string, Seat, SeatEvent, Seat, string][] = [
    ['goes to the first who presses', emptySeat, { type: 'press', browser: 'phone' }, held, 'seated'],
    ['is resumed by its holder without a question', { ...held, present: false }, { type: 'press', browser: 'phone' }, held, 'seated'],
    ['turns every other browser away', held, { type: 'press', browser: 'thief' }, held, 'turned-away'],
    ['is kept while its line is gone', held, { type: 'lapse', browser: 'phone' }, { ...held, present: false }, 'nothing'],
    ['moves to who proves to be the same person', held, { type: 'proved', browser: 'desk' }, { holder: 'desk', present: false }, 'moved'],
    ['is not moved to where it is', held, { type: 'proved', browser: 'phone' }, held, 'nothing'],
    ['is nobody’s after «Salir»', held, { type: 'leave', browser: 'phone' }, emptySeat, 'left'],
    ['is not given up by somebody else', held, { type: 'leave', browser: 'thief' }, held, 'turned-away'],
  ];
  it.each(cases)('%s', (_, seat, event, after, answer) => {
    expect(afterSeatEvent(seat, event)).toEqual({ seat: after, answer });
  });

  it('never changes hands without a proof or «Salir», in whatever order three devices come and go', () => {
    const browser = fc.constantFrom('phone', 'desk', 'thief');
    const anEvent = fc.record({ type: fc.constantFrom('press', 'lapse', 'leave', 'proved'), browser }) as fc.Arbitrary<SeatEvent>;
    fc.assert(
      fc.property(fc.array(anEvent, { maxLength: 40 }), (events) => {
        let seat = emptySeat;
        for (const event of events) {
          const { seat: next, answer } = afterSeatEvent(seat, event);
          if (next.holder !== seat.holder && seat.holder !== null) expect(['moved', 'left']).toContain(answer);
          if (next.present) expect(next.holder).not.toBeNull();
          if (next.present && !seat.present) expect(event).toMatchObject({ type: 'press', browser: next.holder });
          seat = next;
        }
      }),
      { numRuns: 1000, seed: 5 },
    );
  });
});
