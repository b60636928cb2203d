import type { Role } from '#domain/people.ts';
import type { NetworkState, RoomView } from '#domain/room-view.ts';
import { createBlankMedia, type BlankMedia } from './blank-media.ts';
import type { Chat } from './chat/chat.ts';
import type { DeviceView, Devices } from './devices.ts';
import { createPeer, noPeer, type Peer, type PeerOptions, type PeerView } from './peer.ts';
import type { Answer, RelayServer } from './protocol.ts';
import { qualityOfRoundTrips } from './quality.ts';
import { endsDevices, initialState, phaseOf, reduce, wantsOf, type Phase, type SessionEvent, type SessionState } from './session-state.ts';
import type { Signalling } from './signalling.ts';

export interface SessionView {
  phase: Phase;
  state: SessionState;
  room: RoomView | null;
  devices: DeviceView;
  peer: PeerView;
  network: NetworkState;
  /** Why the last command was refused; null once another one succeeds. */
  refusal: string | null;
}

export interface SessionOptions {
  role: Role;
  signalling: Signalling;
  devices: Devices;
  chat?: Chat;
  /** Whether a person has already pressed something in this page (V2). */
  pressed: boolean;
  onChange(view: SessionView): void;
  createPeer?: (options: PeerOptions) => Peer;
  createBlank?: () => BlankMedia;
}

/** A room page at work: it does what `wantsOf` says and nothing else. */
export interface Session {
  readonly view: SessionView;
  /** A person's own press: takes the seat (V2). */
  enter(): Promise<void>;
  admit(): Promise<void>;
  hangUp(): Promise<void>;
  /** "No coinciden": somebody may sit in between; ends the call for both (V7). */
  mistrust(): Promise<void>;
  comeBack(): Promise<void>;
  finish(): Promise<void>;
  leave(): Promise<void>;
  announceDelay(minutes: number): Promise<void>;
  /** Sound or picture does not arrive: builds the connection anew without leaving. */
  rebuild(): void;
  close(): void;
}

const raiseAfterMs = 5000;
const relayEveryMs = 8 * 60_000;
const longestTimer = 2 ** 31 - 1000;

