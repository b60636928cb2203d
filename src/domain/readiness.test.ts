import { expect, it } from 'vitest';
import { isFreshCheck, readinessOf, type DeviceFacts } from './readiness.ts';

const well: DeviceFacts = { camera: 'ready', microphone: 'ready', network: 'good', sound: 'heard' };

it.each([
  [null, 'untried', 'untried'],
  [{}, 'ready', 'all-well'],
  [{ sound: 'untried' }, 'ready', 'all-well'],
  [{ microphone: 'silent', camera: 'denied' }, 'failing', 'microphone'],
  [{ sound: 'unheard' }, 'failing', 'sound'],
  [{ network: 'poor', camera: 'busy' }, 'failing', 'network-poor'],
  [{ camera: 'missing' }, 'tight', 'camera'],
  [{ network: 'fair' }, 'tight', 'network-fair'],
  [{ camera: 'untried' }, 'untried', 'untried'],
] as const)('devices %o are %s, because: %s (V13)', (facts, readiness, reason) => {
  expect(readinessOf(facts && { ...well, ...facts })).toEqual({ readiness, reason });
});

it('counts for two weeks', () => {
  const now = new Date('2026-11-26T10:00:00Z');
  expect(isFreshCheck(new Date('2026-11-12T10:00:01Z'), now)).toBe(true);
  expect(isFreshCheck(new Date('2026-11-12T10:00:00Z'), now)).toBe(false);
});
