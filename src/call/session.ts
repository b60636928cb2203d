import type { NetworkState, RoomView } from '#domain/room-view.ts';
import { createBlankMedia, type BlankMedia } from './outgoing/blank-media.ts';
import { createDrawing } from './outgoing/drawing.ts';
import { createLetIn } from './outgoing/let-in.ts';
import { sendThrough, type Outgoing } from './outgoing/outgoing-media.ts';
import { createServerReport } from './outgoing/server-report.ts';
import { createPeer } from './peer.ts';
import { noPeer, type Peer } from './peer-view.ts';
import { createLadder } from './quality/ladder.ts';
import { offersRelay } from './quality/path.ts';
import type { Answer, Arrival, Entry, RelayServer } from './protocol.ts';
import { networkStateOf, testNetwork } from './check/network-test.ts';
import { addressHidden, endsDevices, initialState, phaseOf, reduce, wantsOf, type SessionEvent } from './session-state.ts';
import type { Session, SessionOptions, SessionView } from './session-view.ts';

export type { Session, SessionView };

const relayEveryMs = 8 * 60_000;
/** Round trips are counted once the connection has had its turn. */
const measureAfterMs = 1500;
const lookAgainMs = 2000;
const longestTimer = 2 ** 31 - 1000;

export function createSession(options: SessionOptions): Session {
  const { signalling, devices } = options;
  let state = initialState(options.role);
  let peer: Peer | null = null;
  let outgoing: Outgoing | null = null;
  let blank: BlankMedia | null = null;
  let peerView = noPeer;
  let iceServers: RelayServer[] = [];
  let network: NetworkState = 'untried';
  let refusal: string | null = null;
  let live = false;
  let hangUpOwed = false;
  /** A person pressed «Salir»: until they press again nothing enters by itself. */
  let leaving = false;
  /** The server has already greeted the other side for this page. */
  let greeted = false;
  /** The welcome of the present line was heard. */
  let arrived = false;
  let opening: ReturnType<typeof setTimeout> | undefined;
  let measuring: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const viewNow = (): SessionView => ({ phase: phaseOf(state), state, room: state.room, devices: devices.view, peer: peerView, network, ladder: ladder.view, relayOffered: offersRelay(iceServers), refusal });

  const drawing = createDrawing(() => {
    if (!closed) options.onChange(viewNow());
  });
  const newLadder = () =>
    createLadder({
      send: (message) => peer?.say(message),
      onChange({ step }) {
        peer?.useStep(step);
        drawing.draw(live);
      },
    });
  let ladder = newLadder();
  const report = createServerReport(signalling);
  const letIn = createLetIn({
    ready: () => state.online && state.room?.other.present === true && state.media === 'connected',
    say: (admitted) => peer?.say({ admitted }),
    apply: (on) => dispatch({ type: 'let-in', on }),
  });

  function dispatch(event: SessionEvent) {
    if (closed) return;
    state = reduce(state, event);
    reconcile();
    drawing.draw(live);
  }

  function reconcile() {
    const wants = wantsOf(state);
    if (!wants.peer && peer) endPeer();
    if (wants.peer && !peer) startPeer();
    if (wants.live !== live) {
      live = wants.live;
      if (live && !devices.view.cameraTrack && !devices.view.microphoneTrack) void devices.open();
    }
    options.chat?.allow(wants.live);
    peer?.otherPresent(state.room?.other.present ?? true);
    peer?.hideAddress(addressHidden(state));
    if (!live) blank?.fit(devices.view.cameraTrack);
    const swap = outgoing?.send(live ? devices.view : null);
    if (swap) drawing.hold(swap);
    if (endsDevices(phaseOf(state))) devices.release();
    tellServer();
    lookWhenItOpens();
  }

  /** A page that counts down opens by itself. */
  function lookWhenItOpens() {
    const { room } = state;
    clearTimeout(opening);
    const wait = room?.stage === 'before' ? Date.parse(room.opensAt) - Date.parse(room.now) : 0;
    if (wait > 0 && wait < longestTimer) opening = setTimeout(() => void look(), wait + 300);
  }

  async function look(): Promise<RoomView | null> {
    const answer = await signalling.ask('look');
    if (!answer.ok) return null;
    dispatch({ type: 'room', room: answer.value });
    return answer.value;
  }

  function startPeer() {
    blank = (options.createBlank ?? createBlankMedia)(() => !live && peer?.useStep(ladder.view.step));
    peer = (options.createPeer ?? createPeer)({
      role: options.role,
      appointmentId: state.room?.appointmentId ?? '',
      iceServers,
      blank,
      chat: options.chat ?? null,
      send: (signal) => signalling.send(signal),
      onRelayNeeded: () => void renewRelay(),
      onSaid: (said) => ('ladder' in said ? live && ladder.receive(said) : options.role === 'patient' && letIn.now(said.admitted)),
      onChange(view) {
        // Where media stops the line to the server may be dead too, unnoticed.
        if (view.media === 'lost' && peerView.media !== 'lost') signalling.probe();
        const heard = view.sample !== peerView.sample && view.quality;
        peerView = view;
        if (heard && live) ladder.hear(heard, performance.now());
        dispatch({ type: 'media', media: view.media });
      },
    });
    peer.hideAddress(addressHidden(state));
    outgoing = sendThrough(peer, () => peerView.quality);
    if (greeted) peer.awaitOther();
    else peer.announce();
  }

  function endPeer() {
    const ended = peer;
    peer = null;
    outgoing?.stop();
    outgoing = null;
    peerView = noPeer;
    live = false;
    ladder = newLadder();
    ended?.close();
    blank?.stop();
    blank = null;
    state = reduce(state, { type: 'media', media: 'none' });
  }

  function tellServer() {
    if (!state.entered || !state.online) return;
    const { camera, microphone, sound } = devices.view;
    report.tell(live && state.media === 'connected', { camera, microphone, sound, network });
  }

  function settle<Value>(answer: Answer<Value>, event: (value: Value) => SessionEvent): boolean {
    refusal = answer.ok ? null : answer.kind;
    if (answer.ok) dispatch(event(answer.value));
    else drawing.draw(live);
    return answer.ok;
  }
  const roomIn = (room: RoomView): SessionEvent => ({ type: 'room', room });

  async function enter() {
    sitDown(await signalling.ask('enter'));
  }

  function sitDown(answer: Answer<{ room: RoomView; iceServers: RelayServer[] }>) {
    if (closed) return;
    refusal = answer.ok || answer.kind === 'seat-taken' ? null : answer.kind;
    if (answer.ok) {
      iceServers = answer.value.iceServers;
      const returning = state.entered;
      dispatch({ type: 'entered', room: answer.value.room });
      if (returning && state.media !== 'connected' && !greeted) peer?.announce();
      greeted = false;
      if (network === 'untried') measuring ??= setTimeout(() => void measureNetwork([]), measureAfterMs);
    } else if (answer.kind === 'seat-taken') dispatch({ type: 'turned-away' });
    else drawing.draw(live);
  }

  async function measureNetwork(through: RelayServer[]) {
    network = networkStateOf(await testNetwork({ iceServers: through, roundTrip: () => signalling.roundTrip() }));
    dispatch({ type: state.online ? 'online' : 'offline' });
  }

  /** The seat was taken by a press in this very browser: a reload or a dropped line resumes without asking (V5). */
  function entry(): Entry | null {
    const seat = (state.room ?? options.room)?.seat;
    const may = state.exit === 'none' && !leaving && (state.entered || options.pressed || seat === 'mine');
    return may ? (state.media === 'connected' ? 'with-media' : 'without-media') : null;
  }

  async function arrive(arrival: Answer<Arrival>) {
    arrived = true;
    if (state.exit !== 'none') return;
    if (arrival.ok && arrival.value.iceServers) {
      greeted = options.role === 'patient' && state.media !== 'connected';
      sitDown({ ok: true, value: { room: arrival.value.room, iceServers: arrival.value.iceServers } });
    } else if (arrival.ok) {
      dispatch(roomIn(arrival.value.room));
      if (entry()) await enter();
    } else {
      if (!(await look())) lookAgain();
      sitDown(arrival);
    }
    if (hangUpOwed) await hangUp();
  }

  /** A server that could not answer is asked again while the line is up. */
  function lookAgain() {
    clearTimeout(opening);
    opening = setTimeout(() => {
      if (!state.online) return;
      if (entry()) void enter();
      else void look().then((seen) => seen ?? lookAgain());
    }, lookAgainMs);
  }

  async function hangUp() {
    hangUpOwed = true;
    signalling.send({ kind: 'bye' });
    dispatch({ type: 'hung-up' });
    const answer = await signalling.ask('hangup');
    // Without a line it is still owed: the next arrival says it again.
    hangUpOwed = !answer.ok && answer.kind === 'try-again-later';
    settle(answer, roomIn);
  }

  async function renewRelay() {
    if (!state.entered) return;
    const answer = await signalling.ask('relay');
    if (!answer.ok) return;
    iceServers = answer.value.iceServers;
    peer?.useRelay(iceServers);
  }

  signalling.enterBy(entry);
  signalling.on('welcome', (arrival) => void arrive(arrival));
  signalling.on('room', (room) => dispatch({ type: 'room', room }));
  signalling.on('signal', (signal) => peer?.receive(signal));
  signalling.on('seat-moved', () => dispatch({ type: 'moved' }));
  signalling.on('changed', () => {
    // Who is about to sit down hears of it by the welcome.
    if (!state.entered && arrived) void look();
  });
  signalling.onOnline(() => {
    report.forget();
    arrived = false;
    dispatch({ type: 'online' });
  });
  signalling.onOffline(() => dispatch({ type: 'offline' }));
  const stopDevices = devices.subscribe(() => dispatch({ type: state.online ? 'online' : 'offline' }));
  const renewing = setInterval(() => void renewRelay(), relayEveryMs);

  return {
    get view() {
      return viewNow();
    },
    enter() {
      leaving = false;
      return enter();
    },
    admit: () => letIn.press(async () => settle(await signalling.ask('admit'), roomIn)),
    hangUp,
    async mistrust() {
      if (!settle(await signalling.ask('mistrust'), roomIn)) await hangUp();
    },
    async comeBack() {
      hangUpOwed = false;
      if (settle(await signalling.ask('back'), roomIn)) dispatch({ type: 'came-back' });
    },
    finish: async () => void settle(await signalling.ask('finish'), roomIn),
    async leave() {
      // What enters by itself must not take back the seat that a person gives up.
      leaving = true;
      const answer = await signalling.ask('leave');
      leaving = answer.ok;
      settle(answer, () => ({ type: 'left' }));
    },
    announceDelay: async (minutes) => void settle(await signalling.delay(minutes), roomIn),
    testNetwork: () => measureNetwork(iceServers),
    hideAddress: async (hidden) => void settle(await signalling.hide(hidden), roomIn),
    proposeStep: (step) => ladder.propose(step),
    agreeStep: () => ladder.agree(),
    declineStep: () => ladder.decline(performance.now()),
    rebuild: () => peer?.rebuild(),
    close() {
      closed = true;
      letIn.end();
      clearTimeout(measuring);
      clearTimeout(opening);
      clearInterval(renewing);
      stopDevices();
      if (peer) endPeer();
      devices.close();
      signalling.close();
    },
  };
}
