import type { Role } from '#domain/people.ts';
import type { NetworkState, RoomView } from '#domain/room-view.ts';
import type { Chat } from './chat/chat.ts';
import { untriedDevices, type DeviceView, type Devices } from './devices.ts';
import type { BlankMedia } from './outgoing/blank-media.ts';
import { noPeer, type Peer, type PeerOptions, type PeerView } from './peer-view.ts';
import { wholeCall, type LadderView, type Step } from './quality/ladder.ts';
import { initialState, phaseBefore, type Phase, type SessionState } from './session-state.ts';
import type { Signalling } from './signalling.ts';

export interface SessionView {
  phase: Phase;
  state: SessionState;
  room: RoomView | null;
  devices: DeviceView;
  peer: PeerView;
  network: NetworkState;
  /** How much of the call both keep on a bad line, and what is proposed (V9). */
  ladder: LadderView;
  /** There is a relay to go through (V6). */
  relayOffered: boolean;
  /** Why the last command was refused; null once another one succeeds. */
  refusal: string | null;
}

/** What the server draws before anything is connected. */
export function viewBefore(room: RoomView): SessionView {
  const state = { ...initialState(room.role), online: true, room };
  return { phase: phaseBefore(room), state, room, devices: untriedDevices, peer: noPeer, network: 'untried', ladder: wholeCall, relayOffered: false, refusal: null };
}

export interface SessionOptions {
  role: Role;
  signalling: Signalling;
  devices: Devices;
  chat?: Chat;
  /** Whether a person has already pressed something in this page (V2). */
  pressed: boolean;
  /** What the page was drawn with: known before the line is up. */
  room?: RoomView;
  onChange(view: SessionView): void;
  createPeer?: (options: PeerOptions) => Peer;
  createBlank?: (onFitted: () => void) => BlankMedia;
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
  /** In five seconds, through the relay where there is one (V3). */
  testNetwork(): Promise<void>;
  /** Both go through the relay alone, so that neither learns the other's address (V6). */
  hideAddress(hidden: boolean): Promise<void>;
  /** Steps of a bad line: proposed, agreed, taken back (V9). */
  proposeStep(step: Step): void;
  agreeStep(): void;
  declineStep(): void;
  /** Sound or picture does not arrive: builds the connection anew without leaving. */
  rebuild(): void;
  close(): void;
}
