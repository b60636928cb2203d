import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { blankTracks, roomView, scriptedDevices, scriptedSignalling } from '../../tests/world/scripted-browser.ts';
import type { RoomView } from '#domain/room-view.ts';
import type { Peer, PeerOptions } from './peer-view.ts';
import type { Answer } from './protocol.ts';
import { createSession, type Session, type SessionView } from './session.ts';

let room: RoomView;
let sentLive: (string[] | null)[];
let told: number;
let peers: { options: PeerOptions; closed: boolean; announced: number }[];
let server: ReturnType<typeof scriptedSignalling>;
let devices: ReturnType<typeof scriptedDevices>;
let session: Session;
let view: SessionView;

const ok = (value: unknown): Answer<unknown> => ({ ok: true, value });
const settle = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

function scriptedPeer(options: PeerOptions): Peer {
  const made = { options, closed: false, announced: 0 };
  peers.push(made);
  return {
    announce: () => void (made.announced += 1),
    awaitOther: () => void (made.announced += 1),
    otherPresent() {},
    hideAddress() {},
    useStep() {},
    say() {},
    receive() {},
    setLive: async (tracks) => void sentLive.push(tracks && Object.values(tracks).map((track) => track.label)),
    tell: () => void (told += 1),
    raise() {},
    useRelay() {},
    rebuild() {},
    close: () => void (made.closed = true),
  };
}

function media(state: 'connecting' | 'connected' | 'lost') {
  peers.at(-1)?.options.onChange({ media: state, secured: false, remote: null, otherSide: { live: false, microphone: false, camera: false, screen: false, interrupted: false }, quality: 'good', sample: null, path: null, noWay: false, words: null });
}

function start(pressed: boolean, answers: Record<string, () => Answer<unknown>> = {}, role: 'patient' | 'specialist' = 'patient') {
  server = scriptedSignalling({
    look: () => ok(room),
    enter: () => ok({ room: { ...room, seat: 'mine' }, iceServers: [] }),
    relay: () => ok({ iceServers: [] }),
    hangup: () => ok((room = roomView({ stage: 'hung_up', admittedAt: 'x', mayComeBack: true }))),
    back: () => ok((room = roomView({ stage: 'in_call', admittedAt: 'x' }))),
    ...answers,
  });
  devices = scriptedDevices();
  session = createSession({
    role,
    signalling: server.line,
    devices,
    pressed,
    createPeer: scriptedPeer,
    createBlank: blankTracks,
    onChange: (next) => (view = next),
  });
  server.connect();
}

const call = () => roomView({ stage: 'in_call', admittedAt: 'x' });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  room = roomView({ seat: 'free' });
  sentLive = [];
  told = 0;
  peers = [];
});
afterEach(() => {
  session.close();
  vi.useRealTimers();
});

