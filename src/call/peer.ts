import type { Role } from '#domain/people.ts';
import type { Chat } from './chat/chat.ts';
import { createConnection, type Connection, type OutgoingTracks } from './connection.ts';
import type { RelayServer, Signal } from './protocol.ts';
import type { Quality, Sample } from './quality.ts';
import { createWordsExchange, readWordsMessage, type WordsExchange, type WordsOutcome } from './security-words.ts';
import type { Media } from './session-state.ts';
import { watchPackets } from './watchdog.ts';

/** What each side tells the other over their own encrypted channel. */
export interface SideState {
  live: boolean;
  microphone: boolean;
  camera: boolean;
}

export const noPeer: PeerView = {
  media: 'none',
  secured: false,
  remote: null,
  otherSide: { live: false, microphone: false, camera: false },
  quality: null,
  sample: null,
  words: null,
};

export interface PeerView {
  media: Media;
  /** Both ends speak over DTLS and have done so for a second: never on the first flash of `connected`. */
  secured: boolean;
  remote: MediaStream | null;
  otherSide: SideState;
  quality: Quality | null;
  sample: Sample | null;
  /** What both can read aloud to each other; null until it is computed (V7). */
  words: WordsOutcome | null;
}

export interface PeerOptions {
  role: Role;
  appointmentId: string;
  iceServers: RelayServer[];
  blank: OutgoingTracks;
  /** What goes through the connection's own channels for it (V8). */
  chat?: Chat | null;
  send(signal: Signal): void;
  onChange(view: PeerView): void;
  create?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

/** The way to the other browser, made anew as often as needed; see `Signal` for who starts. */
export interface Peer {
  /** Says that this page is here and wants a connection. */
  announce(): void;
  receive(signal: Signal): void;
  /** What is sent from now on; null sends the generated silence and black picture. */
  setLive(tracks: Partial<OutgoingTracks> | null): Promise<void>;
  tell(side: SideState): void;
  /** Lets the picture grow once the call runs well. */
  raise(): void;
  useRelay(iceServers: RelayServer[]): void;
  /** Builds the connection anew without leaving the call. */
  rebuild(): void;
  close(): void;
}

const helloAgainMs = 3000;
const rebuildMs = 8000;
const securedMs = 1000;
const freshMs = 1500;
const mostEarly = 50;
const firstBitrate = 800_000;
const raisedBitrate = 2_000_000;
const nothing = noPeer.otherSide;

export function createPeer(options: PeerOptions): Peer {
  let { iceServers } = options;
  let connection: Connection | null = null;
  let startedAt = -Infinity;
  let live: Partial<OutgoingTracks> | null = null;
  let told: SideState = nothing;
  let view = noPeer;
  let exchange: WordsExchange | null = null;
  let certificate: RTCCertificate | null = null;
  let stopWatching = () => {};
  let retry: ReturnType<typeof setTimeout> | undefined;
  let securing: ReturnType<typeof setTimeout> | undefined;
  let work: Promise<void> = Promise.resolve();
  /** Candidates that overtook their description on the way. */
  let early: Extract<Signal, { kind: 'candidate' }>[] = [];
  let closed = false;

  // One for the whole call, so that compared words hold through every new connection (V7).
  globalThis.RTCPeerConnection?.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' } as AlgorithmIdentifier).then(
    (made) => (certificate = made),
    () => {},
  );

  const outgoing = (): OutgoingTracks => ({ audio: live?.audio ?? options.blank.audio, video: live?.video ?? options.blank.video });

  function update(change: Partial<PeerView>) {
    if (closed) return;
    view = { ...view, ...change };
    options.onChange(view);
  }

  function retryIn(milliseconds: number) {
    clearTimeout(retry);
    retry = setTimeout(rebuild, milliseconds);
  }

  function stopSecuring() {
    clearTimeout(securing);
    securing = undefined;
  }

  function drop() {
    stopWatching();
    stopSecuring();
    connection?.close();
    connection = null;
  }

  function make(id: string): Connection {
    drop();
    startedAt = performance.now();
    const remote = new MediaStream();
    const made: Connection = createConnection({
      id,
      role: options.role,
      iceServers,
      certificate,
      tracks: outgoing(),
      chat: options.chat ?? null,
      send: options.send,
      ...(options.create ? { create: options.create } : {}),
      onState: (state) => made === connection && follow(state),
      onTrack: (track) => remote.addTrack(track),
      onChannelOpen() {
        made.tell(JSON.stringify(told));
        if (made === connection) void exchange?.start();
      },
      onMessage: (text) => made === connection && hear(text),
    });
    connection = made;
    exchange = createWordsExchange({
      role: options.role,
      appointmentId: options.appointmentId,
      fingerprints: () => made.fingerprints(),
      send: (message) => made.tell(JSON.stringify(message)),
      onOutcome: (words) => made === connection && update({ words }),
    });
    update({ media: view.media === 'lost' ? 'lost' : 'connecting', secured: false, remote, otherSide: nothing, words: null });
    retryIn(rebuildMs);
    return made;
  }

