import { describe, expect, it } from 'vitest';
import { roomView } from '../../tests/world/scripted-browser.ts';
import { initialState, phaseOf, reduce, wantsOf, type Phase, type SessionEvent } from './session-state.ts';

const open = roomView({ stage: 'open' });
const call = roomView({ stage: 'in_call', admittedAt: 'x' });
const hungUp = roomView({ stage: 'hung_up', admittedAt: 'x', mayComeBack: true });
const online: SessionEvent = { type: 'online' };
const look = (room = open): SessionEvent => ({ type: 'room', room });
const entered = (room = open): SessionEvent => ({ type: 'entered', room });
const connected: SessionEvent = { type: 'media', media: 'connected' };
const lost: SessionEvent = { type: 'media', media: 'lost' };

const after = (events: SessionEvent[]) => events.reduce(reduce, initialState('patient'));

describe('what the room page shows', () => {
  it.each<[string, SessionEvent[], Phase]>([
    ['nothing yet before the room is known', [online], 'arriving'],
    ['the door to who has pressed nothing', [online, look(roomView({ seat: 'free' }))], 'door'],
    ['the waiting room after a press', [online, look(), entered()], 'waiting'],
    ['that another browser is inside', [online, look(roomView({ seat: 'taken' }))], 'turned_away'],
    ['the same when another one was faster', [online, look(roomView({ seat: 'free' })), { type: 'turned-away' }], 'turned_away'],
    ['that the room is not open yet', [online, look(roomView({ stage: 'before' }))], 'before'],
    ['a connection that is made ready leaves it waiting', [online, entered(), connected], 'waiting'],
    ['the call at once where the connection is ready', [online, entered(), connected, look(call)], 'in_call'],
    ['the call at once when the specialist’s page says so, before the server', [online, entered(), connected, { type: 'let-in', on: true }], 'in_call'],
    ['the waiting room again when the server would not have it', [online, entered(), connected, { type: 'let-in', on: true }, { type: 'let-in', on: false }], 'waiting'],
    ['the waiting room for as long as no connection is ready', [online, entered(), { type: 'let-in', on: true }, connected], 'waiting'],
    ['that it connects where it is not', [online, entered(), look(call)], 'connecting'],
    ['that it comes back after a cut', [online, entered(), look(call), connected, lost], 'reconnecting'],
    ['the call again after that', [online, entered(), look(call), connected, lost, connected], 'in_call'],
    ['the call goes on while our server is away', [online, entered(), look(call), connected, { type: 'offline' }], 'in_call'],
    ['a hang-up of either side', [online, entered(), look(call), connected, look(hungUp)], 'hung_up'],
    ['one’s own hang-up without waiting for the server', [online, entered(), look(call), connected, { type: 'hung-up' }], 'hung_up'],
    ['the way back stays open while the other one is back already', [online, entered(), look(call), look(hungUp), look(call)], 'hung_up'],
    ['the call after coming back oneself', [online, entered(), look(call), look(hungUp), look(call), { type: 'came-back' }, connected], 'in_call'],
    ['the end', [online, entered(), look(call), look(roomView({ stage: 'finished' }))], 'finished'],
    ['a cancellation during a call', [online, entered(), look(call), connected, look(roomView({ stage: 'cancelled' }))], 'cancelled'],
    ['that it goes on in another window', [online, entered(), look(call), connected, { type: 'moved' }], 'moved'],
    ['that one has left', [online, entered(), { type: 'left' }], 'left'],
  ])('%s', (_, events, phase) => {
    expect(phaseOf(after(events))).toBe(phase);
  });
});

describe('camera and microphone are sent', () => {
  it('in no order of events without «Dar paso», a seat and a press in this page', () => {
    const events: SessionEvent[] = [
      online, { type: 'offline' }, look(), look(call), look(hungUp), look(roomView({ stage: 'in_call', admittedAt: 'x', seat: 'taken' })), look(roomView({ stage: 'finished' })),
      entered(), entered(call), connected, lost, { type: 'turned-away' }, { type: 'hung-up' }, { type: 'came-back' }, { type: 'moved' }, { type: 'left' },
      { type: 'let-in', on: true }, { type: 'let-in', on: false },
    ];
    let seed = 7;
    const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648);
    for (let run = 0; run < 3000; run++) {
      let state = initialState('patient');
      let pressed = false;
      for (let step = 0; step < 12; step++) {
        const event = events[next() % events.length];
        if (event) state = reduce(state, event);
        if (event?.type === 'let-in') pressed = event.on && state.media === 'connected';
        if (state.room?.stage !== 'open' || state.media !== 'connected') pressed = false;
        const wants = wantsOf(state);
        const allowed = state.entered && state.exit === 'none' && !state.aside && state.room?.seat === 'mine' && (pressed || (state.room.stage === 'in_call' && !!state.room.admittedAt));
        expect(wants.live).toBe(allowed);
        if (wants.live) expect(wants.peer).toBe(true);
      }
    }
  });

  it('over a connection that is ready before', () => {
    expect(wantsOf(after([online, entered()]))).toEqual({ peer: true, live: false });
    expect(wantsOf(after([online, look()]))).toEqual({ peer: false, live: false });
    expect(wantsOf(after([online, entered(), look(call)]))).toEqual({ peer: true, live: true });
    expect(wantsOf(after([online, entered(), look(call), look(hungUp)]))).toEqual({ peer: false, live: false });
  });
});
