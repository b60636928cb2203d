import type { DeviceState, NetworkState } from '#domain/room-view.ts';

/** What the patient's device check says at one glance (V13): in words first, then shape and colour. */
export type Readiness = 'ready' | 'tight' | 'failing' | 'untried';
/** The one sentence about it; the first trouble wins. */
export type ReadinessReason = 'all-well' | 'microphone' | 'camera' | 'network-poor' | 'network-fair' | 'untried';

export interface DeviceFacts {
  camera: DeviceState;
  microphone: DeviceState;
  network: NetworkState;
}

const well: readonly DeviceState[] = ['ready', 'untried'];

/** Without sound there is no consultation; without a picture, or on a slow line, there is one all the same (V9, V11). */
export function readinessOf(devices: DeviceFacts | null): { readiness: Readiness; reason: ReadinessReason } {
  if (!devices) return { readiness: 'untried', reason: 'untried' };
  const { camera, microphone, network } = devices;
  if (!well.includes(microphone)) return { readiness: 'failing', reason: 'microphone' };
  if (!well.includes(camera)) return { readiness: 'tight', reason: 'camera' };
  if (network === 'poor') return { readiness: 'failing', reason: 'network-poor' };
  if (network === 'fair') return { readiness: 'tight', reason: 'network-fair' };
  const tried = camera === 'ready' && microphone === 'ready';
  return tried ? { readiness: 'ready', reason: 'all-well' } : { readiness: 'untried', reason: 'untried' };
}
