import type { DeviceReport, RoomView } from '#domain/room-view.ts';

export const socketPath = '/socket';

/** Which door a socket stands at; who stands there is told by its cookies alone, never by this. */
export type Handshake = { as: 'patient'; enter?: Entry } | { as: 'specialist'; appointmentId: string; enter?: Entry } | { as: 'agenda' };

/** A page takes its seat as it arrives once its person pressed something (V2, V5); without media the other seat is greeted for it. */
export type Entry = 'with-media' | 'without-media';

/** The room on arrival; relay credentials for who sat down. */
export interface Arrival {
  room: RoomView;
  iceServers: RelayServer[] | null;
}

export interface SessionDescription {
  type: 'offer' | 'answer';
  sdp: string;
}
export interface Candidate {
  candidate: string;
  sdpMid: string | null;
  sdpMLineIndex: number | null;
  usernameFragment: string | null;
}

/**
 * What goes from seat to seat. `connection` names one RTCPeerConnection pair, chosen by the specialist's page, so that
 * nothing of an older pair is mistaken for the present one. `hello`: here I am, without a connection.
 */
export type Signal =
  | { kind: 'hello' }
  | { kind: 'description'; connection: string; description: SessionDescription }
  | { kind: 'candidate'; connection: string; candidate: Candidate }
  | { kind: 'bye' };

export interface RelayServer {
  urls: string[];
  username?: string;
  credential?: string;
}

export type Answer<Value = unknown> = { ok: true; value: Value } | { ok: false; kind: string };
type Ack<Value> = (answer: Answer<Value>) => void;

/** What a browser may ask. Commands answer; every change arrives as a whole `room`. */
export interface ClientEvents {
  /** Shows the room without entering it: what a page may do before any press (V2). */
  look(ack: Ack<RoomView>): void;
  /** After a person's activation: takes the seat, or comes back to it (V2, V5). */
  enter(ack: Ack<{ room: RoomView; iceServers: RelayServer[] }>): void;
  /** New relay credentials, while seated and inside the window (V6). */
  relay(ack: Ack<{ iceServers: RelayServer[] }>): void;
  /** Answered at once, to count how long a round trip takes. */
  pulse(ack: () => void): void;
  devices(report: DeviceReport, ack: Ack<null>): void;
  /** Whether media flows in both directions, as this side sees it (B10). */
  media(state: { connected: boolean }): void;
  /** How the call goes, every now and then (V10). */
  facts(facts: { path: 'direct' | 'relayed'; roundTripMs: number; lossPermille: number }): void;
  signal(signal: Signal): void;
  admit(ack: Ack<RoomView>): void;
  hangup(ack: Ack<RoomView>): void;
  /** "No coinciden": ends the call for both and keeps that it happened (V7). */
  mistrust(ack: Ack<RoomView>): void;
  back(ack: Ack<RoomView>): void;
  finish(ack: Ack<RoomView>): void;
  leave(ack: Ack<null>): void;
  /** Whether this side's address stays hidden from the other one (V6). */
  hide(input: { hidden: boolean }, ack: Ack<RoomView>): void;
  /** For the QR code that another device of the same person scans (V5). */
  pass(ack: Ack<{ path: string; expiresAt: string }>): void;
  /** "Avísame cuando me toque", and no longer (V3). */
  callme(ack: Ack<RoomView>): void;
  nocall(ack: Ack<RoomView>): void;
  /** Calls the patient who left the page. */
  call(ack: Ack<RoomView>): void;
  delay(input: { minutes: number }, ack: Ack<RoomView>): void;
}

export interface ServerEvents {
  /** Said once to everybody who connects: saves asking. */
  welcome(arrival: Answer<Arrival>): void;
  room(view: RoomView): void;
  signal(signal: Signal): void;
  /** The person went on elsewhere, in another window or on another device: this one goes dark (V5). */
  'seat-moved'(): void;
  /** Something changed; ask again for what you may see. */
  changed(event: { type: string }): void;
}
