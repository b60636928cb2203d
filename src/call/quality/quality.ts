/** How the connection is, in three steps that have words on screen. */
export type Quality = 'good' | 'fair' | 'poor';

/** Counters of a connection at one moment, from `getStats`. */
export interface Sample {
  packetsReceived: number;
  packetsLost: number;
  framesDecoded: number;
  roundTripSeconds: number | null;
  /** Energy of the sound received so far (W3C webrtc-stats: totalAudioEnergy). */
  audioEnergy: number;
}

interface StatsEntry {
  type: string;
  packetsReceived?: number;
  packetsLost?: number;
  framesDecoded?: number;
  totalAudioEnergy?: number;
  currentRoundTripTime?: number;
  state?: string;
  nominated?: boolean;
}

/** Adds up what counts out of a stats report. */
export function sampleOf(report: Iterable<[string, StatsEntry]>): Sample {
  const sample: Sample = { packetsReceived: 0, packetsLost: 0, framesDecoded: 0, roundTripSeconds: null, audioEnergy: 0 };
  for (const [, entry] of report) {
    if (entry.type === 'inbound-rtp') {
      sample.packetsReceived += entry.packetsReceived ?? 0;
      sample.packetsLost += entry.packetsLost ?? 0;
      sample.framesDecoded += entry.framesDecoded ?? 0;
      sample.audioEnergy += entry.totalAudioEnergy ?? 0;
    }
    if (entry.type === 'candidate-pair' && entry.state === 'succeeded' && entry.nominated !== false && entry.currentRoundTripTime !== undefined) {
      sample.roundTripSeconds = entry.currentRoundTripTime;
    }
  }
  return sample;
}

/** The quality between two samples: lost packets and the time of a round trip. */
export function qualityBetween(before: Sample, after: Sample): Quality {
  const received = Math.max(0, after.packetsReceived - before.packetsReceived);
  const lost = Math.max(0, after.packetsLost - before.packetsLost);
  const loss = received + lost === 0 ? 1 : lost / (received + lost);
  const roundTrip = after.roundTripSeconds ?? 0;
  if (loss > 0.1 || roundTrip > 0.8) return 'poor';
  if (loss > 0.03 || roundTrip > 0.3) return 'fair';
  return 'good';
}
