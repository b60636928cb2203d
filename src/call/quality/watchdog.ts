import { qualityBetween, sampleOf, type Quality, type Sample } from './quality.ts';

export interface WatchdogOptions {
  read(): Promise<Iterable<[string, never]>>;
  /** No packet came for a second and a half: ICE itself would need ten to notice (S4). */
  onStall(): void;
  onFlow(): void;
  /** Whether to wait a second and a half; otherwise half of that is enough. */
  patient(): boolean;
  onQuality(quality: Quality, sample: Sample): void;
}

const everyMs = 500;
const stallMs = 1500;
/** Longer than the 400 ms between two packets of a sound in which nobody speaks (DTX). */
const shortStallMs = 750;
const qualityMs = 2000;

/** Watches whether packets arrive. Returns how to stop. */
export function watchPackets(options: WatchdogOptions): () => void {
  let last: Sample | null = null;
  let lastFlowAt = performance.now();
  let base: { sample: Sample; at: number } | null = null;
  let stalled = false;
  let stopped = false;

  async function look() {
    const sample = sampleOf(await options.read());
    if (stopped) return;
    const now = performance.now();
    if (!last || sample.packetsReceived > last.packetsReceived) {
      lastFlowAt = now;
      if (stalled) options.onFlow();
      stalled = false;
    } else if (!stalled && now - lastFlowAt >= (options.patient() ? stallMs : shortStallMs)) {
      stalled = true;
      options.onStall();
    }
    last = sample;
    base ??= { sample, at: now };
    if (now - base.at >= qualityMs) {
      options.onQuality(qualityBetween(base.sample, sample), sample);
      base = { sample, at: now };
    }
  }

  const timer = setInterval(() => void look().catch(() => {}), everyMs);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
