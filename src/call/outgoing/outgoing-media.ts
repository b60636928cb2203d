import type { DeviceView } from '../devices.ts';
import type { Peer } from '../peer-view.ts';
import type { Quality } from '../quality/quality.ts';

/** What this page sends to the other one. */
export interface Outgoing {
  /**
   * Camera and microphone of these devices, or silence and black for null (V4). Returns the swap while the camera
   * takes its place on the line, null where there is nothing to wait for.
   */
  send(devices: DeviceView | null): Promise<void> | null;
  stop(): void;
}

const raiseAfterMs = 5000;

export function sendThrough(peer: Peer, quality: () => Quality | null): Outgoing {
  let sent: { audio: MediaStreamTrack | null; video: MediaStreamTrack | null } = { audio: null, video: null };
  let told = '';
  let raising: ReturnType<typeof setTimeout> | undefined;

  function swap(live: boolean, next: typeof sent): Promise<void> | null {
    if (next.audio === sent.audio && next.video === sent.video) return null;
    sent = next;
    const tracks = { ...(next.audio ? { audio: next.audio } : {}), ...(next.video ? { video: next.video } : {}) };
    const done = peer.setLive(live ? tracks : null);
    if (!live || !next.video) return null;
    raiseLater();
    return done;
  }

  function raiseLater() {
    clearTimeout(raising);
    raising = setTimeout(() => {
      if (quality() !== 'good') return raiseLater();
      peer.raise();
    }, raiseAfterMs);
  }

  return {
    send(devices) {
      const live = devices !== null;
      const next = {
        audio: devices?.microphoneTrack ?? null,
        video: devices?.screenTrack ?? devices?.cameraTrack ?? null,
      };
      const done = swap(live, next);
      if (!live) clearTimeout(raising);
      const side = { live, microphone: !!next.audio && !devices?.microphoneOff, camera: !!next.video, screen: !!devices?.screenTrack, interrupted: live && devices.interrupted };
      if (JSON.stringify(side) !== told) {
        told = JSON.stringify(side);
        peer.tell(side);
      }
      return done;
    },
    stop: () => clearTimeout(raising),
  };
}
