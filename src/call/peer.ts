import { createConnection, keepEarlyCandidates, type Connection, type OutgoingTracks } from './connection.ts';
import type { Signal } from './protocol.ts';
import { noPeer, readSide, type Peer, type PeerOptions, type PeerView, type SideState } from './peer-view.ts';
import { keepSpare, staleOfferMs, type Built } from './outgoing/spare.ts';
import { readSaid } from './outgoing/said.ts';
import type { Step } from './quality/ladder.ts';
import { keepCarried, pathIn } from './quality/path.ts';
import { watchPackets } from './quality/watchdog.ts';
import { proveSecured } from './words/secured.ts';
import { askThisDevice } from './this-device.ts';
import { createWordsExchange, readWordsMessage, type WordsExchange } from './words/security-words.ts';

const helloAgainMs = 3000;
const rebuildMs = 8000;
const freshMs = 1500;
const nothing = noPeer.otherSide;

export function createPeer(options: PeerOptions): Peer {
  let { iceServers } = options;
  let connection: Connection | null = null;
  let startedAt = -Infinity;
  let live: Partial<OutgoingTracks> | null = null;
  let told: SideState = nothing;
  let present = true;
  let step: Step = 'video';
  const spare = keepSpare(() => build(crypto.randomUUID()));
  let hidden = false;
  /** Fresh credentials were asked for since the last connection held. */
  let askedRelay = false;
  let view = noPeer;
  let exchange: WordsExchange | null = null;
  const device = askThisDevice();
  let stopWatching = () => {};
  let retry: ReturnType<typeof setTimeout> | undefined;
  let puttingAway: ReturnType<typeof setTimeout> | undefined;
  const securing = proveSecured(() => {
    if (view.media === 'connected' && connection?.pc.connectionState === 'connected') update({ secured: true });
  });
  let work: Promise<void> = Promise.resolve();
  const carried = keepCarried();
  const early = keepEarlyCandidates();
  let closed = false;

  const outgoing = (): OutgoingTracks => ({ audio: live?.audio ?? options.blank.audio, video: live?.video ?? options.blank.video });

  function update(change: Partial<PeerView>) {
    if (closed) return;
    view = { ...view, ...change };
    options.onChange(view);
  }

  function retryIn(milliseconds: number) {
    clearTimeout(retry);
    retry = setTimeout(giveUpThisWay, milliseconds);
  }

  function layOutNext() {
    if (present || options.role !== 'specialist' || !connection?.pc.remoteDescription) return;
    spare.layOut();
    carried.look(connection.pc);
  }

  function drop() {
    stopWatching();
    securing.stop();
    const left = connection;
    connection = null;
    // Closing takes a browser tens of milliseconds: what is said to the other side comes first (S2).
    if (left) setTimeout(() => left.close());
  }

  function build(id: string): Built {
    const remote = new MediaStream();
    const made: Connection = createConnection({
      id,
      role: options.role,
      iceServers,
      relayOnly: hidden,
      ...device,
      startKbps: carried.startKbps,
      tracks: outgoing(),
      chat: options.chat ?? null,
      send: (signal) => made === connection && options.send(signal),
      ...(options.create ? { create: options.create } : {}),
      onState: (state) => made === connection && follow(state),
      onTrack: (track) => remote.addTrack(track),
      onChannelOpen() {
        for (const said of [told, { ladder: 'stands', step }]) made.tell(JSON.stringify(said));
        if (made === connection) void exchange?.start();
      },
      onRelayRefused: () => made === connection && view.media !== 'connected' && needRelay(),
      onMessage: (text) => made === connection && hear(text),
    });
    return { made, remote, builtAt: performance.now() };
  }

  /** `first` is said before the page is told, which draws (S2). */
  function adopt({ made, remote, builtAt }: Built, first?: () => void): Connection {
    // The other side gave this way up first: it was none for either.
    const noWay = view.noWay || (answered() && performance.now() - startedAt > rebuildMs - freshMs);
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
    first?.();
    update({ media: view.media === 'lost' ? 'lost' : 'connecting', secured: false, remote, otherSide: nothing, words: null, noWay });
    retryIn(rebuildMs);
    return made;
  }

  const make = (id: string) => adopt(build(id));
  /** The specialist's page offers: what was laid out for them, what waits for its answer already, or anew. */
  function offer() {
    const laidOut = spare.take();
    // What may be sent has perhaps changed since it was laid out: first that, then the offer (V4).
    if (laidOut) adopt(laidOut, () => void laidOut.made.replaceTracks(outgoing()).then(laidOut.made.repeatOffer));
    else if (performance.now() - startedAt < staleOfferMs && connection?.repeatOffer()) retryIn(rebuildMs);
    else make(crypto.randomUUID()).offer();
  }

  function needRelay() {
    if (askedRelay) return;
    askedRelay = true;
    options.onRelayNeeded();
  }

  async function tellPath(pc: RTCPeerConnection) {
    const path = pathIn((await pc.getStats()) as unknown as Iterable<[string, never]>);
    if (pc === connection?.pc && path !== view.path) update({ path });
  }

  function follow(state: RTCPeerConnectionState) {
    if (state === 'connected') {
      clearTimeout(retry);
      watch();
      askedRelay = false;
      void connection?.tunePictures({ step, raised: false });
      update({ media: 'connected', noWay: false });
      if (connection) void tellPath(connection.pc);
    } else if (state === 'disconnected' || state === 'failed') lose();
    else if (state === 'closed') rebuild();
  }

  function lose() {
    if (view.media === 'connected') {
      securing.stop();
      update({ media: 'lost', secured: false });
      retryIn(rebuildMs);
    }
    connection?.pc.restartIce();
  }

  const answered = () => !!connection?.pc.remoteDescription && connection.pc.connectionState !== 'connected';

  /** Eight seconds without a way to each other: said, and tried anew with fresh credentials (quality 48). */
  function giveUpThisWay() {
    if (answered()) {
      update({ noWay: true });
      needRelay();
    }
    rebuild();
  }

  function watch() {
    stopWatching();
    const { pc } = connection ?? {};
    if (!pc) return;
    stopWatching = watchPackets({
      read: () => pc.getStats() as unknown as Promise<Iterable<[string, never]>>,
      onStall() {
        lose();
        layOutNext();
      },
      patient: () => present,
      onFlow() {
        if (pc.connectionState !== 'connected' || view.media === 'connected') return;
        clearTimeout(retry);
        spare.putAway();
        update({ media: 'connected', noWay: false });
        void tellPath(pc);
        securing.start();
      },
      onQuality: (quality, sample) => update({ quality, sample }),
    });
  }

  function hear(text: string) {
    const words = readWordsMessage(text);
    if (words) return void exchange?.receive(words);
    const said = readSaid(text);
    if (said) return options.onSaid(said);
    const side = readSide(text);
    if (!side) return;
    update({ otherSide: side });
    // A message is proof that the other end finished its handshake with us.
    if (!view.secured && !securing.running) securing.start();
  }

  function rebuild() {
    if (closed) return;
    if (options.role === 'patient') {
      options.send({ kind: 'hello' });
      return awaitOther();
    }
    offer();
  }

  /** What a connection was made with has changed: the specialist's page makes another, the patient's asks for it. */
  function startOver() {
    if (options.role === 'specialist') make(crypto.randomUUID()).offer();
    else rebuild();
  }

  const announce = () => void (view.media !== 'connected' && rebuild());
  const awaitOther = () => retryIn(helloAgainMs);
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
      for (const { candidate } of early.takeFor(target.id)) await target.receiveCandidate(candidate);
      return;
    }
    if (connection?.id === signal.connection && connection.pc.remoteDescription)
      return connection.receiveCandidate(signal.candidate);
    early.keep(signal);
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
    raise: () => void connection?.tunePictures({ step, raised: true }),
    useStep(next) {
      step = next;
      void connection?.tunePictures({ step, raised: false });
    },
    say: (message) => void connection?.tell(JSON.stringify(message)),
    otherPresent(next) {
      if (next === present) return;
      present = next;
      clearTimeout(puttingAway);
      // Whoever left the page comes back within seconds: the way is ready before silence on the line is noticed (S2).
      layOutNext();
      // Whose line to the server alone was broken needs no other way.
      if (present) puttingAway = setTimeout(() => view.media === 'connected' && spare.putAway(), rebuildMs);
    },
    useRelay(next) {
      iceServers = next;
      spare.putAway();
      if (connection) connection.pc.setConfiguration({ ...connection.pc.getConfiguration(), iceServers });
      if (connection && view.media !== 'connected') startOver();
    },
    hideAddress(next) {
      if (next === hidden) return;
      hidden = next;
      spare.putAway();
      if (connection) startOver();
    },
    rebuild,
    close() {
      closed = true;
      clearTimeout(retry);
      clearTimeout(puttingAway);
      spare.putAway();
      drop();
    },
  };
}
