import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesIn(path, ending);
    return path.endsWith(ending) ? [path] : [];
  });
}

/** The bundler writes above each module the path it came from: `// src/…`. */
const copiesIn = (source: string) => [...source.matchAll(/^\/\/(?:#region)? (src\/.+)$/gm)].map((match) => match[1] ?? '');

const built = existsSync(join(root, 'build/server')) ? filesIn(join(root, 'build/server'), '.js').map((path) => readFileSync(path, 'utf8')) : [];

describe('pages and jobs share one copy of every server module (decision 0003)', () => {
  it('the pages were built', () => {
    expect(built.length).toBeGreaterThan(0);
  });

  it('the built pages say which modules they hold, so that a copy would be seen', () => {
    expect(built.flatMap(copiesIn).some((path) => path.startsWith('src/routes/'))).toBe(true);
  });

  it('no `.server.ts` of a feature is copied into the built pages', () => {
    const copies = built.flatMap(copiesIn).filter((path) => path.startsWith('src/features/') && path.endsWith('.server.ts'));
    expect(copies).toEqual([]);
  });

  it('they are imported by name instead, and every name is a file', () => {
    const names = new Set(built.flatMap((source) => [...source.matchAll(/["'](#[^"']+\.server\.ts)["']/g)].map((match) => match[1] ?? '')));
    expect(names.size).toBeGreaterThan(0);
    const missing = [...names].map((name) => join(root, 'src', name.slice(1))).filter((path) => !existsSync(path));
    expect(missing.map((path) => relative(root, path))).toEqual([]);
  });
});
