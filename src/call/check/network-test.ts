import type { NetworkState } from '#domain/room-view.ts';
import type { RelayServer } from '../protocol.ts';

/** What was found of a network before there is a call. Null where it could not be measured. */
export interface NetworkFinding {
  /** `relay`: a loop through the relay worked · `server`: none was asked, our own server answers · `none`: neither. */
  way: 'relay' | 'server' | 'none';
  roundTripMs: number | null;
  lossPercent: number | null;
  kbitPerSecond: number | null;
}

export interface NetworkTest {
  iceServers: readonly RelayServer[];
  /** Milliseconds to our own server and back. */
  roundTrip(): Promise<number>;
  /** Fetches something of known size, for the width of the line; where there is no relay. */
  download?: () => Promise<{ bytes: number; milliseconds: number }>;
  create?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

const connectMs = 4000;
const streamMs = 1500;
/** 1.2 Mbit/s: what a good picture and its sound need. */
const packetBytes = 1000;
const packetEveryMs = 20;
const packetsAtOnce = 3;

/** In words for the screen: what loss, round trip and width let expect (V3). */
export function networkStateOf({ way, roundTripMs, lossPercent, kbitPerSecond }: NetworkFinding): NetworkState {
  if (way === 'none' || roundTripMs === null) return 'poor';
  const loss = lossPercent ?? 0;
  const width = kbitPerSecond ?? Infinity;
  if (roundTripMs > 800 || loss > 10 || width < 250) return 'poor';
  return roundTripMs > 300 || loss > 3 || width < 700 ? 'fair' : 'good';
}

/** Five seconds at most: through the relay and back where one is to be had, else to our server and back. */
export async function testNetwork(test: NetworkTest): Promise<NetworkFinding> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push(await test.roundTrip());
  const sorted = times.sort((a, b) => a - b);
  const roundTripMs = sorted[Math.floor((sorted.length - 1) * 0.8)] ?? null;
  const reached = roundTripMs !== null && roundTripMs < 4500;
  const relayed = test.iceServers.some(({ urls }) => urls.some((url) => url.startsWith('turn'))) ? await throughRelay(test).catch(() => null) : null;
  if (relayed) return relayed;
  if (!reached) return { way: 'none', roundTripMs: null, lossPercent: null, kbitPerSecond: null };
  const fetched = await test.download?.().catch(() => null);
  const kbitPerSecond = fetched ? Math.round((fetched.bytes * 8) / Math.max(1, fetched.milliseconds)) : null;
  return { way: 'server', roundTripMs, lossPercent: null, kbitPerSecond };
}

/** Two connections of this page talk to each other over the relay alone, and count what arrives. */
async function throughRelay({ iceServers, create = (configuration) => new RTCPeerConnection(configuration) }: NetworkTest): Promise<NetworkFinding | null> {
  const configuration: RTCConfiguration = { iceServers: [...iceServers], iceTransportPolicy: 'relay' };
  const [near, far] = [create(configuration), create(configuration)];
  try {
    near.onicecandidate = ({ candidate }) => candidate && void far.addIceCandidate(candidate).catch(() => {});
    far.onicecandidate = ({ candidate }) => candidate && void near.addIceCandidate(candidate).catch(() => {});
    const line = near.createDataChannel('measure', { ordered: false, maxRetransmits: 0 });
    let received = 0;
    far.ondatachannel = ({ channel }) => {
      channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
        received += 1;
        if (channel.readyState === 'open') channel.send(data.slice(0, 8));
      };
    };
    const delays: number[] = [];
    line.binaryType = 'arraybuffer';
    line.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => delays.push(performance.now() - new DataView(data).getFloat64(0));
    await near.setLocalDescription(await near.createOffer());
    await far.setRemoteDescription(near.localDescription as RTCSessionDescription);
    await far.setLocalDescription(await far.createAnswer());
    await near.setRemoteDescription(far.localDescription as RTCSessionDescription);
    if (!(await opens(line))) return null;
    const sent = await stream(line);
    delays.sort((a, b) => a - b);
    return {
      way: 'relay',
      roundTripMs: delays[Math.floor(delays.length / 2)] ?? null,
      lossPercent: sent === 0 ? null : Math.max(0, ((sent - received) * 100) / sent),
      kbitPerSecond: Math.round((received * packetBytes * 8) / streamMs),
    };
  } finally {
    near.close();
    far.close();
  }
}

function opens(line: RTCDataChannel): Promise<boolean> {
  return new Promise((settle) => {
    const tooLate = setTimeout(() => settle(false), connectMs);
    line.onopen = () => {
      clearTimeout(tooLate);
      settle(true);
    };
  });
}

/** Sends at the pace of a picture; how many packets left. What arrives late is counted a little longer. */
function stream(line: RTCDataChannel): Promise<number> {
  const packet = new Uint8Array(packetBytes);
  const view = new DataView(packet.buffer);
  const until = performance.now() + streamMs;
  let sent = 0;
  return new Promise((settle) => {
    const timer = setInterval(() => {
      if (performance.now() >= until || line.readyState !== 'open') {
        clearInterval(timer);
        setTimeout(() => settle(sent), 300);
        return;
      }
      for (let i = 0; i < packetsAtOnce && line.bufferedAmount < 64_000; i++) {
        view.setFloat64(0, performance.now());
        line.send(packet);
        sent += 1;
      }
    }, packetEveryMs);
  });
}
