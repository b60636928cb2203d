import type { Role } from '#domain/people.ts';
import { mediaMayFlow, type RoomView } from '#domain/room-view.ts';

/** How the connection between the two browsers stands. */
export type Media = 'none' | 'connecting' | 'connected' | 'lost';

/** All a room page decides by. Everything it does follows from `phaseOf` and `wantsOf`. */
export interface SessionState {
  role: Role;
  online: boolean;
  room: RoomView | null;
  /** A person pressed something in this very page (V2). */
  entered: boolean;
  media: Media;
  /** Whether media has flowed since the last admission or return. */
  wasConnected: boolean;
  /** This page stays out of the call until its person comes back by themselves: a camera never opens unasked. */
  aside: boolean;
  /** «Dar paso» was pressed and said from page to page; the server has not said so yet (S1). */
  ahead: boolean;
  exit: 'none' | 'left' | 'moved';
}

export type SessionEvent =
  | { type: 'online' }
  | { type: 'offline' }
  | { type: 'room'; room: RoomView }
  | { type: 'entered'; room: RoomView }
  | { type: 'turned-away' }
  | { type: 'media'; media: Media }
  | { type: 'let-in'; on: boolean }
  | { type: 'hung-up' }
  | { type: 'came-back' }
  | { type: 'moved' }
  | { type: 'left' };

export type Phase =
  | 'arriving'
  | 'before'
  | 'door'
  | 'waiting'
  | 'connecting'
  | 'in_call'
  | 'reconnecting'
  | 'hung_up'
  | 'finished'
  | 'closed'
  | 'cancelled'
  | 'turned_away'
  | 'moved'
  | 'left';

export function initialState(role: Role): SessionState {
  return { role, online: false, room: null, entered: false, media: 'none', wasConnected: false, aside: false, ahead: false, exit: 'none' };
}

/** The next state; pure, so that every order of events can be tried in a test. */
export function reduce(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case 'online':
      return { ...state, online: true };
    case 'offline':
      return { ...state, online: false };
    case 'room':
      return withRoom(state, event.room);
    case 'entered':
      return withRoom({ ...state, entered: true }, event.room);
    case 'turned-away':
      return { ...state, entered: false, room: state.room ? { ...state.room, seat: 'taken' } : null };
    case 'media':
      return { ...state, media: event.media, ahead: state.ahead && event.media === 'connected', wasConnected: state.wasConnected || (event.media === 'connected' && state.room?.stage === 'in_call') };
    case 'let-in':
      return { ...state, ahead: event.on && state.media === 'connected' && state.room?.stage === 'open' };
    case 'hung-up':
      return { ...state, aside: true, wasConnected: false };
    case 'came-back':
      return { ...state, aside: false };
    case 'moved':
      return { ...state, entered: false, exit: 'moved' };
    case 'left':
      return { ...state, entered: false, exit: 'left' };
  }
}

function withRoom(state: SessionState, room: RoomView): SessionState {
  if (room.stage === 'hung_up') return { ...state, room, aside: true, ahead: false, wasConnected: false };
  if (room.stage !== 'in_call') return { ...state, room, aside: false, ahead: state.ahead && room.stage === 'open', wasConnected: false };
  const wasConnected = state.wasConnected || (state.media === 'connected' && (state.ahead || state.room?.stage === 'in_call'));
  return { ...state, room, ahead: false, wasConnected };
}

/** What the page shows. */
export function phaseOf(state: SessionState): Phase {
  if (state.exit !== 'none') return state.exit;
  const room = state.room;
  if (!room) return 'arriving';
  if (room.stage === 'cancelled' || room.stage === 'finished' || room.stage === 'closed' || room.stage === 'before') return room.stage;
  if (room.seat === 'taken') return 'turned_away';
  if (!state.entered || room.seat !== 'mine') return 'door';
  if (room.stage === 'open' && !state.ahead) return 'waiting';
  if (room.stage === 'hung_up' || state.aside) return 'hung_up';
  if (state.media === 'connected') return 'in_call';
  return state.wasConnected ? 'reconnecting' : 'connecting';
}

/** What a page can tell of itself before the line is up: why it stays shut, or that it is on its way. */
export function phaseBefore({ stage, seat }: RoomView): Phase {
  if (stage === 'before' || stage === 'finished' || stage === 'closed' || stage === 'cancelled') return stage;
  return seat === 'taken' ? 'turned_away' : 'arriving';
}

export interface Wants {
  /** A connection to the other browser, media silent until admission: ready before it is needed. */
  peer: boolean;
  /** Camera and microphone of this page on that connection, from «Dar paso» on (V4). */
  live: boolean;
}

export function wantsOf(state: SessionState): Wants {
  const room = state.room;
  if (!room || state.exit !== 'none' || !state.entered || room.seat !== 'mine') return { peer: false, live: false };
  const peer = (room.stage === 'open' || room.stage === 'in_call') && !state.aside;
  return { peer, live: peer && (mediaMayFlow(room) || (state.ahead && room.stage === 'open')) };
}

/** Phases in which camera and microphone are given back. */
export function endsDevices(phase: Phase): boolean {
  return ['hung_up', 'finished', 'closed', 'cancelled', 'moved', 'left', 'turned_away'].includes(phase);
}

/** One side's wish to hide its address holds for both (V6). */
export function addressHidden(state: SessionState): boolean {
  const { byMe = false, byOther = false } = state.room?.addressHidden ?? {};
  return byMe || byOther;
}
