import type { Devices, DeviceView } from '#call/devices.ts';
import type { Answer, Entry, Signal } from '#call/protocol.ts';
import type { Signalling } from '#call/signalling.ts';
import type { RoomView } from '#domain/room-view.ts';

/** A track that is nothing but its name. */
export function scriptedTrack(kind: 'audio' | 'video', label: string): MediaStreamTrack {
  return { kind, label, enabled: true, stop() {}, applyConstraints: async () => {}, getSettings: () => ({}) } as unknown as MediaStreamTrack;
}

export const blankTracks = () => ({ audio: scriptedTrack('audio', 'silence'), video: scriptedTrack('video', 'black'), fit() {}, stop() {} });

class ScriptedStream {
  readonly tracks: MediaStreamTrack[] = [];
  addTrack(track: MediaStreamTrack) {
    this.tracks.push(track);
  }
}

/** Puts what Node lacks of a browser where the engine looks for it. */
export function standInForBrowser(): void {
  (globalThis as { MediaStream?: unknown }).MediaStream = ScriptedStream;
}

interface Sender {
  track: MediaStreamTrack | null;
}

/** An RTCPeerConnection that follows the state machine of JSEP and connects when both descriptions match. */
export class ScriptedConnection {
  static all: ScriptedConnection[] = [];
  /** The certificate that both ends see of somebody in between; null where nobody is. */
  static forged: string | null = null;
  /** Networks that let nothing through. */
  static stuck = false;
  signalingState: RTCSignalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  localDescription: { type: 'offer' | 'answer'; sdp: string } | null = null;
  remoteDescription: { type: 'offer' | 'answer'; sdp: string } | null = null;
  onconnectionstatechange: (() => void) | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: null }) => void) | null = null;
  ontrack: ((event: { track: MediaStreamTrack }) => void) | null = null;
  channel: { readyState: string; onopen?: () => void; onmessage?: (event: { data: string }) => void; send(text: string): void } | null = null;
  packets = 0;
  flowing = true;
  restarts = 0;
  rollbacks = 0;
  closed = false;
  partner: ScriptedConnection | null = null;
  transceivers: { direction: string; sender: Sender & { replaceTrack(track: MediaStreamTrack): Promise<void> }; receiver: { track: MediaStreamTrack } }[] = [];
  private count = 0;
  readonly owner: string;

  constructor(owner: string) {
    this.owner = owner;
    ScriptedConnection.all.push(this);
  }

  addTransceiver(track: MediaStreamTrack) {
    this.makeTransceiver(track.kind as 'audio' | 'video', track, 'sendrecv');
    if (this.transceivers.length === 2) queueMicrotask(() => this.onnegotiationneeded?.());
    return this.transceivers.at(-1);
  }
  private makeTransceiver(kind: 'audio' | 'video', track: MediaStreamTrack | null, direction: string) {
    const sender = {
      track,
      replaceTrack: async (next: MediaStreamTrack) => {
        sender.track = next;
      },
      getParameters: () => ({ encodings: [{}], codecs: [] }),
      setParameters: async () => {},
    };
    this.transceivers.push({ direction, sender, receiver: { track: scriptedTrack(kind, `remote ${kind}`) } });
  }
  getTransceivers() {
    return this.transceivers;
  }
  createDataChannel() {
    const channel: NonNullable<ScriptedConnection['channel']> = {
      readyState: 'connecting',
      send: (text) => this.partner?.channel?.onmessage?.({ data: text }),
    };
    this.channel = channel;
    return channel;
  }
  setConfiguration() {}
  getConfiguration() {
    return {};
  }
  async setLocalDescription() {
    await Promise.resolve();
    this.count += 1;
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
    this.localDescription = { type, sdp: `${this.owner} ${type} ${this.count} re ${type === 'answer' ? this.remoteDescription?.sdp : ''}` };
    this.signalingState = type === 'answer' ? 'stable' : 'have-local-offer';
    this.tryToConnect();
  }
  async setRemoteDescription(description: { type: 'offer' | 'answer'; sdp: string }) {
    await Promise.resolve();
    if (description.type === 'offer' && this.signalingState === 'have-local-offer') this.rollbacks += 1;
    if (description.type === 'answer' && this.signalingState !== 'have-local-offer') throw new Error('an answer without an offer');
    this.remoteDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    if (this.transceivers.length === 0) {
      for (const kind of ['audio', 'video'] as const) this.makeTransceiver(kind, null, 'recvonly');
      for (const { receiver } of this.transceivers) this.ontrack?.({ track: receiver.track });
    }
    this.tryToConnect();
  }
  async addIceCandidate() {}
  private tryToConnect() {
    if (this.signalingState !== 'stable' || ScriptedConnection.stuck) return;
    const partner = ScriptedConnection.all.find(
      (other) => other !== this && !other.closed && other.localDescription?.sdp === this.remoteDescription?.sdp && other.remoteDescription?.sdp === this.localDescription?.sdp,
    );
    if (!partner) return;
    for (const [one, other] of [[this, partner], [partner, this]] as const) {
      one.partner = other;
      one.flowing = true;
      if (one.connectionState === 'connected') continue;
      one.connectionState = 'connected';
      one.onconnectionstatechange?.();
    }
    for (const one of [this, partner]) {
      if (!one.channel || one.channel.readyState === 'open') continue;
      one.channel.readyState = 'open';
    }
    for (const one of [this, partner]) one.channel?.onopen?.();
  }
  restartIce() {
    this.restarts += 1;
    queueMicrotask(() => this.onnegotiationneeded?.());
  }
  async getStats() {
    if (this.flowing && this.connectionState === 'connected' && !this.closed && !this.partner?.closed) this.packets += 25;
    // Each owner has one certificate, as the real connection tells in its statistics.
    return new Map<string, unknown>([
      ['in', { type: 'inbound-rtp', packetsReceived: this.packets, packetsLost: 0 }],
      ['T', { type: 'transport', localCertificateId: 'own', remoteCertificateId: 'other' }],
      ['own', { type: 'certificate', fingerprintAlgorithm: 'sha-256', fingerprint: this.owner }],
      ['other', { type: 'certificate', fingerprintAlgorithm: 'sha-256', fingerprint: ScriptedConnection.forged ?? this.partner?.owner }],
    ]);
  }
  become(state: RTCPeerConnectionState) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
  sends(kind: 'audio' | 'video'): string | undefined {
    return this.transceivers.find(({ receiver }) => receiver.track.kind === kind)?.sender.track?.label;
  }
  close() {
    this.closed = true;
    this.connectionState = 'closed';
  }
}

