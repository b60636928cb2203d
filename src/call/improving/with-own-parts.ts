import type { Devices, DeviceView } from '../devices.ts';
import type { Improvement } from './improvements.ts';
import { factsOfDevice, mayOffer, type DeviceFacts, type OwnKind, type RunningPart } from './own-part.ts';

/** How each part is started: `onFault` is called where it stops by itself. */
export type Start = (track: MediaStreamTrack, onFault: () => void) => Promise<RunningPart>;

/** Loaded by the first press, and by nobody else (S5). */
const brought: Record<OwnKind, Start> = {
  blur: async (track, onFault) => (await import('./blur.ts')).startBlur(track, onFault),
  voice: async (track, onFault) => (await import('./voice.ts')).startVoice(track, onFault),
};

/** One of the two parts, on whatever track its device gives. */
interface Post {
  wanted: boolean;
  /** The device's track that it is at work on, or about to be. */
  raw: MediaStreamTrack | null;
  part: RunningPart | null;
  /** Nothing of the device goes out until the part is there: the person already had it on. */
  held: boolean;
  starting: Promise<void>;
}

/**
 * Camera and microphone with a blurred background and the voice alone by parts of our own, where the device can (V8). The track
 * that is seen and sent is the part's; the device's own comes back, with words, as soon as the part fails.
 */
export function withOwnParts(devices: Devices, start: Record<OwnKind, Start> = brought, facts: DeviceFacts = factsOfDevice()): Devices {
  const post = (): Post => ({ wanted: false, raw: null, part: null, held: false, starting: Promise.resolve() });
  const posts = { blur: post(), voice: post() };
  const may = { blur: mayOffer('blur', facts), voice: mayOffer('voice', facts) };
  const rawOf = (kind: OwnKind) => (kind === 'blur' ? devices.view.cameraTrack : devices.view.microphoneTrack);
  let lost: OwnKind | null = null;
  let view = compose();
  const listeners = new Set<(view: DeviceView) => void>();

  function compose(): DeviceView {
    const own = (kind: OwnKind): Improvement => (!may[kind] || !rawOf(kind) ? 'none' : posts[kind].part || posts[kind].held ? 'on' : 'off');
    const out = (kind: OwnKind) => (posts[kind].held ? null : (posts[kind].part?.track ?? rawOf(kind)));
    const { improvements } = devices.view;
    const blur = improvements.blur === 'none' ? own('blur') : improvements.blur;
    return { ...devices.view, cameraTrack: out('blur'), microphoneTrack: out('voice'), improvements: { ...improvements, blur, voice: own('voice') }, improvementLost: lost };
  }

  function tell() {
    view = compose();
    for (const listener of listeners) listener(view);
  }

  function end(kind: OwnKind) {
    posts[kind].part?.stop();
    Object.assign(posts[kind], { raw: null, part: null, held: false });
  }

  function fail(kind: OwnKind) {
    end(kind);
    posts[kind].wanted = false;
    lost = kind;
    tell();
  }

  /** Puts the part to work on the track that is there now. */
  async function begin(kind: OwnKind, raw: MediaStreamTrack) {
    const post = posts[kind];
    post.raw = raw;
    const current = () => post.raw === raw;
    try {
      const part = await start[kind](raw, () => current() && fail(kind));
      if (!current()) return part.stop();
      // Whoever asks what it is, is told of the device behind it.
      part.track.getSettings = () => raw.getSettings();
      part.track.getCapabilities = () => raw.getCapabilities();
      Object.assign(post, { part, held: false });
      tell();
    } catch {
      if (current()) fail(kind);
    }
  }

  /** A camera turned, switched on again or lost: the part follows. */
  function follow(kind: OwnKind) {
    const post = posts[kind];
    const raw = rawOf(kind);
    if (raw === post.raw || !post.wanted) return;
    end(kind);
    if (!raw) return;
    // A voice may be heard plain for a moment; a background that was hidden may not be seen.
    post.held = kind === 'blur';
    post.starting = begin(kind, raw);
  }

  const unsubscribe = devices.subscribe(() => {
    follow('blur');
    follow('voice');
    tell();
  });

  return {
    ...devices,
    get view() {
      return view;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async improve(kind, on) {
      lost = null;
      if (kind === 'noise' || (kind === 'blur' && devices.view.improvements.blur !== 'none')) return devices.improve(kind, on);
      const post = posts[kind];
      const raw = rawOf(kind);
      if (!may[kind] || !raw) return false;
      post.wanted = on;
      if (!on) end(kind);
      else if (post.raw !== raw) post.starting = begin(kind, raw);
      await post.starting;
      tell();
      return (view.improvements[kind] === 'on') === on;
    },
    plainCamera: () => devices.view.cameraTrack,
    close() {
      unsubscribe();
      end('blur');
      end('voice');
      listeners.clear();
      devices.close();
    },
  };
}
