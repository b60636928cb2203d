import type { RelayServer } from '../protocol.ts';

interface PathEntry {
  type: string;
  selectedCandidatePairId?: string;
  localCandidateId?: string;
  remoteCandidateId?: string;
  candidateType?: string;
  nominated?: boolean;
  state?: string;
}

/** Whether the packets of a connected pair go straight or through a relay (V10); null where the browser does not tell. */
export function pathIn(report: Iterable<[string, PathEntry]>): 'direct' | 'relayed' | null {
  const stats = new Map(report);
  const entries = [...stats.values()];
  const transport = entries.find((entry) => entry.type === 'transport' && entry.selectedCandidatePairId);
  // Firefox has no transport in its report and marks the pair itself.
  const pair = stats.get(transport?.selectedCandidatePairId ?? '') ?? entries.find((entry) => entry.type === 'candidate-pair' && entry.nominated && entry.state === 'succeeded');
  const ends = [pair?.localCandidateId, pair?.remoteCandidateId].map((id) => stats.get(id ?? '')?.candidateType);
  if (!ends[0]) return null;
  return ends.includes('relay') ? 'relayed' : 'direct';
}

export function offersRelay(servers: readonly RelayServer[]): boolean {
  return servers.some(({ urls }) => urls.some((url) => url.startsWith('turn')));
}
