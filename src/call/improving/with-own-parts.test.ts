import { beforeAll, describe, expect, it } from 'vitest';
import { createDevices } from '../devices.ts';
import type { DeviceFacts, OwnKind, RunningPart } from './own-part.ts';
import { withOwnParts } from './with-own-parts.ts';

beforeAll(() => {
  Object.defineProperty(globalThis.navigator, 'mediaDevices', { value: { getUserMedia() {} }, configurable: true });
});

const able: DeviceFacts = { cores: 8, memory: 8, simd: true, frames: true, worklets: true, savesData: false };

/** A camera and a microphone that blur nothing themselves, and parts that are ready when the test says so. */
function desk(facts: DeviceFacts = able, ownBlur = false) {
  let made = 0;
  const media = {
    async getUserMedia(asked: Record<'audio' | 'video', unknown>) {
      const capabilities = ownBlur ? { backgroundBlur: [true, false] } : {};
      const settings: Record<string, unknown> = { deviceId: 'one', ...(ownBlur ? { backgroundBlur: false } : {}) };
      const applyConstraints = async (wish: Record<string, unknown>) => void Object.assign(settings, wish);
      const track = (kind: 'audio' | 'video') => ({ kind, id: `${kind} ${++made}`, stop() {}, getSettings: () => settings, getCapabilities: () => capabilities, applyConstraints });
      return { getTracks: () => (['audio', 'video'] as const).filter((kind) => asked[kind]).map(track) };
    },
    enumerateDevices: async () => [],
  };
  const begun: { kind: OwnKind; on: string; ready: () => Promise<void>; fail: () => Promise<void>; fault: () => void; stopped: boolean }[] = [];
  const starting = (kind: OwnKind) => (track: MediaStreamTrack, fault: () => void) =>
    new Promise<RunningPart>((settle, refuse) => {
      const entry = {
        kind, on: track.id, fault, stopped: false,
        async ready() {
          settle({ track: { id: `${kind} of ${track.id}` } as unknown as MediaStreamTrack, stop: () => void (entry.stopped = true) });
          await drained();
        },
        async fail() {
          refuse(new Error('no'));
          await drained();
        },
      };
      begun.push(entry);
    });
  const devices = withOwnParts(createDevices(media as unknown as MediaDevices), { blur: starting('blur'), voice: starting('voice') }, facts);
  const out = () => [devices.view.cameraTrack?.id ?? null, devices.view.microphoneTrack?.id ?? null];
  return { devices, begun, out };
}
const drained = () => new Promise<void>((settle) => setTimeout(settle));

/** Pressed, and ready. */
async function on({ devices, begun }: ReturnType<typeof desk>, kind: OwnKind) {
  const pressed = devices.improve(kind, true);
  await begun.at(-1)?.ready();
  return pressed;
}

describe('parts of our own (V8)', () => {
  it('are loaded by a press, and only then take the place of camera and microphone', async () => {
    const at = desk();
    await at.devices.open();
    expect(at.devices.view.improvements).toEqual({ blur: 'off', noise: 'none', voice: 'off' });
    expect(at.begun).toEqual([]);
    const pressed = at.devices.improve('blur', true);
    expect(at.out()).toEqual(['video 2', 'audio 1']);
    await at.begun[0]?.ready();
    expect(await pressed).toBe(true);
    expect(await on(at, 'voice')).toBe(true);
    expect(at.out()).toEqual(['blur of video 2', 'voice of audio 1']);
    expect(at.devices.view.improvements).toEqual({ blur: 'on', noise: 'none', voice: 'on' });
    expect(at.devices.view.cameraTrack?.getSettings().deviceId).toBe('one');
    expect(at.devices.plainCamera()?.id).toBe('video 2');
    expect(await at.devices.improve('blur', false)).toBe(true);
    expect([at.out(), at.begun.map((one) => one.stopped)]).toEqual([['video 2', 'voice of audio 1'], [true, false]]);
  });

  it('are not offered where the device cannot, nor where it blurs by itself', async () => {
    const weak = desk({ ...able, cores: 1 });
    await weak.devices.open();
    expect(weak.devices.view.improvements).toEqual({ blur: 'none', noise: 'none', voice: 'none' });
    expect(await weak.devices.improve('voice', true)).toBe(false);
    const phone = desk(able, true);
    await phone.devices.open();
    expect(await phone.devices.improve('blur', true)).toBe(true);
    expect([phone.out(), phone.begun]).toEqual([['video 2', 'audio 1'], []]);
  });

  it('follow a camera that was switched off and on; meanwhile nothing of the background goes out', async () => {
    const at = desk();
    await at.devices.open();
    await on(at, 'blur');
    await at.devices.toggleCamera();
    expect([at.out()[0], at.begun[0]?.stopped]).toEqual([null, true]);
    await at.devices.toggleCamera();
    expect([at.begun[1]?.on, at.out()[0], at.devices.view.improvements.blur]).toEqual(['video 3', null, 'on']);
    await at.begun[1]?.ready();
    expect(at.out()[0]).toBe('blur of video 3');
  });

  it('give way to the plain device, with words until the next press, when they stop or cannot be had', async () => {
    const at = desk();
    await at.devices.open();
    await on(at, 'blur');
    at.begun[0]?.fault();
    expect([at.out()[0], at.devices.view.improvements.blur, at.devices.view.improvementLost]).toEqual(['video 2', 'off', 'blur']);
    const pressed = at.devices.improve('voice', true);
    expect(at.devices.view.improvementLost).toBe('blur');
    await at.begun[1]?.fail();
    expect([await pressed, at.out()[1], at.devices.view.improvementLost]).toEqual([false, 'audio 1', 'voice']);
    await at.devices.improve('voice', false);
    expect(at.devices.view.improvementLost).toBeNull();
  });

  it('that come after they were switched off again, or after the call, are stopped and never seen', async () => {
    const at = desk();
    await at.devices.open();
    const pressed = at.devices.improve('blur', true);
    const back = at.devices.improve('blur', false);
    await at.begun[0]?.ready();
    expect([await pressed, await back, at.begun[0]?.stopped, at.out()[0]]).toEqual([false, true, true, 'video 2']);
    await on(at, 'voice');
    at.devices.close();
    expect(at.begun[1]?.stopped).toBe(true);
  });
});
