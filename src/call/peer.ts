import { createConnection, type Connection, type OutgoingTracks } from './connection.ts';
import type { Signal } from './protocol.ts';
import { noPeer, readSide, type Peer, type PeerOptions, type PeerView, type SideState } from './peer-view.ts';
import { watchPackets } from './quality/watchdog.ts';
import { createWordsExchange, readWordsMessage, type WordsExchange } from './words/security-words.ts';

const helloAgainMs = 3000;
/** Relay credentials inside an offer that waits for its answer live ten minutes. */
const staleOfferMs = 5 * 60_000;
const rebuildMs = 8000;
const securedMs = 1000;
const freshMs = 1500;
const mostEarly = 50;
const firstBitrate = 800_000;
const raisedBitrate = 2_000_000;
const nothing = noPeer.otherSide;

interface Built {
  made: Connection;
  remote: MediaStream;
  builtAt: number;
}

export function createPeer(options: PeerOptions): Peer {
  let { iceServers } = options;
  let connection: Connection | null = null;
  let startedAt = -Infinity;
  let live: Partial<OutgoingTracks> | null = null;
  let told: SideState = nothing;
  let present = true;
  let spare: Built | null = null;
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

  function build(id: string): Built {
    const remote = new MediaStream();
    const made: Connection = createConnection({
      id,
      role: options.role,
      iceServers,
      certificate,
      tracks: outgoing(),
      chat: options.chat ?? null,
      send: (signal) => made === connection && options.send(signal),
      ...(options.create ? { create: options.create } : {}),
      onState: (state) => made === connection && follow(state),
      onTrack: (track) => remote.addTrack(track),
      onChannelOpen() {
        made.tell(JSON.stringify(told));
        if (made === connection) void exchange?.start();
      },
      onMessage: (text) => made === connection && hear(text),
    });
    return { made, remote, builtAt: performance.now() };
  }

  function adopt({ made, remote, builtAt }: Built): Connection {
    drop();
    startedAt = builtAt;
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

  const make = (id: string) => adopt(build(id));

  /** The specialist's page offers: what was laid out for them, what waits for its answer already, or anew. */
  function offer() {
    const fresh = (builtAt: number) => performance.now() - builtAt < staleOfferMs;
    if (spare && fresh(spare.builtAt)) {
      const made = adopt(takeSpare());
      void made.replaceTracks(outgoing());
      made.repeatOffer();
    } else if (fresh(startedAt) && connection?.repeatOffer()) retryIn(rebuildMs);
    else make(crypto.randomUUID()).offer();
  }

  function takeSpare(): Built {
    const taken = spare;
    spare = null;
    return taken ?? build(crypto.randomUUID());
  }

  /** They left: the next connection is laid out, unsaid, so that whoever comes back is answered at once (S2). */
  function layOut() {
    if (options.role !== 'specialist' || spare || closed) return;
    spare = build(crypto.randomUUID());
    spare.made.offer();
  }

  function putAway() {
    spare?.made.close();
    spare = null;
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
      onStall() {
        lose();
        if (!present) layOut();
      },
      patient: () => present,
      onFlow() {
        if (pc.connectionState !== 'connected' || view.media === 'connected') return;
        clearTimeout(retry);
        putAway();
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
      options.send({ kind: 'hello' });
      return awaitOther();
    }
    offer();
  }

  function announce() {
    if (view.media !== 'connected') rebuild();
  }

  function awaitOther() {
    retryIn(helloAgainMs);
  }

  function greet() {
    if (options.role === 'patient') return rebuild();
    const underWay = connection?.pc.remoteDescription && view.media !== 'connected' && performance.now() - startedAt < freshMs;
    if (!underWay) offer();
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
    awaitOther,
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
    otherPresent(next) {
      if (next === present) return;
      present = next;
      if (!present && view.media === 'lost') layOut();
    },
    useRelay(next) {
      iceServers = next;
      if (connection) connection.pc.setConfiguration({ ...connection.pc.getConfiguration(), iceServers });
    },
    rebuild,
    close() {
      closed = true;
      clearTimeout(retry);
      putAway();
      drop();
    },
  };
}
