import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { IceServer } from '#ports/relay.ts';
import { broken, good, reasonOf, skipped, type Check, type Finding } from './finding.ts';

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Where a Chromium of this machine is; null where there is none. */
export function findChromium(): string | null {
  return browsers.find((path) => existsSync(path)) ?? null;
}

/**
 * A real call between two browsers of this machine: a moving picture from each, seen by the other, over an encrypted line;
 * then the same through the relay alone, where there is one.
 */
export function callCheck(chromium: string | null, iceServers: readonly IceServer[]): Check {
  return {
    id: 'call',
    seconds: 90,
    async look() {
      if (!chromium) return [skipped('call', 'no Chromium on this machine (apt install chromium), so no call was made')];
      const driver = await import('playwright-core').catch(() => null);
      if (!driver) return [skipped('call', 'playwright-core is not installed (npm ci --include=dev), so no call was made')];
      const open = () => driver.chromium.launch({ executablePath: chromium, args: flags });
      const both = await Promise.all([open(), open()]);
      try {
        const found = [await attempt(both, iceServers, 'all')];
        const relays = iceServers.some((server) => [server.urls].flat().some((url) => url.startsWith('turn')));
        if (relays) found.push(await attempt(both, iceServers, 'relay'));
        return found;
      } finally {
        await Promise.all(both.map((browser) => browser.close()));
      }
    },
  };
}

async function attempt(both: readonly Browser[], iceServers: readonly IceServer[], iceTransportPolicy: 'all' | 'relay'): Promise<Finding> {
  const id = iceTransportPolicy === 'all' ? 'call' : 'call-relayed';
  try {
    await call(both, iceServers, iceTransportPolicy);
    return good(id, `two browsers saw each other's moving picture${iceTransportPolicy === 'relay' ? ', through the relay alone' : ''}`);
  } catch (error) {
    return iceTransportPolicy === 'relay'
      ? broken(id, `two browsers did not see each other through the relay: ${reasonOf(error)}`, 'The relay gives places but passes nothing on: open min-port to max-port for UDP in its firewall, and set external-ip behind NAT.')
      : broken(id, `two browsers of this machine did not see each other: ${reasonOf(error)}`, 'See whether this machine lets UDP through to itself, and whether its Chromium starts by hand.');
  }
}

interface Description {
  type: 'offer' | 'answer';
  sdp: string;
}
/** What each page of the call keeps of itself. */
type Side = typeof globalThis & { line: RTCPeerConnection };

async function call(both: readonly Browser[], iceServers: readonly IceServer[], policy: 'all' | 'relay'): Promise<void> {
  const [first, second] = await Promise.all(both.map((browser) => browser.newPage()));
  if (!first || !second) throw new Error('the browser opened no page');
  try {
    for (const page of [first, second]) await prepare(page, iceServers, policy);
    const offer = await describe(first, null);
    const answer = await describe(second, offer);
    await first.evaluate((its) => (globalThis as Side).line.setRemoteDescription(its), answer);
    await Promise.all([first, second].map(picture));
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
}

/** A line with a picture that moves; pages without an address may draw, but not use a camera. */
function prepare(page: Page, iceServers: readonly IceServer[], policy: 'all' | 'relay'): Promise<void> {
  return page.evaluate(
    ({ servers, iceTransportPolicy }) => {
      const line = new RTCPeerConnection({ iceServers: servers as RTCIceServer[], iceTransportPolicy });
      Object.assign(globalThis, { line });
      const canvas = document.createElement('canvas');
      canvas.width = 320;
      canvas.height = 240;
      document.body.append(canvas);
      const pen = canvas.getContext('2d');
      let turn = 0;
      setInterval(() => {
        turn += 1;
        if (pen) pen.fillStyle = `hsl(${turn * 10} 80% 50%)`;
        pen?.fillRect(0, 0, 320, 240);
      }, 50);
      for (const track of canvas.captureStream(20).getTracks()) line.addTrack(track);
    },
    { servers: iceServers as unknown as { urls: string | string[] }[], iceTransportPolicy: policy },
  );
}

/** The offer, or the answer to one, with all of its addresses in it. */
function describe(page: Page, offer: Description | null): Promise<Description> {
  return page.evaluate(async (its) => {
    const { line } = globalThis as Side;
    if (its) await line.setRemoteDescription(its);
    await line.setLocalDescription(its ? await line.createAnswer() : await line.createOffer());
    await new Promise<void>((settle) => {
      const enough = setTimeout(settle, 8000);
      line.addEventListener('icegatheringstatechange', () => {
        if (line.iceGatheringState !== 'complete') return;
        clearTimeout(enough);
        settle();
      });
    });
    return { type: its ? ('answer' as const) : ('offer' as const), sdp: line.localDescription?.sdp ?? '' };
  }, offer);
}

/** Waits until a picture of the other side was decoded; throws where none is within 20 s. */
function picture(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const { line } = globalThis as Side;
    for (let waited = 0; waited < 20_000; waited += 100) {
      const stats = await line.getStats();
      for (const one of stats.values()) {
        if ((one as { type: string; framesDecoded?: number }).type === 'inbound-rtp' && ((one as { framesDecoded?: number }).framesDecoded ?? 0) > 0) return;
      }
      await new Promise((settle) => setTimeout(settle, 100));
    }
    throw new Error(`no picture in 20 s, the connection is ${line.connectionState}`);
  });
}
