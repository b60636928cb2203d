import type { Role } from '#domain/people.ts';
import type { Chat } from './chat/chat.ts';
import type { OutgoingTracks } from './connection.ts';
import type { RelayServer, Signal } from './protocol.ts';
import type { Said } from './outgoing/said.ts';
import type { Step } from './quality/ladder.ts';
import type { Quality, Sample } from './quality/quality.ts';
import type { Media } from './session-state.ts';
import type { WordsOutcome } from './words/security-words.ts';

/** What each side tells the other over their own encrypted channel. */
export interface SideState {
  live: boolean;
  microphone: boolean;
  camera: boolean;
  /** The picture is their screen. */
  screen: boolean;
  /** A telephone call took their microphone for a while. */
  interrupted: boolean;
}

export const noPeer: PeerView = {
  media: 'none',
  secured: false,
  remote: null,
  otherSide: { live: false, microphone: false, camera: false, screen: false, interrupted: false },
  quality: null,
  sample: null,
  path: null,
  noWay: false,
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
  /** How the packets go, once they do: for the receipt of privacy (V10). */
  path: 'direct' | 'relayed' | null;
  /** No way to the other side was found, with fresh credentials either. */
  noWay: boolean;
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
  /** The relay's credentials are no good or no way was found: fresh ones, please. */
  onRelayNeeded(): void;
  onSaid(message: Said): void;
  create?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

/** The way to the other browser, made anew as often as needed; see `Signal` for who starts. */
export interface Peer {
  /** Says that this page is here and wants a connection. */
  announce(): void;
  /** The same where the server has already said it. */
  awaitOther(): void;
  receive(signal: Signal): void;
  /** What is sent from now on; null sends the generated silence and black picture. */
  setLive(tracks: Partial<OutgoingTracks> | null): Promise<void>;
  tell(side: SideState): void;
  /** Whether the server sees the other side: without it, silence on the line means that they are gone. */
  otherPresent(present: boolean): void;
  /** Lets the picture grow once the call runs well. */
  raise(): void;
  /** How much of the call both agreed to keep (V9). */
  useStep(step: Step): void;
  say(message: Said): void;
  useRelay(iceServers: RelayServer[]): void;
  /** Through the relay alone from the next connection on, which is made at once (V6). */
  hideAddress(hidden: boolean): void;
  /** Builds the connection anew without leaving the call. */
  rebuild(): void;
  close(): void;
}

/** Reads the other side's message; null for anything that is not one. */
export function readSide(text: string): SideState | null {
  try {
    const { live, microphone, camera, screen, interrupted } = JSON.parse(text) as Record<string, unknown>;
    if (typeof live !== 'boolean' || typeof microphone !== 'boolean' || typeof camera !== 'boolean') return null;
    return { live, microphone, camera, screen: screen === true, interrupted: interrupted === true };
  } catch {
    return null;
  }
}
