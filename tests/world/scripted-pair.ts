import { createPeer } from '#call/peer.ts';
import type { Peer, PeerView } from '#call/peer-view.ts';
import type { Said } from '#call/outgoing/said.ts';
import type { Signal } from '#call/protocol.ts';
import { blankTracks, ScriptedConnection } from './scripted-browser.ts';

/** One page's end of a scripted call. */
export interface Side {
  peer: Peer;
  view: PeerView;
  /** What the other page said, words and sides apart. */
  said: Said[];
  latest(): ScriptedConnection;
}

/** What carries signals between the two pages; the log says who said what. */
export interface Line {
  up: boolean;
  log: string[];
  drop: (signal: Signal) => boolean;
}

export function scriptedSide(role: 'specialist' | 'patient', lineNow: () => Line, other: () => Side): Side {
  const made = {
    view: null as unknown as PeerView,
    said: [] as Said[],
    latest() {
      const own = ScriptedConnection.all.filter((connection) => connection.owner === role && !connection.closed);
      const last = own.at(-1);
      if (!last) throw new Error(`${role} has no connection`);
      return last;
    },
  } as Side;
  made.peer = createPeer({
    role,
    appointmentId: '0198c0de-0000-7000-8000-000000000001',
    iceServers: [],
    blank: blankTracks(),
    create: () => new ScriptedConnection(role) as unknown as RTCPeerConnection,
    send(signal) {
      lineNow().log.push(`${role} ${signal.kind}`);
      if (lineNow().up && !lineNow().drop(signal)) queueMicrotask(() => other().peer.receive(signal));
    },
    onSaid: (message) => void made.said.push(message),
    onRelayNeeded: () => lineNow().log.push(`${role} needs a relay`),
    onChange(view) {
      made.view = view;
    },
  });
  return made;
}
