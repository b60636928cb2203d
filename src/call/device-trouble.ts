import type { DeviceState } from '#domain/room-view.ts';

/** Why a camera or microphone does not work, told apart so that the page can say how to mend it (V11). */
export type DeviceTrouble = Exclude<DeviceState, 'untried' | 'ready' | 'silent'>;

/** Reads the reason out of what `getUserMedia` threw; browsers agree on names, not on messages. */
export function troubleOf(error: unknown): DeviceTrouble {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  const message = error instanceof Error || error instanceof DOMException ? error.message : '';
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      return /system|operating/i.test(message) ? 'blocked' : 'denied';
    case 'SecurityError':
      return 'blocked';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy';
    default:
      return 'unsupported';
  }
}

/** Whether this page can ask for devices at all; null where it can. */
export function platformTrouble(scope: { isSecureContext: boolean; navigator: { mediaDevices?: { getUserMedia?: unknown } } }): DeviceTrouble | null {
  if (scope.navigator.mediaDevices?.getUserMedia) return null;
  return scope.isSecureContext ? 'unsupported' : 'insecure';
}