  function follow(state: RTCPeerConnectionState) {
    if (state === 'connected') {
      clearTimeout(retry);
      watch();
      void connection?.limitVideo(firstBitrate);
      update({ media: 'connected' });
    } else if (state === 'disconnected' || state === 'failed') lose();
    else if (state === 'closed') rebuild();
  }

  function lose() {
    if (view.media === 'connected') {
      stopSecuring();
      update({ media: 'lost', secured: false });
      retryIn(rebuildMs);
    }
    connection?.pc.restartIce();
  }

  function watch() {
    stopWatching();
    const { pc } = connection ?? {};
    if (!pc) return;
    stopWatching = watchPackets({
      read: () => pc.getStats() as unknown as Promise<Iterable<[string, never]>>,
      onStall: lose,
      onFlow() {
        if (pc.connectionState !== 'connected' || view.media === 'connected') return;
        clearTimeout(retry);
        update({ media: 'connected' });
        secure();
      },
      onQuality: (quality, sample) => update({ quality, sample }),
    });
  }

  function secure() {
    stopSecuring();
    securing = setTimeout(() => {
      securing = undefined;
      if (view.media === 'connected' && connection?.pc.connectionState === 'connected') update({ secured: true });
    }, securedMs);
  }

  function hear(text: string) {
    const words = readWordsMessage(text);
    if (words) return void exchange?.receive(words);
    const side = readSide(text);
    if (!side) return;
    update({ otherSide: side });
    // A message is proof that the other end finished its handshake with us.
    if (!view.secured && securing === undefined) secure();
  }

  function rebuild() {
    if (closed) return;
    if (options.role === 'patient') {
      announce();
      return;
    }
    if (!connection) return announce();
    make(crypto.randomUUID()).offer();
  }

  function announce() {
    options.send({ kind: 'hello' });
    retryIn(helloAgainMs);
  }

  function greet() {
    if (options.role === 'patient') return announce();
    const fresh = connection && view.media !== 'connected' && performance.now() - startedAt < freshMs;
    if (!fresh) make(crypto.randomUUID()).offer();
  }

  async function take(signal: Signal) {
    if (closed) return;
    if (signal.kind === 'hello') return greet();
    if (signal.kind === 'bye') {
      drop();
      clearTimeout(retry);
      return update({ media: 'none', secured: false, remote: null, otherSide: nothing, words: null });
    }
    if (signal.kind === 'description') {
      const known = connection?.id === signal.connection;
      if (!known && (options.role === 'specialist' || signal.description.type !== 'offer')) return;
      const target = known && connection ? connection : make(signal.connection);
      await target.receiveDescription(signal.description);
      const waiting = early.filter((one) => one.connection === target.id);
      early = [];
      for (const { candidate } of waiting) await target.receiveCandidate(candidate);
      return;
    }
    if (connection?.id === signal.connection && connection.pc.remoteDescription) return connection.receiveCandidate(signal.candidate);
    if (early.length < mostEarly) early.push(signal);
  }

  return {
    announce,
    receive(signal) {
      work = work.then(() => take(signal)).catch(() => {});
    },
    async setLive(tracks) {
      live = tracks;
      await connection?.replaceTracks(outgoing());
    },
    tell(side) {
      told = side;
      connection?.tell(JSON.stringify(side));
    },
    raise: () => void connection?.limitVideo(raisedBitrate),
    useRelay(next) {
      iceServers = next;
      if (connection) connection.pc.setConfiguration({ ...connection.pc.getConfiguration(), iceServers });
    },
    rebuild,
    close() {
      closed = true;
      clearTimeout(retry);
      drop();
    },
  };
}

/** Reads the other side's message; null for anything that is not one. */
export function readSide(text: string): SideState | null {
  try {
    const { live, microphone, camera } = JSON.parse(text) as Record<string, unknown>;
    return typeof live === 'boolean' && typeof microphone === 'boolean' && typeof camera === 'boolean' ? { live, microphone, camera } : null;
  } catch {
    return null;
  }
}