export function createSession(options: SessionOptions): Session {
  const { signalling, devices } = options;
  let state = initialState(options.role);
  let peer: Peer | null = null;
  let blank: BlankMedia | null = null;
  let peerView = noPeer;
  let iceServers: RelayServer[] = [];
  let network: NetworkState = 'untried';
  let refusal: string | null = null;
  let live = false;
  let sent: { audio: MediaStreamTrack | null; video: MediaStreamTrack | null } = { audio: null, video: null };
  let hangUpOwed = false;
  /** A person pressed «Salir»: until they press again nothing enters by itself. */
  let leaving = false;
  let reported = '';
  let told = '';
  let mediaTold = false;
  let raising: ReturnType<typeof setTimeout> | undefined;
  let opening: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const viewNow = (): SessionView => ({ phase: phaseOf(state), state, room: state.room, devices: devices.view, peer: peerView, network, refusal });

  function dispatch(event: SessionEvent) {
    if (closed) return;
    state = reduce(state, event);
    reconcile();
    options.onChange(viewNow());
  }

  function reconcile() {
    const wants = wantsOf(state);
    if (!wants.peer && peer) endPeer();
    if (wants.peer && !peer) startPeer();
    if (wants.live !== live) {
      live = wants.live;
      if (live && !devices.view.cameraTrack && !devices.view.microphoneTrack) void devices.open();
      if (!live) clearTimeout(raising);
    }
    options.chat?.allow(wants.live);
    sendMedia();
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
    blank = (options.createBlank ?? createBlankMedia)();
    peer = (options.createPeer ?? createPeer)({
      role: options.role,
      appointmentId: state.room?.appointmentId ?? '',
      iceServers,
      blank,
      chat: options.chat ?? null,
      send: (signal) => signalling.send(signal),
      onChange(view) {
        peerView = view;
        dispatch({ type: 'media', media: view.media });
      },
    });
    sent = { audio: null, video: null };
    told = '';
    peer.announce();
  }

  function endPeer() {
    const ended = peer;
    peer = null;
    peerView = noPeer;
    live = false;
    ended?.close();
    blank?.stop();
    blank = null;
    state = reduce(state, { type: 'media', media: 'none' });
  }

  /** Camera and microphone go out while `live` holds, silence and black otherwise (V4). */
  function sendMedia() {
    if (!peer) return;
    const next = live ? { audio: devices.view.microphoneTrack, video: devices.view.cameraTrack } : { audio: null, video: null };
    if (next.audio !== sent.audio || next.video !== sent.video) {
      sent = next;
      const tracks = { ...(next.audio ? { audio: next.audio } : {}), ...(next.video ? { video: next.video } : {}) };
      void peer.setLive(live ? tracks : null);
      if (live && next.video) raiseLater(next.video);
    }
    const side = { live, microphone: live && !!next.audio && !devices.view.microphoneOff, camera: live && !!next.video };
    if (JSON.stringify(side) === told) return;
    told = JSON.stringify(side);
    peer.tell(side);
  }

  function raiseLater(video: MediaStreamTrack) {
    clearTimeout(raising);
    raising = setTimeout(() => {
      if (peerView.quality !== 'good') return raiseLater(video);
      void video.applyConstraints({ width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }).catch(() => {});
      peer?.raise();
    }, raiseAfterMs);
  }

  function tellServer() {
    if (!state.entered || !state.online) return;
    const flowing = live && state.media === 'connected';
    if (flowing !== mediaTold) {
      mediaTold = flowing;
      signalling.media(flowing);
    }
    const report = { camera: devices.view.camera, microphone: devices.view.microphone, network };
    if (JSON.stringify(report) === reported || (report.camera === 'untried' && network === 'untried')) return;
    reported = JSON.stringify(report);
    void signalling.report(report);
  }

  function settle<Value>(answer: Answer<Value>, event: (value: Value) => SessionEvent): boolean {
    refusal = answer.ok ? null : answer.kind;
    if (answer.ok) dispatch(event(answer.value));
    else options.onChange(viewNow());
    return answer.ok;
  }
  const roomIn = (room: RoomView): SessionEvent => ({ type: 'room', room });

  async function enter() {
    const answer = await signalling.ask('enter');
    if (closed) return;
    refusal = answer.ok || answer.kind === 'seat-taken' ? null : answer.kind;
    if (answer.ok) {
      iceServers = answer.value.iceServers;
      const returning = state.entered;
      dispatch({ type: 'entered', room: answer.value.room });
      if (returning && state.media !== 'connected') peer?.announce();
      if (network === 'untried') void measureNetwork();
    } else if (answer.kind === 'seat-taken') dispatch({ type: 'turned-away' });
    else options.onChange(viewNow());
  }

  async function measureNetwork() {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) times.push(await signalling.roundTrip());
    network = qualityOfRoundTrips(times);
    dispatch({ type: 'online' });
  }

  async function arrive() {
    mediaTold = false;
    reported = '';
    dispatch({ type: 'online' });
    if (state.exit !== 'none') return;
    const room = await look();
    if (!room) return;
    // The seat was taken by a press in this very browser: a reload or a dropped line resumes without asking (V5).
    if (!leaving && (state.entered || options.pressed || room.seat === 'mine')) await enter();
    if (hangUpOwed) await hangUp();
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

  signalling.on('room', (room) => dispatch({ type: 'room', room }));
  signalling.on('signal', (signal) => peer?.receive(signal));
  signalling.on('seat-moved', () => dispatch({ type: 'moved' }));
  signalling.on('changed', () => {
    if (!state.entered) void look();
  });
  signalling.onOnline(() => void arrive());
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
    async admit() {
      settle(await signalling.ask('admit'), roomIn);
    },
    hangUp,
    async mistrust() {
      if (!settle(await signalling.ask('mistrust'), roomIn)) await hangUp();
    },
    async comeBack() {
      hangUpOwed = false;
      if (settle(await signalling.ask('back'), roomIn)) dispatch({ type: 'came-back' });
    },
    async finish() {
      settle(await signalling.ask('finish'), roomIn);
    },
    async leave() {
      // What enters by itself must not take back the seat that a person gives up.
      leaving = true;
      const answer = await signalling.ask('leave');
      leaving = answer.ok;
      settle(answer, () => ({ type: 'left' }));
    },
    async announceDelay(minutes) {
      settle(await signalling.delay(minutes), roomIn);
    },
    rebuild: () => peer?.rebuild(),
    close() {
      closed = true;
      clearTimeout(raising);
      clearTimeout(opening);
      clearInterval(renewing);
      stopDevices();
      if (peer) endPeer();
      devices.close();
      signalling.close();
    },
  };
}
