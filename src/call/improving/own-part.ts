/** What this site brings itself where a device has nothing of its own: a blurred background, and the voice alone (V8). */
export type OwnKind = 'blur' | 'voice';

/** What a device says of itself before anything is loaded. */
export interface DeviceFacts {
  cores: number;
  /** Gigabytes, where the browser tells. */
  memory: number | null;
  /** WebAssembly with four numbers at a time; without it a picture takes four times as long. */
  simd: boolean;
  /** Pictures can be taken from a camera and given back frame by frame beside the page, also while another page is looked at. */
  frames: boolean;
  /** Sound can be worked on beside the page. */
  worklets: boolean;
  /** The person asked their browser to load little. */
  savesData: boolean;
}

/** Below these a call comes first: it needs a core for pictures and one for the page itself. */
const least = { blur: { cores: 4, memory: 4 }, voice: { cores: 2, memory: 1 } };

/** Whether a part of our own may be offered at all; how quick it really is shows once it runs (`isTooSlow`). */
export function mayOffer(kind: OwnKind, facts: DeviceFacts): boolean {
  const { cores, memory } = least[kind];
  const way = kind === 'blur' ? facts.frames : facts.worklets;
  return way && facts.simd && !facts.savesData && facts.cores >= cores && (facts.memory ?? memory) >= memory;
}

/** The browser alone stands in the way of a blurred background: another one on this device could. */
export const blursElsewhere = (facts: DeviceFacts): boolean => !facts.frames && mayOffer('blur', { ...facts, frames: true });

/** A picture every 50 ms is what a face needs; sound comes every 10 ms and half of that is for everything else. */
const limits = { blur: { ms: 50, seconds: 5 }, voice: { ms: 5, seconds: 3 } };

/** Whether it makes the call slower: so many seconds on end above the limit. `means` is the time of a frame in ms, second by second. */
export function isTooSlow(kind: OwnKind, means: readonly number[]): boolean {
  const { ms, seconds } = limits[kind];
  return means.length >= seconds && means.slice(-seconds).every((mean) => mean > ms);
}

/** An instruction with four numbers (i8x16.popcnt), which engines without SIMD refuse. */
const fourAtOnce = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

export function factsOfDevice(): DeviceFacts {
  const scope = globalThis as typeof globalThis & { MediaStreamTrackProcessor?: unknown; MediaStreamTrackGenerator?: unknown };
  const browser = navigator as Navigator & { deviceMemory?: number; connection?: { saveData?: boolean } };
  return {
    cores: browser.hardwareConcurrency ?? 1,
    memory: browser.deviceMemory ?? null,
    simd: typeof WebAssembly === 'object' && WebAssembly.validate(new Uint8Array(fourAtOnce)),
    frames: 'MediaStreamTrackProcessor' in scope && 'MediaStreamTrackGenerator' in scope && 'OffscreenCanvas' in scope,
    worklets: 'AudioWorkletNode' in scope,
    savesData: browser.connection?.saveData === true,
  };
}

/** A part at work on one track. */
export interface RunningPart {
  /** What goes out in the place of the device's own track. */
  track: MediaStreamTrack;
  stop(): void;
}

/** How long loading and the first frame may take. */
export const startLimitMs = 15_000;
/** A part that says nothing for so long while its device gives something stands still. */
const silentMs = 6000;

/** Watches a running part: `hear` takes the time of a frame, second by second; `onFault` comes once. */
export function watchPart(kind: OwnKind, raw: MediaStreamTrack, onFault: () => void): { hear(mean: number): void; stop(): void } {
  const means: number[] = [];
  let heardAt = Number.POSITIVE_INFINITY;
  const timer = setInterval(() => {
    // A device that the system took away for a while gives nothing to work on.
    if (raw.muted || raw.readyState !== 'live') heardAt = Math.max(heardAt, performance.now());
    else if (performance.now() - heardAt > silentMs) end();
  }, 1000);
  function end() {
    clearInterval(timer);
    onFault();
  }
  return {
    hear(mean) {
      heardAt = performance.now();
      means.push(mean);
      if (isTooSlow(kind, means)) end();
    },
    stop: () => clearInterval(timer),
  };
}

/** A file of our own; asked for only once somebody pressed. */
export async function bytesOf(address: string): Promise<ArrayBuffer> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`no ${address}`);
  return answer.arrayBuffer();
}
