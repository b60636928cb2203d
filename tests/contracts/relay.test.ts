import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { movableClock } from '#adapters/clock/movable.ts';
import { coturnRelay } from '#adapters/relay/coturn.ts';

const machine = new Date('2026-03-02T09:00:00Z');
const clock = { machineNow: () => machine };
const turnUrls = ['turn:turn.example.com:3478?transport=udp', 'turns:turn.example.com:443?transport=tcp'];

describe('the relay', () => {
  test('with nothing configured gives no servers', () => {
    expect(coturnRelay({ stunUrls: [], turnUrls: [], secret: null }, clock).iceServers('a1', 'patient')).toEqual([]);
  });

  test('gives credentials that coturn can check, good for 10 minutes', () => {
    const relay = coturnRelay({ stunUrls: ['stun:turn.example.com:3478'], turnUrls, secret: 'shared' }, clock);
    const [stun, turn] = relay.iceServers('a1', 'patient');
    expect(stun).toEqual({ urls: ['stun:turn.example.com:3478'] });
    expect(turn?.urls).toEqual(turnUrls);
    expect(Number(turn?.username?.split(':')[0])).toBe(machine.getTime() / 1000 + 600);
    expect(turn?.credential).toBe(
      createHmac('sha1', 'shared')
        .update(turn?.username ?? '')
        .digest('base64'),
    );
  });

  test('names no appointment to the relay, and tells the two seats apart', () => {
    const relay = coturnRelay({ stunUrls: [], turnUrls, secret: 'shared' }, clock);
    const names = (['patient', 'specialist'] as const).map((role) => relay.iceServers('a1', role)[0]?.username ?? '');
    expect(new Set(names).size).toBe(2);
    expect(names.join()).not.toContain('a1');
  });

  test('goes by machine time when product time is moved', () => {
    const movable = movableClock();
    movable.moveTo(new Date('2031-01-01T00:00:00Z'));
    const [turn] = coturnRelay({ stunUrls: [], turnUrls, secret: 'shared' }, movable).iceServers('a1', 'patient');
    expect(Number(turn?.username?.split(':')[0]) * 1000 - movable.machineNow().getTime()).toBeLessThanOrEqual(600_000);
  });

  test('gives a seat that asks all the time five different credentials a minute at most (quality 47)', () => {
    let at = machine.getTime();
    const relay = coturnRelay({ stunUrls: [], turnUrls, secret: 'shared' }, { machineNow: () => new Date(at) });
    const given = new Set<string | undefined>();
    for (; at < machine.getTime() + 60_000; at += 500) given.add(relay.iceServers('a1', 'patient')[0]?.username);
    expect(given.size).toBe(5);
  });

  test('refuses to start with a relay but no secret', () => {
    expect(() => coturnRelay({ stunUrls: [], turnUrls, secret: null }, clock)).toThrow(/secret/);
  });
});
