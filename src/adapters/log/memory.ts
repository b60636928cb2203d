import type { Log } from '#ports/log.ts';

export interface LogEntry {
  level: 'info' | 'warn' | 'error';
  fields: Record<string, unknown>;
  what: string;
}

/** A log for tests that keeps its entries as they were given, so that a test sees personal data in them. */
export function memoryLog(): Log & { entries: LogEntry[] } {
  const entries: LogEntry[] = [];
  const keep = (level: LogEntry['level']) => (fields: Record<string, unknown>, what: string) =>
    void entries.push({ level, fields, what });
  return { entries, info: keep('info'), warn: keep('warn'), error: keep('error') };
}
