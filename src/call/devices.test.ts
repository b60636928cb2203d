import { beforeAll, describe, expect, it } from 'vitest';
import { createDevices } from './devices.ts';
import { platformTrouble, troubleOf } from './device-trouble.ts';
import { levelOf } from './sound.ts';
import { qualityBetween, sampleOf, type Sample } from './quality/quality.ts';

const named = (name: string, message = '') => new DOMException(message, name);

interface ScriptedTrack {
  kind: string;
  enabled: boolean;
  stopped: boolean;
  onended: (() => void) | null;
  stop(): void;
  getSettings(): { deviceId: string };
}

function scriptedMedia(refusals: { audio?: DOMException; video?: DOMException } = {}) {
  const tracks: ScriptedTrack[] = [];
  const asked: string[] = [];
  const make = (kind: 'audio' | 'video', constraint: unknown): ScriptedTrack => {
    const exact = (constraint as { deviceId?: { exact: string } }).deviceId?.exact;
    const track: ScriptedTrack = { kind, enabled: true, stopped: false, onended: null, stop: () => void (track.stopped = true), getSettings: () => ({ deviceId: exact ?? 'front' }) };
    tracks.push(track);
    return track;
  };
  const media = {
    async getUserMedia(constraints: { audio?: unknown; video?: unknown }) {
      asked.push(Object.keys(constraints).join('+'));
      for (const kind of ['audio', 'video'] as const) if (constraints[kind] && refusals[kind]) throw refusals[kind];
      const found = (['audio', 'video'] as const).filter((kind) => constraints[kind]).map((kind) => make(kind, constraints[kind]));
      return { getTracks: () => found };
    },
    enumerateDevices: async () => ['front', 'back'].map((deviceId) => ({ kind: 'videoinput', deviceId })),
  };
  return { media: media as unknown as MediaDevices, tracks, asked };
}

beforeAll(() => {
  Object.defineProperty(globalThis.navigator, 'mediaDevices', { value: { getUserMedia() {} }, configurable: true });
});

describe('camera and microphone', () => {
  it.each([
    [named('NotAllowedError', 'Permission denied'), 'denied'],
    [named('NotAllowedError', 'Permission denied by system'), 'blocked'],
    [named('SecurityError'), 'blocked'],
    [named('NotFoundError'), 'missing'],
    [named('OverconstrainedError'), 'missing'],
    [named('NotReadableError'), 'busy'],
    [named('AbortError'), 'busy'],
    [new TypeError('no'), 'unsupported'],
    ['a string', 'unsupported'],
  ])('%s is told as %s', (error, trouble) => {
    expect(troubleOf(error)).toBe(trouble);
  });

  it('is asked for once, however often it is wanted before the browser has answered', async () => {
    const { media, tracks, asked } = scriptedMedia();
    const devices = createDevices(media);
    const opened = Promise.all([devices.open(), devices.open()]);
    expect(devices.view.asking).toBe(true);
    await opened;
    expect(devices.view.asking).toBe(false);
    expect(asked).toEqual(['video+audio']);
    expect(tracks.filter(({ stopped }) => !stopped)).toHaveLength(2);
    expect([devices.view.camera, devices.view.microphone]).toEqual(['ready', 'ready']);
  });

  it('cannot be asked for on a page without encryption, which is said as such', () => {
    expect(platformTrouble({ isSecureContext: false, navigator: {} })).toBe('insecure');
    expect(platformTrouble({ isSecureContext: true, navigator: {} })).toBe('unsupported');
    expect(platformTrouble({ isSecureContext: true, navigator: { mediaDevices: { getUserMedia() {} } } })).toBeNull();
  });

  it('are asked for in one question', async () => {
    const { media, asked } = scriptedMedia();
    const devices = createDevices(media);
    await devices.open();
    expect(asked).toEqual(['video+audio']);
    expect(devices.view).toMatchObject({ camera: 'ready', microphone: 'ready' });
    expect(devices.view.cameras).toHaveLength(2);
  });

  it('that fail are told apart: sound works where the camera is in use', async () => {
    const { media } = scriptedMedia({ video: named('NotReadableError') });
    const devices = createDevices(media);
    await devices.open();
    expect(devices.view).toMatchObject({ camera: 'busy', microphone: 'ready' });
    expect(devices.view.microphoneTrack).not.toBeNull();
  });

  it('turn to the other camera, the first one stopped before', async () => {
    const { media, tracks } = scriptedMedia();
    const devices = createDevices(media);
    await devices.open();
    const first = tracks.find((track) => track.kind === 'video');
    await devices.useCamera();
    expect(first?.stopped).toBe(true);
    expect(devices.view.cameraTrack?.getSettings().deviceId).toBe('back');
  });

  it('switched off is off: the device itself is released', async () => {
    const { media, tracks } = scriptedMedia();
    const devices = createDevices(media);
    await devices.open();
    await devices.toggleCamera();
    expect(tracks.find((track) => track.kind === 'video')?.stopped).toBe(true);
    expect(devices.view).toMatchObject({ cameraTrack: null, cameraOff: true });
    devices.toggleMicrophone();
    expect(devices.view.microphoneTrack?.enabled).toBe(false);
    await devices.toggleCamera();
    expect(devices.view.cameraTrack).not.toBeNull();
  });

  it('that are unplugged are missed', async () => {
    const { media, tracks } = scriptedMedia();
    const devices = createDevices(media);
    await devices.open();
    tracks.find((track) => track.kind === 'audio')?.onended?.();
    expect(devices.view).toMatchObject({ microphone: 'missing', microphoneTrack: null });
  });
});

