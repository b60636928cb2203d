import { describe, expect, it } from 'vitest';
import { meetingMoves } from './planned-moves.ts';

const at = (id: string, from: string, until: string) => ({ id, startsAt: new Date(`2026-12-01T${from}Z`), endsAt: new Date(`2026-12-01T${until}Z`) });

describe('moves that are made together (B9)', () => {
  it.each([
    ['one after the other', [at('a', '09:00', '09:30'), at('b', '09:30', '10:00')], []],
    ['to one hour', [at('a', '09:00', '09:30'), at('b', '09:00', '09:30')], [['b', 'a']]],
    ['a longer one into a shorter one', [at('a', '09:20', '09:40'), at('b', '09:00', '09:30')], [['b', 'a']]],
    ['three, of which the first and the last meet', [at('a', '09:00', '10:00'), at('b', '11:00', '12:00'), at('c', '09:30', '10:30')], [['c', 'a']]],
  ])('%s', (_, moves, expected) => {
    expect([...meetingMoves(moves)]).toEqual(expected);
  });
});
