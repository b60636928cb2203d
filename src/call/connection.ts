import type { Role } from '#domain/people.ts';
import type { Chat } from './chat/chat.ts';
import type { Candidate, RelayServer, SessionDescription, Signal } from './protocol.ts';
import { pictureToSend, prefer, withVoice, type Abilities } from './quality/codecs.ts';
import { encodingOf, withStart, type PictureWish } from './quality/pictures.ts';
import { fingerprintsIn, fingerprintsOf, type Fingerprints } from './words/security-words.ts';

export interface OutgoingTracks {
  audio: MediaStreamTrack;
  video: MediaStreamTrack;
}

export interface ConnectionOptions {
  id: string;
  role: Role;
  iceServers: RelayServer[];
  /** Through the relay alone, so that neither side learns the other's address (V6). */
  relayOnly: boolean;
  /** This page's own, the same for every new connection; the browser makes one where there is none yet. */
  certificate: RTCCertificate | null;
  /** How this device codes pictures, as far as it has said so. */
  abilities: Abilities;
  /** What the line is known to carry, for the first pictures of a new connection. */
  startKbps(): number;
  tracks: OutgoingTracks;
  send(signal: Signal): void;
  onState(state: RTCPeerConnectionState): void;
  onTrack(track: MediaStreamTrack): void;
  onMessage(text: string): void;
  onChannelOpen(): void;
  /** A relay answered that these credentials are no good (401), or were used too often (486). */
  onRelayRefused(): void;
  chat: Chat | null;
  create?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

/** One RTCPeerConnection. The specialist's page offers first and wins a glare; the patient's is the polite one. */
export interface Connection {
  readonly id: string;
  readonly pc: RTCPeerConnection;
  offer(): void;
  /** Says the offer again that nobody has answered; false where there is none. */
  repeatOffer(): boolean;
  receiveDescription(description: SessionDescription): Promise<void>;
  receiveCandidate(candidate: Candidate): Promise<void>;
  /** Swaps what is sent without negotiating again. */
  replaceTracks(tracks: OutgoingTracks): Promise<void>;
  tunePictures(wish: PictureWish): Promise<void>;
  tell(text: string): boolean;
  /** Both certificates of the connected pair; null where the browser does not tell (V7). */
  fingerprints(): Promise<Fingerprints | null>;
  close(): void;
}

/** Not every browser tells the height of a generated picture; ours has this one. */
const heightOf = (track: MediaStreamTrack) => track.getSettings().height || 720;

/** Sound comes first where the line is narrow. */
const sound: RTCRtpEncodingParameters = { priority: 'high', networkPriority: 'high' };

/** Whether a sender does already what it would be told. */
function keepsTo(now: RTCRtpEncodingParameters, wanted: Partial<RTCRtpEncodingParameters>): boolean {
  const all = now as Record<string, unknown>;
  return Object.entries(wanted).every(([name, value]) => JSON.stringify(all[name]) === JSON.stringify(value));
}

/** Perfect negotiation (W3C webrtc, "Perfect negotiation example"), with a data channel agreed on beforehand. */
export function createConnection(options: ConnectionOptions): Connection {
  const { id, send } = options;
  const polite = options.role === 'patient';
  const configuration: RTCConfiguration = {
    iceServers: options.iceServers,
    bundlePolicy: 'max-bundle',
    ...(options.relayOnly ? { iceTransportPolicy: 'relay' } : {}),
    ...(options.certificate ? { certificates: [options.certificate] } : {}),
  };
  const pc = options.create ? options.create(configuration) : new RTCPeerConnection(configuration);
  let tracks = options.tracks;
  let channel: RTCDataChannel | null = null;
  let makingOffer = false;
  let ignoringOffer = false;
  let settingAnswer = false;
  let wish: PictureWish = { step: 'video', raised: false };
  let closed = false;

  pc.onconnectionstatechange = () => {
    if (!closed) options.onState(pc.connectionState);
  };
  pc.ontrack = ({ track }) => options.onTrack(track);
  pc.onicecandidate = ({ candidate }) => {
    if (!candidate || closed) return;
    const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
    send({ kind: 'candidate', connection: id, candidate: { candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment } });
  };
  pc.onicecandidateerror = ({ errorCode }) => {
    if (!closed && (errorCode === 401 || errorCode === 486)) options.onRelayRefused();
  };
  pc.onnegotiationneeded = () => {
    // The patient's first description is always an answer.
    if (closed || (polite && !channel)) return;
    void negotiate().catch(() => {});
  };

  function openChannel() {
    channel = pc.createDataChannel('state', { negotiated: true, id: 0 });
    channel.onopen = () => options.onChannelOpen();
    channel.onmessage = ({ data }) => {
      if (typeof data === 'string') options.onMessage(data);
    };
    if (options.chat) openChat(options.chat);
  }

  /** The chat has two channels of its own, so that what is typed never waits behind a file. */
  function openChat(chat: Chat) {
    const words = pc.createDataChannel('chat', { negotiated: true, id: 1 });
    const content = pc.createDataChannel('files', { negotiated: true, id: 2 });
    content.binaryType = 'arraybuffer';
    const attach = () => {
      if (words.readyState === 'open' && content.readyState === 'open' && !closed) chat.attach({ words, content });
    };
    words.onopen = attach;
    content.onopen = attach;
    words.onmessage = ({ data }) => {
      if (typeof data === 'string') chat.hear(data);
    };
    content.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => chat.hearContent(data);
  }

  function sendLocal() {
    const description = pc.localDescription;
    if (!description || closed || (description.type !== 'offer' && description.type !== 'answer')) return;
    send({ kind: 'description', connection: id, description: { type: description.type, sdp: description.sdp } });
  }

  async function negotiate() {
    try {
      makingOffer = true;
      await pc.setLocalDescription();
      sendLocal();
    } finally {
      makingOffer = false;
    }
  }

  /** An offer that was said again because its answer may have got lost. */
  const isRepeated = (description: SessionDescription) =>
    description.type === 'offer' && pc.signalingState === 'stable' && pc.remoteDescription?.type === 'offer' && originOf(pc.remoteDescription.sdp) === originOf(description.sdp);

  /** Returns the swap under way: the answer need not wait for it (S2). */
  function adoptOffered(): Promise<unknown> {
    const offered = pc.getTransceivers().filter(({ direction }) => direction !== 'sendrecv' && direction !== 'stopped');
    const swaps = offered.map((transceiver) => {
      transceiver.direction = 'sendrecv';
      prefer(transceiver, options.abilities);
      return transceiver.sender.replaceTrack(transceiver.receiver.track.kind === 'audio' ? tracks.audio : tracks.video);
    });
    if (!channel) openChannel();
    return Promise.all(swaps);
  }

  const senderOf = (kind: 'audio' | 'video') => pc.getTransceivers().find((transceiver) => transceiver.receiver.track.kind === kind)?.sender;

  async function tune(kind: 'audio' | 'video', encoding: Partial<RTCRtpEncodingParameters> & { codec?: RTCRtpCodec }) {
    const sender = senderOf(kind);
    if (!sender) return;
    const parameters = sender.getParameters();
    const [before] = parameters.encodings ?? [];
    if (!before || keepsTo(before, encoding)) return;
    Object.assign(before, encoding);
    await sender.setParameters(parameters).catch(() => {});
  }

  async function tunePictures(next: PictureWish) {
    wish = next;
    await tune('video', encodingOf(wish, heightOf(tracks.video)));
  }

  /** What goes out is coded as this device does best, of what both take (V6). */
  async function sendBest() {
    const codec = pictureToSend(senderOf('video')?.getParameters().codecs ?? [], options.abilities);
    if (codec) await tune('video', { codec });
  }

  return {
    id,
    pc,
    offer() {
      // As it will be sent from the first picture on: an encoder that is told later starts anew (S2).
      const first = [
        [tracks.audio, sound],
        [tracks.video, encodingOf(wish, heightOf(tracks.video))],
      ] as const;
      for (const [track, encoding] of first) prefer(pc.addTransceiver(track, { direction: 'sendrecv', sendEncodings: [encoding] }), options.abilities);
      openChannel();
    },
    repeatOffer() {
      if (closed || polite || pc.remoteDescription) return false;
      sendLocal();
      return true;
    },
    async receiveDescription(description) {
      if (isRepeated(description)) return sendLocal();
      if (description.type === 'answer' && pc.signalingState !== 'have-local-offer') return;
      const readyForOffer = !makingOffer && (pc.signalingState === 'stable' || settingAnswer);
      ignoringOffer = !polite && description.type === 'offer' && !readyForOffer;
      if (ignoringOffer || closed) return;
      settingAnswer = description.type === 'answer';
      try {
        await pc.setRemoteDescription({ type: description.type, sdp: withVoice(withStart(description.sdp, options.startKbps())) });
      } finally {
        settingAnswer = false;
      }
      if (description.type === 'offer') {
        const swapped = adoptOffered();
        await pc.setLocalDescription();
        sendLocal();
        await swapped;
      }
      await sendBest();
      await tune('audio', sound);
    },
    async receiveCandidate(candidate) {
      if (closed) return;
      try {
        await pc.addIceCandidate(candidate);
      } catch (error) {
        if (!ignoringOffer) throw error;
      }
    },
    async replaceTracks(next) {
      if (next.audio === tracks.audio && next.video === tracks.video) return;
      const before = heightOf(tracks.video);
      tracks = next;
      await Promise.all([senderOf('audio')?.replaceTrack(next.audio), senderOf('video')?.replaceTrack(next.video)]);
      if (heightOf(next.video) !== before) await tunePictures(wish);
    },
    tunePictures,
    tell(text) {
      if (channel?.readyState !== 'open') return false;
      channel.send(text);
      return true;
    },
    async fingerprints() {
      const told = fingerprintsOf((await pc.getStats()) as unknown as Iterable<[string, unknown]>);
      return told ?? fingerprintsIn(pc.localDescription?.sdp ?? '', pc.remoteDescription?.sdp ?? '');
    },
    close() {
      closed = true;
      pc.close();
    },
  };
}

/** The line that names a description and its version (RFC 8866 §5.2); candidates that came later do not change it. */
function originOf(sdp: string): string {
  return /^o=.*$/m.exec(sdp)?.[0] ?? sdp;
}

const mostEarly = 50;
type EarlyCandidate = { connection: string; candidate: Candidate };

/** Candidates that overtook their description on the way, up to fifty. */
export function keepEarlyCandidates() {
  let kept: EarlyCandidate[] = [];
  return {
    keep({ connection, candidate }: EarlyCandidate) {
      if (kept.length < mostEarly) kept.push({ connection, candidate });
    },
    takeFor(connection: string): EarlyCandidate[] {
      const fitting = kept.filter((one) => one.connection === connection);
      kept = [];
      return fitting;
    },
  };
}
