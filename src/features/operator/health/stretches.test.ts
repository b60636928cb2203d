import { describe, expect, it } from 'vitest';
import { scaleOf, stretchesOf } from './stretches.ts';

const zone = 'Europe/Madrid';

describe('stretches of a plot', () => {
  it.each([
    ['2026-11-23T12:00:00Z', 24],
    ['2026-10-25T12:00:00Z', 25],
    ['2027-03-28T12:00:00Z', 23],
  ])('the day of %s has %i hours', (now, hours) => {
    const { edges, labels } = stretchesOf('dia', zone, new Date(now), 'es');
    expect(labels).toHaveLength(hours);
    expect(edges).toHaveLength(hours + 1);
    expect(labels[0]).toEqual({ short: '0', long: '0:00' });
  });

  it('a week ends with today, each day from midnight to midnight on the wall', () => {
    const { edges, labels } = stretchesOf('semana', zone, new Date('2026-10-28T12:00:00Z'), 'es');
    expect(labels.map((label) => label.short)).toEqual(['22', '23', '24', '25', '26', '27', '28']);
    expect(labels[6]?.long).toBe('miércoles, 28 de octubre');
    // The night the clock is set back is an hour longer.
    expect(edges.slice(1).map((edge, index) => (edge.getTime() - (edges[index]?.getTime() ?? 0)) / 3_600_000)).toEqual([24, 24, 24, 25, 24, 24, 24]);
    expect(stretchesOf('mes', zone, new Date('2026-10-28T12:00:00Z'), 'en').labels).toHaveLength(30);
  });

  it.each([
    [0, 2],
    [1, 2],
    [3, 4],
    [5, 5],
    [7, 10],
    [31, 40],
    [480, 500],
    [1001, 2000],
  ])('values up to %i are read on a scale to %i', (largest, top) => {
    expect(scaleOf(largest)).toEqual({ top, lines: [0, top / 2, top] });
  });
});