describe('the room page', () => {
  it('takes no seat without a press', async () => {
    start(false);
    await settle(30_000);
    expect(view.phase).toBe('door');
    expect(server.asked).toEqual(['look']);
    expect(peers).toEqual([]);
  });

  it('does not take the seat back by itself once a person has pressed «Salir»', async () => {
    room = roomView({ seat: 'mine' });
    start(true, { leave: () => ok(null) });
    void session.leave();
    server.disconnect();
    server.connect();
    await settle(30_000);
    expect(view.phase).toBe('left');
    expect(server.asked.filter((command) => command === 'enter')).toHaveLength(1);
  });

  it('opens by itself when the hour of opening comes', async () => {
    room = roomView({ stage: 'before', seat: 'free', now: '2026-11-26T17:09:00.000Z' });
    start(false);
    await settle(59_000);
    expect(view.phase).toBe('before');
    room = roomView({ seat: 'free' });
    await settle(2000);
    expect(view.phase).toBe('door');
  });

  it('takes the seat after a press, and makes the connection ready', async () => {
    start(false);
    await settle();
    await session.enter();
    expect(view.phase).toBe('waiting');
    expect(peers[0]?.announced).toBe(1);
    expect(sentLive).toEqual([]);
  });

  it('resumes without asking where this browser holds the seat', async () => {
    room = roomView({ seat: 'mine' });
    start(false);
    await settle();
    expect(view.phase).toBe('waiting');
  });

  it('sends nothing of a camera that runs in the waiting room', async () => {
    start(true);
    await settle();
    await devices.open();
    media('connected');
    await settle(10_000);
    expect(view.phase).toBe('waiting');
    expect(sentLive).toEqual([]);
  });

  it('swaps camera and microphone in when the server says that the patient was admitted', async () => {
    start(true);
    await settle();
    await devices.open();
    media('connected');
    server.push(call());
    await settle();
    expect(view.phase).toBe('in_call');
    expect(sentLive).toEqual([['microphone', 'camera']]);
  });

  it('sends camera and microphone as soon as the specialist’s page says «Dar paso», and the server confirms it', async () => {
    start(true);
    await settle();
    await devices.open();
    media('connected');
    peers[0]?.options.onSaid({ admitted: true });
    expect(sentLive).toEqual([['microphone', 'camera']]);
    server.push(call());
    await settle(10_000);
    expect(view.phase).toBe('in_call');
    expect(sentLive).toHaveLength(1);
  });

  it('hears no «Dar paso» from the patient’s page', async () => {
    start(true, {}, 'specialist');
    await settle();
    await devices.open();
    media('connected');
    peers[0]?.options.onSaid({ admitted: true });
    expect(view.phase).toBe('waiting');
    expect(sentLive).toEqual([]);
  });

  it('tells the other side what it sends once, not at every message of theirs', async () => {
    start(true);
    await settle();
    await devices.open();
    media('connected');
    server.push(call());
    await settle();
    const before = told;
    for (let i = 0; i < 10; i++) media('connected');
    expect(told).toBe(before);
    devices.toggleMicrophone();
    expect(told).toBe(before + 1);
  });

  it('opens the devices on admission where nobody tried them before', async () => {
    start(true);
    await settle();
    server.push(call());
    await settle();
    expect(sentLive.at(-1)).toEqual(['microphone', 'camera']);
  });

  it('goes on with sound when the camera is unplugged', async () => {
    start(true);
    await settle();
    await devices.open();
    server.push(call());
    await settle();
    devices.plugOut('camera');
    expect(sentLive.at(-1)).toEqual(['microphone']);
    expect(view.devices.camera).toBe('missing');
  });

  it('keeps the call while our server is away, and takes its seat again afterwards', async () => {
    start(true);
    await settle();
    await devices.open();
    media('connected');
    server.push(call());
    await settle();
    server.disconnect();
    expect(view.phase).toBe('in_call');
    expect(peers).toHaveLength(1);
    room = call();
    server.connect();
    await settle();
    expect(server.asked.filter((command) => command === 'enter')).toHaveLength(2);
    expect(peers).toHaveLength(1);
    expect(peers[0]?.closed).toBe(false);
    expect(view.phase).toBe('in_call');
  });

  it('switches camera and microphone off on a hang-up, and tells the server once it is back', async () => {
    start(true);
    await settle();
    await devices.open();
    media('connected');
    server.push(call());
    await settle();
    server.disconnect();
    await session.hangUp();
    expect(view.phase).toBe('hung_up');
    expect(view.devices.cameraTrack).toBeNull();
    expect(peers[0]?.closed).toBe(true);
    room = call();
    server.connect();
    await settle();
    expect(server.asked.filter((command) => command === 'hangup')).toHaveLength(2);
    expect(view.room?.stage).toBe('hung_up');
  });

  it('opens no camera when the other side comes back, only when its own person does', async () => {
    start(true);
    await settle();
    await devices.open();
    server.push(call());
    await settle();
    await session.hangUp();
    server.push(call());
    await settle();
    expect(view.phase).toBe('hung_up');
    expect(view.devices.cameraTrack).toBeNull();
    await session.comeBack();
    await settle();
    expect(view.phase).toBe('connecting');
    expect(sentLive.at(-1)).toEqual(['microphone', 'camera']);
  });

  it('goes dark when the same browser opens the room in another window', async () => {
    start(true);
    await settle();
    await devices.open();
    server.push(call());
    await settle();
    server.say('seat-moved');
    expect(view.phase).toBe('moved');
    expect(peers[0]?.closed).toBe(true);
    expect(view.devices.cameraTrack).toBeNull();
    server.disconnect();
    server.connect();
    await settle();
    expect(server.asked.filter((command) => command === 'enter')).toHaveLength(1);
  });

  it('says that the room is full, and makes no connection', async () => {
    start(true, { enter: () => ({ ok: false, kind: 'seat-taken' }) });
    await settle();
    expect(view.phase).toBe('turned_away');
    expect(peers).toEqual([]);
  });

  it('ends everything at the end', async () => {
    start(true);
    await settle();
    await devices.open();
    server.push(call());
    await settle();
    server.push(roomView({ stage: 'finished' }));
    expect(view.phase).toBe('finished');
    expect(peers[0]?.closed).toBe(true);
    expect(view.devices.cameraTrack).toBeNull();
  });
});
