import type { DeviceState, NetworkState } from '#domain/room-view.ts';
import { m } from '#texts/compiled/messages.js';
import { getLocale } from '#texts/compiled/runtime.js';

/** "18:50", on the clock of a zone. */
export function hourIn(zone: string, instant: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant)).replace(/^0/, '');
}

/** "06:12", or "1:06:12" from an hour on. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** "84 kB", "1,2 MB". */
export function sizeWords(bytes: number): string {
  const [value, unit] = bytes < 1_000_000 ? [Math.max(1, Math.round(bytes / 1000)), 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(getLocale(), { style: 'unit', unit, maximumFractionDigits: 1 }).format(value);
}

const deviceWords: Record<DeviceState, () => string> = {
  untried: m.room_device_untried,
  ready: m.room_device_ready,
  silent: m.room_device_silent,
  denied: m.room_device_denied,
  missing: m.room_device_missing,
  busy: m.room_device_busy,
  blocked: m.room_device_blocked,
  insecure: m.room_device_insecure,
  unsupported: m.room_device_unsupported,
};
export const wordsOfDevice = (state: DeviceState): string => deviceWords[state]();

const networkWords: Record<NetworkState, () => string> = {
  untried: m.room_network_untried,
  good: m.room_network_good,
  fair: m.room_network_fair,
  poor: m.room_network_poor,
};
const networkNotes: Record<NetworkState, () => string> = {
  untried: m.room_network_untried_note,
  good: m.room_network_good_note,
  fair: m.room_network_fair_note,
  poor: m.room_network_poor_note,
};
export const wordsOfNetwork = (state: NetworkState): string => networkWords[state]();
export const noteOfNetwork = (state: NetworkState): string => networkNotes[state]();

type Troubled = Exclude<DeviceState, 'untried' | 'ready'>;

const titles: Record<'camera' | 'microphone', Record<Troubled, () => string>> = {
  camera: {
    silent: m.room_camera_is_off,
    denied: m.room_trouble_camera_denied,
    missing: m.room_trouble_camera_missing,
    busy: m.room_trouble_camera_busy,
    blocked: m.room_trouble_camera_blocked,
    insecure: m.room_trouble_camera_insecure,
    unsupported: m.room_trouble_camera_unsupported,
  },
  microphone: {
    silent: m.room_trouble_microphone_silent,
    denied: m.room_trouble_microphone_denied,
    missing: m.room_trouble_microphone_missing,
    busy: m.room_trouble_microphone_busy,
    blocked: m.room_trouble_microphone_blocked,
    insecure: m.room_trouble_microphone_insecure,
    unsupported: m.room_trouble_microphone_unsupported,
  },
};
const both: Record<Exclude<Troubled, 'silent'>, () => string> = {
  denied: m.room_trouble_both_denied,
  blocked: m.room_trouble_both_blocked,
  missing: m.room_trouble_both_missing,
  busy: m.room_trouble_both_busy,
  insecure: m.room_trouble_both_insecure,
  unsupported: m.room_trouble_both_unsupported,
};
/** The same wrong with camera and microphone, in one sentence; null where nothing is. */
export function troubleOfBoth(state: DeviceState): string | null {
  return state === 'untried' || state === 'ready' || state === 'silent' ? null : both[state]();
}
/** What is wrong with a device (V11); null where nothing is. How it is mended: check/remedies.ts. */
export function troubleOfDevice(kind: 'camera' | 'microphone', state: DeviceState): string | null {
  return state === 'untried' || state === 'ready' ? null : titles[kind][state]();
}