/** Devices that open at once, or refuse. */
export function scriptedDevices(): Devices & { plugOut(kind: 'camera' | 'microphone'): void } {
  let view: DeviceView = {
    camera: 'untried', microphone: 'untried', sound: 'untried', asking: false, without: { camera: false, microphone: false }, cameraTrack: null, microphoneTrack: null, cameraOff: false, microphoneOff: false, screenTrack: null, interrupted: false, improvements: { blur: 'none', noise: 'none', voice: 'none' }, improvementLost: null, cameras: [], microphones: [], speakers: [],
  };
  const listeners = new Set<(view: DeviceView) => void>();
  const update = (change: Partial<DeviceView>) => {
    view = { ...view, ...change };
    for (const listener of listeners) listener(view);
  };
  return {
    get view() {
      return view;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async open() {
      update({ camera: 'ready', microphone: 'ready', cameraTrack: scriptedTrack('video', 'camera'), microphoneTrack: scriptedTrack('audio', 'microphone') });
    },
    async toggleCamera() {
      update(view.cameraTrack ? { cameraTrack: null, cameraOff: true } : { cameraTrack: scriptedTrack('video', 'camera'), cameraOff: false });
    },
    toggleMicrophone() {
      update({ microphoneOff: !view.microphoneOff });
    },
    async useCamera() {},
    async useMicrophone() {},
    markVoice() {},
    markSound() {},
    async reopenMicrophone() {},
    improve: async () => true,
    plainCamera: () => view.cameraTrack,
    async shareScreen() {},
    stopSharing() {},
    goWithout() {},
    release() {
      if (view.cameraTrack || view.microphoneTrack) update({ cameraTrack: null, microphoneTrack: null });
    },
    close() {},
    plugOut(kind) {
      update(kind === 'camera' ? { cameraTrack: null, camera: 'missing' } : { microphoneTrack: null, microphone: 'missing' });
    },
  };
}

type Listener = (...input: never[]) => void;

/** A line to a server that the test plays itself. */
export function scriptedSignalling(answers: Record<string, (input?: unknown) => Answer<unknown>>) {
  const listeners = new Map<string, Listener>();
  const sent: Signal[] = [];
  const asked: string[] = [];
  let online = () => {};
  let offline = () => {};
  let entry: () => Entry | null = () => null;
  let connected = false;
  const answer = (name: string, input?: unknown) => {
    asked.push(name);
    if (!connected) return { ok: false, kind: 'try-again-later' } as const;
    return answers[name]?.(input) ?? ({ ok: true, value: null } as const);
  };
  const line = {
    on: (event: string, listener: Listener) => void listeners.set(event, listener),
    enterBy: (how: () => Entry | null) => void (entry = how),
    onOnline: (listener: () => void) => void (online = listener),
    onOffline: (listener: () => void) => void (offline = listener),
    ask: async (command: string) => answer(command),
    report: async (input: unknown) => answer('devices', input),
    delay: async () => answer('delay'),
    hide: async () => answer('hide'),
    media() {},
    send(signal: Signal) {
      if (connected) sent.push(signal);
    },
    probe() {},
    roundTrip: async () => 20,
    close() {},
  } as unknown as Signalling;
  return {
    line,
    sent,
    asked,
    connect() {
      connected = true;
      online();
      const arrival = entry() ? answer('enter') : answer('look');
      const welcome = arrival.ok && asked.at(-1) === 'look' ? { ok: true, value: { room: arrival.value, iceServers: null } } : arrival;
      listeners.get('welcome')?.(welcome as never);
    },
    disconnect() {
      connected = false;
      offline();
    },
    push(room: RoomView) {
      listeners.get('room')?.(room as never);
    },
    say(event: string, input?: unknown) {
      listeners.get(event)?.(input as never);
    },
  };
}

/** A room as the server would show it. */
export function roomView(change: Partial<RoomView> = {}): RoomView {
  return {
    appointmentId: 'a', role: 'patient', now: '2026-11-26T17:40:00.000Z', stage: 'open', seat: 'mine',
    startsAt: '2026-11-26T17:40:00.000Z', endsAt: '2026-11-26T18:10:00.000Z', opensAt: '2026-11-26T17:10:00.000Z', closesAt: '2026-11-26T18:40:00.000Z',
    other: { name: 'Dra. Lucía Ibáñez', present: true, waitingSince: null, devices: null, movedAt: null },
    admittedAt: null, hungUpAt: null, mayComeBack: false, mistrusted: false, unsuitable: false, callBack: null, delayMinutes: null, expectedAt: null,
    addressHidden: { byMe: false, byOther: false },
    ...change,
  };
}
