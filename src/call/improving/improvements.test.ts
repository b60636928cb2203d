import { beforeAll, describe, expect, it } from 'vitest';
import { createDevices } from '../devices.ts';
import { improvementOf } from './improvements.ts';

beforeAll(() => {
  Object.defineProperty(globalThis.navigator, 'mediaDevices', { value: { getUserMedia() {} }, configurable: true });
});

const track = (capabilities: object | null, settings: object = {}) =>
  ({ getSettings: () => settings, ...(capabilities ? { getCapabilities: () => capabilities } : {}) }) as unknown as MediaStreamTrack;

describe('blur and noise are offered where the device itself can (V8)', () => {
  it.each([
    ['one that can, and does not', { backgroundBlur: [true, false] }, { backgroundBlur: false }, 'off'],
    ['one that can, and does', { backgroundBlur: [false, true] }, { backgroundBlur: true }, 'on'],
    ['one whose system always blurs', { backgroundBlur: [true] }, { backgroundBlur: true }, 'none'],
    ['one that cannot', { backgroundBlur: [false] }, {}, 'none'],
    ['one that knows nothing of it', {}, {}, 'none'],
    ['a browser that does not tell', null, {}, 'none'],
  ])('%s', (_, capabilities, settings, answer) => expect(improvementOf('blur', track(capabilities, settings))).toBe(answer));

  it('nothing without a track', () => expect(improvementOf('noise', null)).toBe('none'));
});

type How = 'at once' | 'opened anew' | 'never';

/** A microphone and a camera that take a wish at once, only when they are opened, or never. */
function media(how: How) {
  const opened: string[] = [];
  const made = (kind: 'audio' | 'video', asked: Record<string, unknown>) => {
    opened.push(kind);
    const name = kind === 'audio' ? 'noiseSuppression' : 'backgroundBlur';
    const settings: Record<string, unknown> = { deviceId: 'one', [name]: how === 'never' ? kind === 'audio' : (asked[name] ?? false) };
    return {
      kind,
      stop() {},
      getSettings: () => settings,
      getCapabilities: () => ({ [name]: [true, false] }),
      async applyConstraints(wish: Record<string, unknown>) {
        if (how === 'at once') settings[name] = wish[name];
      },
    };
  };
  return {
    opened,
    devices: createDevices({
      getUserMedia: async ({ audio, video }: Record<'audio' | 'video', Record<string, unknown> | undefined>) => ({ getTracks: () => [...(audio ? [made('audio', audio)] : []), ...(video ? [made('video', video)] : [])] }),
      enumerateDevices: async () => [],
    } as unknown as MediaDevices),
  };
}

describe('switching it on', () => {
  it.each([
    ['at once', true, ['audio', 'video']],
    ['opened anew', true, ['audio', 'video', 'video']],
    ['never', false, ['audio', 'video', 'video']],
  ] as const)('in a device that takes it %s', async (how, done, asked) => {
    const { devices, opened } = media(how);
    await devices.open();
    expect(devices.view.improvements).toEqual({ blur: 'off', noise: 'on', voice: 'none' });
    expect(await devices.improve('blur', true)).toBe(done);
    expect(devices.view.improvements.blur).toBe(done ? 'on' : 'off');
    expect(opened).toEqual(asked);
    expect(devices.view.cameraTrack).not.toBeNull();
  });

  it('stays so for a camera that is switched off and on again', async () => {
    const { devices } = media('opened anew');
    await devices.open();
    await devices.improve('blur', true);
    await devices.toggleCamera();
    await devices.toggleCamera();
    expect(devices.view.improvements.blur).toBe('on');
  });
});
