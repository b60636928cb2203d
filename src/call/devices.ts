import type { DeviceState, SoundState } from '#domain/room-view.ts';
import { platformTrouble, troubleOf } from './device-trouble.ts';
import { constraintsFor, improvementOf, type ImprovementKind, type Improvements } from './improving/improvements.ts';

export interface DeviceView {
  camera: DeviceState;
  microphone: DeviceState;
  /** Whether the bell was heard. */
  sound: SoundState;
  /** The browser is being asked, and may be asking its person. */
  asking: boolean;
  cameraTrack: MediaStreamTrack | null;
  microphoneTrack: MediaStreamTrack | null;
  /** Chosen off by the person: the device itself is released. */
  cameraOff: boolean;
  microphoneOff: boolean;
  /** The person goes in without it: it is not asked for again until they switch it on (V11). */
  without: { camera: boolean; microphone: boolean };
  /** The shared screen; it goes out in the place of the camera. */
  screenTrack: MediaStreamTrack | null;
  /** The system took the microphone away for a while: a telephone call. */
  interrupted: boolean;
  /** Blurred background and less noise, by the device itself or by a part of our own (V8). */
  improvements: Improvements;
  /** A part of our own that switched itself off, until the next press: it stood still, or made the call slower. */
  improvementLost: ImprovementKind | null;
  cameras: MediaDeviceInfo[];
  microphones: MediaDeviceInfo[];
  speakers: MediaDeviceInfo[];
}

/** This browser's camera and microphone. One at a time of each, the old one stopped before the new (WebKit). */
export interface Devices {
  readonly view: DeviceView;
  subscribe(listener: (view: DeviceView) => void): () => void;
  /** Asks for both in one question; what fails is told apart by asking again one by one (V11). */
  open(): Promise<void>;
  toggleCamera(): Promise<void>;
  toggleMicrophone(): void;
  /** The camera's own track, before a part of ours: what a still photo is taken of (V8). */
  plainCamera(): MediaStreamTrack | null;
  /** The next camera, or the named device. */
  useCamera(deviceId?: string): Promise<void>;
  useMicrophone(deviceId: string): Promise<void>;
  /** Opens the microphone anew: "no me oyen". */
  reopenMicrophone(): Promise<void>;
  /** Switches it on or off; false where it could not be. It stays so for tracks opened later. */
  improve(kind: ImprovementKind, on: boolean): Promise<boolean>;
  shareScreen(): Promise<void>;
  stopSharing(): void;
  markVoice(heard: boolean): void;
  markSound(heard: boolean): void;
  /** "Entrar solo con sonido", "entrar solo con chat" (V11). */
  goWithout(kind: Kind): void;
  /** Switches both off after a call; `open` brings them back. */
  release(): void;
  close(): void;
}

// A camera that is open cannot be raised: what is sent of its picture is (src/call/quality/pictures.ts).
const picture = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

type Kind = 'camera' | 'microphone';

/** Before anything was tried. */
export const untriedDevices: DeviceView = {
  camera: 'untried',
  microphone: 'untried',
  sound: 'untried',
  asking: false,
  cameraTrack: null,
  microphoneTrack: null,
  cameraOff: false,
  microphoneOff: false,
  without: { camera: false, microphone: false },
  screenTrack: null,
  interrupted: false,
  improvements: { blur: 'none', noise: 'none', voice: 'none' },
  improvementLost: null,
  cameras: [],
  microphones: [],
  speakers: [],
};