describe('quality', () => {
  const sample = (change: Partial<Sample>): Sample => ({ packetsReceived: 0, packetsLost: 0, framesDecoded: 0, roundTripSeconds: 0.05, audioEnergy: 0, ...change });

  it.each<[string, Partial<Sample>, string]>([
    ['nothing lost', { packetsReceived: 200 }, 'good'],
    ['one in twenty lost', { packetsReceived: 190, packetsLost: 10 }, 'fair'],
    ['one in five lost', { packetsReceived: 160, packetsLost: 40 }, 'poor'],
    ['half a second to and fro', { packetsReceived: 200, roundTripSeconds: 0.5 }, 'fair'],
    ['a second to and fro', { packetsReceived: 200, roundTripSeconds: 1 }, 'poor'],
    ['nothing received at all', {}, 'poor'],
  ])('%s', (_, after, quality) => {
    expect(qualityBetween(sample({}), sample(after))).toBe(quality);
  });

  it('is read from what the browser counts', () => {
    const report = new Map([
      ['a', { type: 'inbound-rtp', packetsReceived: 10, packetsLost: 1, totalAudioEnergy: 0.5 }],
      ['v', { type: 'inbound-rtp', packetsReceived: 20, packetsLost: 2, framesDecoded: 7 }],
      ['p', { type: 'candidate-pair', state: 'succeeded', nominated: true, currentRoundTripTime: 0.03 }],
      ['q', { type: 'candidate-pair', state: 'failed', currentRoundTripTime: 9 }],
    ]);
    expect(sampleOf(report)).toEqual({ packetsReceived: 30, packetsLost: 3, framesDecoded: 7, roundTripSeconds: 0.03, audioEnergy: 0.5 });
  });
});

it('the level of a microphone is nothing in silence and full in a loud voice', () => {
  expect(levelOf(new Float32Array(1024))).toBe(0);
  expect(levelOf(Float32Array.from({ length: 1024 }, (_, i) => Math.sin(i / 5)))).toBe(1);
  expect(levelOf(Float32Array.from({ length: 1024 }, (_, i) => 0.02 * Math.sin(i / 5)))).toBeGreaterThan(0.3);
});
