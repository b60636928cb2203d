import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How far this machine has worked, kept outside the database: a database that knows of less was restored from a copy (fault 56). */
const name = 'worked-until';

/** Null where this machine has never worked. */
export function readMark(directory: string): Date | null {
  try {
    const at = new Date(readFileSync(join(directory, name), 'utf8').trim());
    return Number.isNaN(at.getTime()) ? null : at;
  } catch {
    return null;
  }
}

export function writeMark(directory: string, at: Date): void {
  mkdirSync(directory, { recursive: true });
  const unfinished = join(directory, `${name}.unfinished`);
  writeFileSync(unfinished, `${at.toISOString()}\n`);
  renameSync(unfinished, join(directory, name));
}