export function createDevices(media: MediaDevices | undefined = navigator.mediaDevices): Devices {
  let view = untriedDevices;
  const listeners = new Set<(view: DeviceView) => void>();
  let closed = false;
  /** Asked once, however often it is wanted meanwhile. */
  let opening: Promise<void> | null = null;
  /** What was chosen of blur and noise. */
  const chosen: { camera: MediaTrackConstraints; microphone: MediaTrackConstraints } = { camera: {}, microphone: {} };

  function update(change: Partial<DeviceView>) {
    view = { ...view, ...change };
    for (const listener of listeners) listener(view);
  }

  function release(kind: Kind) {
    const track = kind === 'camera' ? view.cameraTrack : view.microphoneTrack;
    if (!track) return;
    track.onended = null;
    track.stop();
    update(kind === 'camera' ? { cameraTrack: null } : { microphoneTrack: null });
  }

  function keep(track: MediaStreamTrack) {
    if (closed) return track.stop();
    track.onended = () => lost(track);
    // A face that moves, and a voice: the browser degrades and cleans them accordingly.
    track.contentHint = track.kind === 'video' ? 'motion' : 'speech';
    if (track.kind === 'video') update({ cameraTrack: track, camera: 'ready', cameraOff: false, improvements: { ...view.improvements, blur: improvementOf('blur', track) } });
    else {
      track.enabled = !view.microphoneOff;
      track.onmute = () => update({ interrupted: true });
      track.onunmute = () => update({ interrupted: false });
      update({ microphoneTrack: track, microphone: 'ready', interrupted: track.muted === true, improvements: { ...view.improvements, noise: improvementOf('noise', track) } });
    }
  }

  function deviceOf(track: MediaStreamTrack | null): MediaTrackConstraints {
    const deviceId = track?.getSettings().deviceId;
    return deviceId ? { deviceId: { exact: deviceId } } : {};
  }

  function lost(track: MediaStreamTrack) {
    if (track === view.cameraTrack) update({ cameraTrack: null, camera: 'missing' });
    if (track === view.microphoneTrack) update({ microphoneTrack: null, microphone: 'missing' });
  }

  async function ask(constraints: MediaStreamConstraints): Promise<MediaStream> {
    if (!media) throw new DOMException('no devices', 'NotSupportedError');
    return media.getUserMedia(constraints);
  }

  async function openOne(kind: Kind, device: MediaTrackConstraints = {}) {
    release(kind);
    try {
      const stream = await ask(kind === 'camera' ? { video: { ...picture, ...chosen.camera, ...device } } : { audio: { ...sound, ...chosen.microphone, ...device } });
      stream.getTracks().forEach(keep);
    } catch (error) {
      update({ [kind]: troubleOf(error) });
    }
  }

  async function list() {
    const found = (await media?.enumerateDevices?.().catch(() => [])) ?? [];
    update({ cameras: found.filter((device) => device.kind === 'videoinput'), microphones: found.filter((device) => device.kind === 'audioinput'), speakers: found.filter((device) => device.kind === 'audiooutput') });
  }

  async function openBoth() {
    const trouble = platformTrouble(globalThis);
    if (trouble) return update({ camera: trouble, microphone: trouble });
    const { camera, microphone } = { camera: !view.without.camera && !view.cameraOff, microphone: !view.without.microphone };
    if ((!camera || view.cameraTrack) && (!microphone || view.microphoneTrack)) return;
    release('camera');
    release('microphone');
    try {
      const stream = await ask({ ...(camera ? { video: { ...picture, ...chosen.camera } } : {}), ...(microphone ? { audio: { ...sound, ...chosen.microphone } } : {}) });
      stream.getTracks().forEach(keep);
    } catch {
      if (microphone) await openOne('microphone');
      if (camera) await openOne('camera');
    }
    await list();
  }

  async function askBoth() {
    update({ asking: true });
    await openBoth().finally(() => {
      opening = null;
      update({ asking: false });
    });
  }

  function stopSharing() {
    view.screenTrack?.stop();
    if (view.screenTrack) update({ screenTrack: null });
  }

  const onDeviceChange = () => void list();
  media?.addEventListener?.('devicechange', onDeviceChange);

  return {
    get view() {
      return view;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open() {
      return (opening ??= askBoth());
    },
    async toggleCamera() {
      if (view.cameraTrack) {
        release('camera');
        return update({ cameraOff: true });
      }
      update({ cameraOff: false, without: { ...view.without, camera: false } });
      await openOne('camera');
    },
    toggleMicrophone() {
      const microphoneOff = !view.microphoneOff;
      if (view.microphoneTrack) view.microphoneTrack.enabled = !microphoneOff;
      update({ microphoneOff, without: { ...view.without, microphone: false } });
      if (!microphoneOff && !view.microphoneTrack) void openOne('microphone');
    },
    async useCamera(deviceId) {
      const current = view.cameraTrack?.getSettings().deviceId;
      const at = view.cameras.findIndex((camera) => camera.deviceId === current);
      const next = deviceId ?? view.cameras[(at + 1) % Math.max(1, view.cameras.length)]?.deviceId;
      if (next) await openOne('camera', { deviceId: { exact: next } });
    },
    async useMicrophone(deviceId) {
      await openOne('microphone', { deviceId: { exact: deviceId } });
    },
    plainCamera: () => view.cameraTrack,
    reopenMicrophone: () => openOne('microphone'),
    async improve(kind, on) {
      if (kind === 'voice') return false;
      const of = kind === 'blur' ? 'camera' : 'microphone';
      const track = () => (kind === 'blur' ? view.cameraTrack : view.microphoneTrack);
      const wanted = on ? 'on' : 'off';
      Object.assign(chosen[of], constraintsFor(kind, on));
      await track()?.applyConstraints({ ...(of === 'camera' ? picture : sound), ...chosen[of] }).catch(() => {});
      // Some browsers say yes and change nothing until the device is opened anew.
      if (track() && improvementOf(kind, track()) !== wanted) await openOne(of, deviceOf(track()));
      const now = improvementOf(kind, track());
      update({ improvements: { ...view.improvements, [kind]: now } });
      return now === wanted;
    },
    async shareScreen() {
      // Whoever closes the browser's own question keeps their camera.
      const stream = await media?.getDisplayMedia?.({ video: { frameRate: { ideal: 15 } } }).catch(() => null);
      const screenTrack = stream?.getVideoTracks()[0];
      if (!screenTrack) return;
      screenTrack.contentHint = 'detail';
      screenTrack.onended = () => update({ screenTrack: null });
      update({ screenTrack });
    },
    stopSharing,
    markVoice(heard) {
      if (view.microphone !== 'ready' && view.microphone !== 'silent') return;
      const microphone = heard ? 'ready' : 'silent';
      if (microphone !== view.microphone) update({ microphone });
    },
    markSound: (heard) => update({ sound: heard ? 'heard' : 'unheard' }),
    goWithout(kind) {
      release(kind);
      update({ without: { ...view.without, [kind]: true }, ...(kind === 'camera' ? { cameraOff: true } : { microphoneOff: true }) });
    },
    release() {
      stopSharing();
      release('camera');
      release('microphone');
    },
    close() {
      closed = true;
      stopSharing();
      media?.removeEventListener?.('devicechange', onDeviceChange);
      release('camera');
      release('microphone');
      listeners.clear();
    },
  };
}
