import { expect, it } from 'vitest';
import { cornerAt, cornerByKey } from './corners.ts';

it.each([
  [{ x: 10, y: 10 }, { row: 'top', side: 'left' }],
  [{ x: 350, y: 10 }, { row: 'top', side: 'right' }],
  [{ x: 179, y: 321 }, { row: 'bottom', side: 'left' }],
  [{ x: 900, y: 900 }, { row: 'bottom', side: 'right' }],
])('one’s own picture let go at %j goes to the corner it is nearest to', (point, corner) => {
  expect(cornerAt(point, { width: 360, height: 640 })).toEqual(corner);
});

it('arrows move it by one corner, other keys do not', () => {
  const right = { row: 'bottom', side: 'right' } as const;
  expect(cornerByKey(right, 'ArrowUp')).toEqual({ row: 'top', side: 'right' });
  expect(cornerByKey(right, 'ArrowLeft')).toEqual({ row: 'bottom', side: 'left' });
  expect(cornerByKey(right, 'ArrowDown')).toEqual(right);
  expect(cornerByKey(right, 'm')).toBeNull();
});
