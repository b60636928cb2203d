/** What one run found: the value that is judged, how often it was measured, its spread, and the rest as detail. */
export interface Measured {
  value: number;
  n: number;
  min: number;
  max: number;
  detail: Record<string, unknown>;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
