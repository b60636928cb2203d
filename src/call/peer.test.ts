import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { scriptedTrack, ScriptedConnection, standInForBrowser } from '../../tests/world/scripted-browser.ts';
import { scriptedSide, type Line, type Side } from '../../tests/world/scripted-pair.ts';
import { readSide } from './peer-view.ts';

standInForBrowser();

let line: Line;
let specialist: Side;
let patient: Side;
const side = (role: 'specialist' | 'patient', other: () => Side) => scriptedSide(role, () => line, other);

const settle = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  ScriptedConnection.all = [];
  ScriptedConnection.forged = null;
  ScriptedConnection.stuck = false;
  line = { up: true, log: [], drop: () => false };
  specialist = side('specialist', () => patient);
  patient = side('patient', () => specialist);
});
afterEach(() => {
  specialist.peer.close();
  patient.peer.close();
  vi.useRealTimers();
});

async function connect() {
  patient.peer.announce();
  await settle(50);
  expect(specialist.view.media).toBe('connected');
  expect(patient.view.media).toBe('connected');
}

describe('before admission', () => {
  it('the connection is ready, and carries generated silence and a black picture alone', async () => {
    await connect();
    for (const one of [specialist, patient]) expect([one.latest().sends('audio'), one.latest().sends('video')]).toEqual(['silence', 'black']);
  });

  it('it is ready whoever comes first', async () => {
    specialist.peer.announce();
    await settle(50);
    expect(patient.view.media).toBe('connected');
    expect(ScriptedConnection.all.filter((connection) => !connection.closed)).toHaveLength(2);
  });

  it('both greeting at once make one connection, not two', async () => {
    specialist.peer.announce();
    patient.peer.announce();
    await settle(50);
    expect(specialist.view.media).toBe('connected');
    expect(ScriptedConnection.all).toHaveLength(2);
  });

  it('a greeting that got lost is said again', async () => {
    line.up = false;
    patient.peer.announce();
    await settle(100);
    line.up = true;
    await settle(3000);
    expect(patient.view.media).toBe('connected');
  });
});

describe('in the call', () => {
  it('camera and microphone take the place of silence without a new negotiation', async () => {
    await connect();
    const before = line.log.length;
    await patient.peer.setLive({ audio: scriptedTrack('audio', 'microphone'), video: scriptedTrack('video', 'camera') });
    await settle(50);
    expect([patient.latest().sends('audio'), patient.latest().sends('video')]).toEqual(['microphone', 'camera']);
    expect(line.log).toHaveLength(before);
  });

  it('without a camera the sound goes out and the picture stays black', async () => {
    await connect();
    await patient.peer.setLive({ audio: scriptedTrack('audio', 'microphone') });
    expect([patient.latest().sends('audio'), patient.latest().sends('video')]).toEqual(['microphone', 'black']);
  });

  it('each side knows what the other one sends', async () => {
    await connect();
    const side = { live: true, microphone: false, camera: true, screen: true, interrupted: false };
    patient.peer.tell(side);
    expect(specialist.view.otherSide).toEqual(side);
  });

  it('"Cifrada" is shown after a second of both being connected, not on the first flash', async () => {
    patient.peer.announce();
    await settle(10);
    expect(patient.view.media).toBe('connected');
    expect(patient.view.secured).toBe(false);
    await settle(900);
    expect(patient.view.secured).toBe(false);
    await settle(200);
    expect(patient.view.secured).toBe(true);
    expect(specialist.view.secured).toBe(true);
  });

  it('"Cifrada" never appears where the other end failed at once', async () => {
    patient.peer.announce();
    await settle(10);
    patient.latest().become('failed');
    specialist.latest().become('failed');
    line.up = false;
    await settle(2000);
    expect(patient.view.secured).toBe(false);
  });

  it('packets that stop coming are noticed in two seconds, and ICE starts anew at once', async () => {
    await connect();
    await settle(1000);
    patient.latest().flowing = false;
    line.drop = () => true;
    await settle(2100);
    expect(patient.view.media).toBe('lost');
    expect(patient.latest().restarts).toBe(1);
    expect(patient.view.secured).toBe(false);
  });

  it('a restart that works brings the call back on the same connection', async () => {
    await connect();
    await settle(1000);
    const connection = patient.latest();
    connection.flowing = false;
    await settle(3000);
    expect(patient.view.media).toBe('connected');
    expect(patient.latest()).toBe(connection);
  });

  it('both restarting at once is settled: the patient gives way', async () => {
    await connect();
    specialist.latest().become('disconnected');
    patient.latest().become('disconnected');
    await settle(600);
    expect(patient.latest().rollbacks).toBe(1);
    expect(specialist.latest().rollbacks).toBe(0);
    expect(patient.latest().signalingState).toBe('stable');
    expect(specialist.latest().signalingState).toBe('stable');
  });

  it('what does not come back in 8 seconds is built anew, with what was being sent, and says on which step of the ladder it stands (V9)', async () => {
    await connect();
    specialist.peer.useStep('audio');
    patient.said.length = 0;
    await specialist.peer.setLive({ audio: scriptedTrack('audio', 'microphone'), video: scriptedTrack('video', 'camera') });
    await settle(1000);
    const before = specialist.latest();
    line.up = false;
    before.become('failed');
    patient.latest().become('failed');
    await settle(7000);
    expect(specialist.view.media).toBe('lost');
    line.up = true;
    await settle(6000);
    expect(specialist.view.media).toBe('connected');
    expect(specialist.latest()).not.toBe(before);
    expect(specialist.latest().sends('video')).toBe('camera');
    expect(patient.said).toEqual([{ ladder: 'stands', step: 'audio' }]);
  });

  it('a page that was reloaded is greeted again and gets a connection of its own', async () => {
    await connect();
    const before = specialist.latest();
    patient.peer.close();
    patient = side('patient', () => specialist);
    patient.peer.announce();
    await settle(50);
    expect(patient.view.media).toBe('connected');
    expect(before.closed).toBe(true);
  });

  it('what belongs to an older connection is not mistaken for the present one', async () => {
    await connect();
    const connection = patient.latest();
    patient.peer.receive({ kind: 'description', connection: 'an older one', description: { type: 'answer', sdp: 'x' } });
    patient.peer.receive({ kind: 'candidate', connection: 'an older one', candidate: { candidate: 'x', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null } });
    await settle(50);
    expect(patient.latest()).toBe(connection);
    expect(patient.view.media).toBe('connected');
  });

  it('the other side’s goodbye ends the connection', async () => {
    await connect();
    patient.peer.receive({ kind: 'bye' });
    await settle(50);
    expect(patient.view).toMatchObject({ media: 'none', remote: null, secured: false });
  });
});

