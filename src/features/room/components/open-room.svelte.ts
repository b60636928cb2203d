import { createChat, type Chat, type ChatEntry } from '#call/chat/chat.ts';
import { createDevices, type Devices } from '#call/devices.ts';
import { withOwnParts } from '#call/improving/with-own-parts.ts';
import { createBlankMedia, type BlankMedia } from '#call/outgoing/blank-media.ts';
import type { Handshake } from '#call/protocol.ts';
import type { RoomView } from '#domain/room-view.ts';
import { createSession, type Session, type SessionView } from '#call/session.ts';
import { connectSignalling } from '#call/signalling.ts';
import { takePress } from './press.ts';

/** How the call goes is told this often, for its receipt (V10). */
const tellFactsMs = 5000;

export type PhotoState = 'none' | 'asked' | 'waiting' | 'refused';

export interface OpenRoom {
  readonly view: SessionView;
  session: Session;
  devices: Devices;
  chat: Chat;
  readonly said: readonly ChatEntry[];
  /** Asked of this side, asked by it, or refused by the other (V8). */
  photo: PhotoState;
  /** "Avísame cuando me toque" (V3): asked, taken back, or called by the specialist; whether it was taken. */
  callBack(what: 'callme' | 'nocall' | 'call'): Promise<boolean>;
  /** What the QR code for another device of the same person carries (V5); null where it cannot be had now. */
  makePass(): Promise<{ path: string; expiresAt: string } | null>;
  /** Settles once this page has said how it can be reached. */
  described: Promise<void>;
  close(): void;
}

/** The call engine at work behind a page, its view made reactive. Browser only. */
export function openRoom(handshake: Exclude<Handshake, { as: 'agenda' }>, room: RoomView): OpenRoom {
  const devices = withOwnParts(createDevices());
  let photo = $state<PhotoState>('none');
  let said = $state.raw<readonly ChatEntry[]>([]);
  const line = connectSignalling(handshake);
  let describe = () => {};
  const described = new Promise<void>((settle) => (describe = settle));
  const signalling: typeof line = {
    ...line,
    send(signal) {
      line.send(signal);
      if (signal.kind === 'description') describe();
    },
  };
  const chat = createChat({ role: handshake.as, onChange: (entries) => (said = entries), onPhoto: (say) => (photo = say === 'ask' ? 'asked' : 'refused') });
  const session = createSession({
    createBlank: blankAheadOf(room, devices),
    role: handshake.as,
    signalling,
    devices,
    chat,
    room,
    // Who is signed in came by a click in the agenda; a link's press is told by the link page alone (V2).
    pressed: takePress() || (handshake.as === 'specialist' && (navigator.userActivation?.hasBeenActive ?? false)),
    onChange: (next) => (view = next),
  });
  let view = $state.raw(session.view);

  // Whoever touches the page is there; scripts and scanners cannot (V2).
  const touched = (event: Event) => {
    if (!event.isTrusted) return;
    stopListening();
    if (session.view.phase === 'door') void session.enter();
  };
  const stopListening = () => {
    removeEventListener('pointerup', touched);
    removeEventListener('keyup', touched);
  };
  addEventListener('pointerup', touched);
  addEventListener('keyup', touched);

  const telling = setInterval(() => {
    const { path, sample } = session.view.peer;
    if (session.view.phase !== 'in_call' || !path || !sample) return;
    const all = sample.packetsLost + sample.packetsReceived;
    const lossPermille = all > 0 ? Math.max(0, Math.round((sample.packetsLost * 1000) / all)) : 0;
    signalling.facts({ path, roundTripMs: Math.min(60_000, Math.round((sample.roundTripSeconds ?? 0) * 1000)), lossPermille });
  }, tellFactsMs);

  return {
    get view() {
      return view;
    },
    session,
    devices,
    chat,
    get photo() {
      return photo;
    },
    set photo(next) {
      photo = next;
    },
    callBack: async (what) => (await signalling.ask(what)).ok,
    async makePass() {
      const answer = await signalling.ask('pass');
      return answer.ok ? answer.value : null;
    },
    described,
    get said() {
      return said;
    },
    close() {
      stopListening();
      clearInterval(telling);
      session.close();
    },
  };
}

/** Who comes back to a call that runs has camera and black picture made ready while the line is called (S2). */
function blankAheadOf({ stage, seat }: RoomView, devices: Devices): (onFitted: () => void) => BlankMedia {
  if (stage !== 'in_call' || seat !== 'mine') return createBlankMedia;
  void devices.open();
  let fitted = () => {};
  let ahead: BlankMedia | null = createBlankMedia(() => fitted());
  return (onFitted) => {
    fitted = onFitted;
    const taken = ahead ?? createBlankMedia(onFitted);
    ahead = null;
    return taken;
  };
}
