import type { DeviceReport, DeviceState } from './room-view.ts';

/** What the patient's device check says at one glance (V13): in words first, then shape and colour. */
export type Readiness = 'ready' | 'tight' | 'failing' | 'untried';
/** The one sentence about it; the worst trouble wins. */
export type ReadinessReason = 'all-well' | 'microphone' | 'sound' | 'camera' | 'network-poor' | 'network-fair' | 'untried';

/** What is known of devices; what was reported before there was a question about sound has none. */
export type DeviceFacts = Pick<DeviceReport, 'camera' | 'microphone' | 'network'> & Partial<Pick<DeviceReport, 'sound'>>;

/** A test made longer ago says nothing about the hour: another telephone, another place. */
const FRESH_DAYS = 14;

const well: readonly DeviceState[] = ['ready', 'untried'];

/** Without sound there is no consultation; without a picture, or on a slow line, there is one all the same (V9, V11). */
export function readinessOf(devices: DeviceFacts | null): { readiness: Readiness; reason: ReadinessReason } {
  if (!devices) return { readiness: 'untried', reason: 'untried' };
  const { camera, microphone, network, sound } = devices;
  if (!well.includes(microphone)) return { readiness: 'failing', reason: 'microphone' };
  if (sound === 'unheard') return { readiness: 'failing', reason: 'sound' };
  if (network === 'poor') return { readiness: 'failing', reason: 'network-poor' };
  if (!well.includes(camera)) return { readiness: 'tight', reason: 'camera' };
  if (network === 'fair') return { readiness: 'tight', reason: 'network-fair' };
  const tried = camera === 'ready' && microphone === 'ready';
  return tried ? { readiness: 'ready', reason: 'all-well' } : { readiness: 'untried', reason: 'untried' };
}

/** Whether a test of that instant still counts (V13). */
export function isFreshCheck(checkedAt: Date, now: Date): boolean {
  return now.getTime() - checkedAt.getTime() < FRESH_DAYS * 86_400_000;
}