describe('without round trips (S2)', () => {
  it('an offer that found nobody is said again to who comes, not made anew', async () => {
    line.up = false;
    specialist.peer.announce();
    await settle(50);
    const made = specialist.latest();
    line.up = true;
    patient.peer.announce();
    await settle(50);
    expect(patient.view.media).toBe('connected');
    expect(specialist.latest()).toBe(made);
  });

  it('who left finds the next connection laid out; the old one stays until they come', async () => {
    await connect();
    const old = specialist.latest();
    patient.peer.close();
    line.drop = () => true;
    specialist.peer.otherPresent(false);
    await settle(2500);
    const laidOut = specialist.latest();
    expect(laidOut).not.toBe(old);
    expect(old.closed).toBe(false);
    line.drop = () => false;
    patient = side('patient', () => specialist);
    patient.peer.announce();
    await settle(50);
    expect(patient.view.media).toBe('connected');
    expect([specialist.latest() === laidOut, old.closed]).toEqual([true, true]);
  });

  it('it is laid out as soon as the server has seen them go, and the call goes on where they had not (S2)', async () => {
    await connect();
    const used = specialist.latest();
    specialist.peer.otherPresent(false);
    await settle(50);
    const laidOut = specialist.latest();
    expect([laidOut === used, used.closed]).toEqual([false, false]);
    // Their line to the server alone was broken: it is put away again.
    specialist.peer.otherPresent(true);
    await settle(8100);
    expect([laidOut.closed, used.closed, specialist.view.media]).toEqual([true, false, 'connected']);
  });

  it('what was laid out sends what may be sent when it is taken, not before (V4)', async () => {
    await connect();
    await specialist.peer.setLive({ audio: scriptedTrack('audio', 'microphone'), video: scriptedTrack('video', 'camera') });
    specialist.latest().flowing = false;
    specialist.peer.otherPresent(false);
    await settle(2500);
    await specialist.peer.setLive(null);
    patient.peer.announce();
    await settle(50);
    expect(specialist.latest().sends('video')).toBe('black');
  });
});

describe('a call that finds no way (quality 48)', () => {
  it('says so after eight seconds, and has asked for fresh credentials once', async () => {
    ScriptedConnection.stuck = true;
    patient.peer.announce();
    await settle(8100);
    expect([patient.view.noWay, specialist.view.noWay]).toEqual([true, true]);
    await settle(8100);
    expect(line.log.filter((said) => said === 'specialist needs a relay')).toHaveLength(1);
    ScriptedConnection.stuck = false;
    await settle(9000);
    expect([patient.view.media, patient.view.noWay]).toEqual(['connected', false]);
  });
});

it('only a well-formed message of the other side counts', () => {
  expect(readSide('{"live":true,"microphone":true,"camera":false}')).toEqual({ live: true, microphone: true, camera: false, screen: false, interrupted: false });
  for (const text of ['', '{}', 'null', '[]', '{"live":1}', '{"live":true,"microphone":"yes","camera":false}']) expect(readSide(text)).toBeNull();
});

describe('words to compare (V7)', () => {
  const words = (one: Side) => (one.view.words?.kind === 'words' ? one.view.words.words.join(' ') : null);
  /** Digests run outside the scripted clock. */
  const computed = () => vi.waitFor(() => expect([words(specialist), words(patient)]).not.toContain(null), { interval: 5, timeout: 40_000 });

  it('both sides come to the same three words by themselves', async () => {
    await connect();
    await computed();
    expect(words(specialist)).toBe(words(patient));
  });

  it('with somebody in between the words differ', async () => {
    ScriptedConnection.forged = 'somebody';
    await connect();
    await computed();
    expect(words(specialist)).not.toBe(words(patient));
  });

  it('a connection built anew is the same pair of certificates, so nothing is asked twice', async () => {
    await connect();
    await computed();
    const pair = specialist.view.words?.kind === 'words' ? specialist.view.words.certificates : '';
    specialist.peer.rebuild();
    await settle(50);
    await computed();
    expect(specialist.view.words).toMatchObject({ certificates: pair });
  });
});
