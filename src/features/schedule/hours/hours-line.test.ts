import { describe, expect, it } from 'vitest';
import { hoursLine, parseHour, parseHoursLine } from './hours-line.ts';

describe('hours as a person types them', () => {
  it.each([
    ['', []],
    ['9-14', [[540, 840]]],
    [
      '9:00-14:00, 16:30-20:00',
      [
        [540, 840],
        [990, 1200],
      ],
    ],
    [
      '16–20, 9 – 14',
      [
        [540, 840],
        [960, 1200],
      ],
    ],
    [
      '9:00 a 14:00 y 16:00 a 20:00',
      [
        [540, 840],
        [960, 1200],
      ],
    ],
    ['9.30-10h', [[570, 600]]],
    ['20-24', [[1200, 1440]]],
  ])('%j is understood', (typed, expected) => {
    expect(parseHoursLine(typed)?.map((stretch) => [stretch.startsMinute, stretch.endsMinute])).toEqual(expected);
  });

  it.each(['14-9', '9', 'mañana', '9-14, 13-20', '25-26', '9:75-10', '9-9', '24-25'])('%j is refused', (typed) => {
    expect(parseHoursLine(typed)).toBeNull();
  });

  it('is shown so that it reads back the same', () => {
    const line = '8:30-14:00, 16:00-24:00';
    expect(hoursLine(parseHoursLine(line) ?? [])).toBe(line);
  });

  it('reads single hours', () => {
    expect(['9', '09:30', '9h', '24:00', '24:01', 'x'].map(parseHour)).toEqual([540, 570, 540, 1440, null, null]);
  });
});
