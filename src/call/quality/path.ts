import type { RelayServer } from '../protocol.ts';
import { startOf } from './pictures.ts';

interface PathEntry {
  type: string;
  selectedCandidatePairId?: string;
  localCandidateId?: string;
  remoteCandidateId?: string;
  candidateType?: string;
  nominated?: boolean;
  state?: string;
  availableOutgoingBitrate?: number;
}

/** Whether the packets of a connected pair go straight or through a relay (V10); null where the browser does not tell. */
export function pathIn(report: Iterable<[string, PathEntry]>): 'direct' | 'relayed' | null {
  const stats = new Map(report);
  const pair = pairIn(stats);
  const ends = [pair?.localCandidateId, pair?.remoteCandidateId].map((id) => stats.get(id ?? '')?.candidateType);
  if (!ends[0]) return null;
  return ends.includes('relay') ? 'relayed' : 'direct';
}

/** What the connected pair is thought to carry to the other side, in kilobits a second; null where the browser does not tell. */
function carriedKbpsIn(report: Iterable<[string, PathEntry]>): number | null {
  const { availableOutgoingBitrate } = pairIn(new Map(report)) ?? {};
  return availableOutgoingBitrate ? availableOutgoingBitrate / 1000 : null;
}

function pairIn(stats: ReadonlyMap<string, PathEntry>): PathEntry | undefined {
  const entries = [...stats.values()];
  const transport = entries.find((entry) => entry.type === 'transport' && entry.selectedCandidatePairId);
  // Firefox has no transport in its report and marks the pair itself.
  return stats.get(transport?.selectedCandidatePairId ?? '') ?? entries.find((entry) => entry.type === 'candidate-pair' && entry.nominated && entry.state === 'succeeded');
}

/** Remembers what a connection carried, so that the next one over the same line begins with it (S2). */
export function keepCarried() {
  let carriedKbps: number | null = null;
  return {
    look(pc: RTCPeerConnection): void {
      pc.getStats().then(
        (report) => (carriedKbps = carriedKbpsIn(report as unknown as Iterable<[string, PathEntry]>) ?? carriedKbps),
        () => {},
      );
    },
    startKbps: () => startOf(carriedKbps),
  };
}

export function offersRelay(servers: readonly RelayServer[]): boolean {
  return servers.some(({ urls }) => urls.some((url) => url.startsWith('turn')));
}
