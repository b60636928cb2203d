import { createHmac, randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { openNetwork, type Network, type Place } from '../world/network.ts';
import { startRelayServer, tapRelay, type RelayServer } from '../world/relay-server.ts';
import { startCall } from './call-steps.ts';
import { es, remoteFrames, soundEnergy } from './room-steps.ts';
import { openStage, type Stage } from './stage.ts';

/** Calls through coturn with the settings of deploy/turnserver.conf, each side on a machine of its own (V6, faults 18–20). */
const prove = Boolean(process.env['PROVE']);
const calls = prove ? 20 : 1;
/** Seconds of a bad line: one packet in twenty lost, and 500 kbit/s. */
const badFor = prove ? 300 : 4;
/** Seconds a figure allows; without proving, what a busy machine may take. */
const allowed = (seconds: number): number => (prove ? seconds : 60);

let network: Network;
let relay: RelayServer;
let stage: Stage;
let home: Place;
let practice: Place;
let middle: Place;

beforeAll(async () => {
  network = openNetwork();
  [home, practice] = [network.place('a'), network.place('b')];
  middle = network.place('t');
  relay = await startRelayServer(middle);
  stage = await openStage({ network, relay });
}, 120_000);
afterAll(async () => {
  await stage?.leave();
  await relay?.stop();
  network?.close();
});

/** From the patient's home to the practice. */
const call = (before?: (page: Page) => Promise<void>) =>
  startCall(stage, {
    patient: { place: home },
    specialist: { place: practice },
    prepare: (person) => person.context.addInitScript(keepSpoken),
    ...(before ? { before } : {}),
  });

/** The path the media takes, as this page's browser tells it. */
const pathOf = (page: Page) =>
  page.evaluate(async () => {
    const { peers } = window as unknown as { peers: RTCPeerConnection[] };
    const told: string[] = [];
    for (const peer of peers) {
      if (peer.connectionState !== 'connected') continue;
      const stats = await peer.getStats();
      for (const entry of stats.values()) {
        if (entry.type !== 'transport') continue;
        const pair = stats.get(entry.selectedCandidatePairId);
        const local = stats.get(pair?.localCandidateId);
        told.push(`${local?.candidateType} ${local?.relayProtocol ?? local?.protocol}`);
      }
    }
    return told.join();
  });

/** Notes every state of connection that this page's browser goes through from now on. */
async function watchStates(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const { peers } = window as unknown as { peers: RTCPeerConnection[] };
    const states: string[] = [];
    Object.assign(window, { states });
    for (const peer of peers) peer.addEventListener('connectionstatechange', () => states.push(peer.connectionState));
  });
  return () => page.evaluate(() => (window as unknown as { states: string[] }).states);
}

/** What of addresses the present connection holds in its own description, and what this page ever sent of them. */
const addresses = (page: Page) =>
  page.evaluate(() => {
    const { peers, spoken } = window as unknown as { peers: RTCPeerConnection[]; spoken: string[] };
    const linesOf = (sdp: string) => sdp.split('\r\n').filter((line) => line.startsWith('a=candidate'));
    const held = peers.filter((peer) => peer.connectionState === 'connected').flatMap((peer) => linesOf(peer.localDescription?.sdp ?? ''));
    return { last: held, sent: spoken.filter((text) => text.includes('"signal"')) };
  });

/** Keeps what the page says over its socket. */
const keepSpoken = () => {
  const spoken: string[] = [];
  Object.assign(window, { spoken });
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (typeof data === 'string') spoken.push(data);
    return send.call(this, data);
  };
};

