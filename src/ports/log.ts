/** Structured log. Never personal data, never tokens (G3): ids, counts, kinds and codes only. */
export interface Log {
  info(fields: Record<string, unknown>, what: string): void;
  warn(fields: Record<string, unknown>, what: string): void;
  error(fields: Record<string, unknown>, what: string): void;
}
