import { expect, it } from 'vitest';
import { networkStateOf, testNetwork } from './network-test.ts';

const finding = { way: 'relay', roundTripMs: 40, lossPercent: 0, kbitPerSecond: 1200 } as const;

it.each([
  [{}, 'good'],
  [{ lossPercent: null, kbitPerSecond: null, way: 'server' }, 'good'],
  [{ roundTripMs: 301 }, 'fair'],
  [{ lossPercent: 3.1 }, 'fair'],
  [{ kbitPerSecond: 699 }, 'fair'],
  [{ roundTripMs: 801 }, 'poor'],
  [{ lossPercent: 10.1 }, 'poor'],
  [{ kbitPerSecond: 249 }, 'poor'],
  [{ way: 'none', roundTripMs: null }, 'poor'],
] as const)('a network with %o is %s (V3)', (found, state) => {
  expect(networkStateOf({ ...finding, ...found })).toBe(state);
});

it('without a relay asks our own server, how fast and how wide', async () => {
  const times = [20, 400, 30, 25, 22];
  const download = () => Promise.resolve({ bytes: 250_000, milliseconds: 4000 });
  const found = await testNetwork({ iceServers: [{ urls: ['stun:x'] }], roundTrip: () => Promise.resolve(times.pop() ?? 0), download });
  expect(found).toEqual({ way: 'server', roundTripMs: 30, lossPercent: null, kbitPerSecond: 500 });
});

it('says that nothing is reached where our own server does not answer either', async () => {
  expect(await testNetwork({ iceServers: [], roundTrip: () => Promise.resolve(5000) })).toMatchObject({ way: 'none' });
});