describe('a call', () => {
  it('goes straight from one to the other where nothing is in the way', async () => {
    home.filter([]);
    const { carmen, lucia, end } = await call();
    expect(await pathOf(carmen.page)).toBe('host udp');
    // Fault 21: on a bad line the picture gives way, sound and call go on.
    for (const place of [home, practice]) {
      place.filter(['meta l4proto udp numgen random mod 100 < 5 drop']);
      place.slowDown(500);
    }
    const states = await watchStates(carmen.page);
    for (let second = 0; second < badFor; second += 2) {
      const before = await soundEnergy(lucia.page);
      await carmen.page.waitForTimeout(2000);
      // What two seconds brought is a figure; that sound goes on is the promise.
      if (prove) expect(await soundEnergy(lucia.page)).toBeGreaterThan(before);
      else await expect.poll(() => soundEnergy(lucia.page)).toBeGreaterThan(before);
    }
    expect(await states()).toEqual([]);
    for (const place of [home, practice]) {
      place.filter([]);
      place.slowDown(null);
    }
    await end();
  });

  it(`goes over TCP where UDP is blocked, ${calls} of ${calls}`, { timeout: 120_000 * calls }, async () => {
    home.filter(['meta l4proto udp drop']);
    for (let nth = 0; nth < calls; nth++) {
      const { carmen, seconds, end } = await call();
      expect(await pathOf(carmen.page)).toMatch(/^relay (tcp|tls)/);
      expect(seconds).toBeLessThan(allowed(8));
      await end();
    }
  });

  it(`goes over TLS on port 443 where nothing else is let out, ${calls} of ${calls}`, { timeout: 120_000 * calls }, async () => {
    home.filter(['meta l4proto udp drop', 'tcp dport 3478 drop']);
    for (let nth = 0; nth < calls; nth++) {
      const { carmen, seconds, end } = await call();
      expect(await pathOf(carmen.page)).toBe('relay tls');
      expect(seconds).toBeLessThan(allowed(8));
      await end();
    }
  });

  it('goes through the relay alone where one side hides its address, whichever side it is', async () => {
    home.filter([]);
    const tap = await tapRelay(middle, network.address);
    const doors = relay.turn.turnUrls.splice(0, relay.turn.turnUrls.length, tap.url);
    const { carmen, lucia, end } = await call(async (page) => {
      await page.getByLabel(m.room_hide_address({}, es)).check();
    });
    for (const { page } of [carmen, lucia]) {
      expect(await pathOf(page)).toMatch(/^relay/);
      const { last, sent } = await addresses(page);
      expect([...last, ...sent].filter((line) => line.includes(home.address) || line.includes(practice.address))).toEqual([]);
      expect(last.length).toBeGreaterThan(0);
      expect(last.every((line) => / typ relay /.test(line))).toBe(true);
    }
    // What is said on the encrypted channel is in nothing that the relay sees, not even where it passes as it is.
    const pattern = randomBytes(32).toString('hex');
    await carmen.page.getByRole('button', { name: m.room_chat({}, es), exact: true }).click();
    const field = carmen.page.getByRole('region', { name: m.room_chat({}, es) }).getByRole('textbox');
    await field.fill(pattern);
    await field.press('Enter');
    await lucia.page.getByRole('button', { name: m.room_chat_unread({ count: 1 }, es) }).click();
    await lucia.page.getByText(pattern).waitFor();
    const seen = tap.seen();
    expect([seen.includes('cita.example'), seen.includes(pattern)]).toEqual([true, false]);
    relay.turn.turnUrls.splice(0, 1, ...doors);
    tap.close();
    await end();
  });

  it('that loses its relay is told so, and goes on when another one is there', { timeout: 180_000 }, async () => {
    home.filter(['meta l4proto udp drop']);
    const { carmen, lucia, end } = await call();
    const notice = carmen.page.getByText(m.room_reconnecting({}, es));
    await relay.stop();
    const lostAt = performance.now();
    await notice.waitFor();
    expect(performance.now() - lostAt).toBeLessThan(allowed(8) * 1000);
    await relay.start();
    const backAt = performance.now();
    await notice.waitFor({ state: 'hidden' });
    await Promise.all([remoteFrames(carmen.page, 5), remoteFrames(lucia.page, 5)]);
    expect(performance.now() - backAt).toBeLessThan(allowed(15) * 1000);
    await end();
  });

  it('whose credentials have run out asks for new ones once, and connects', async () => {
    home.filter(['meta l4proto udp drop']);
    const given: string[] = [];
    const real = stage.world.relay.iceServers.bind(stage.world.relay);
    stage.world.relay.iceServers = (appointmentId, role) => {
      given.push(role);
      if (given.filter((one) => one === role).length > 1) return real(appointmentId, role);
      const username = '1000000000:expired';
      const credential = createHmac('sha1', stage.config.turn.secret ?? '').update(username).digest('base64');
      return [{ urls: stage.config.turn.turnUrls, username, credential }];
    };
    try {
      const { carmen, seconds, end } = await call();
      expect(await pathOf(carmen.page)).toMatch(/^relay/);
      expect(seconds).toBeLessThan(allowed(15));
      expect(given.filter((role) => role === 'patient')).toHaveLength(2);
      await end();
    } finally {
      stage.world.relay.iceServers = real;
    }
  });
});
