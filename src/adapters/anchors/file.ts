import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Anchor, Anchors } from '#ports/anchors.ts';

const newest = 200;

/** Anchors as lines of a file beside the database, one JSON object each; what is cut or unreadable in it says nothing. */
export function fileAnchors(path: string): Anchors {
  const add = (line: object) => {
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  };
  return {
    keep: ({ seal, hash }, at) => add({ at: at.toISOString(), seal, hash }),
    startAnew: (at) => add({ at: at.toISOString(), restored: true }),
    list() {
      const lines = readLines(path).slice(-newest);
      return lines.slice(lines.findLastIndex((line) => line === 'restored') + 1).filter((line) => line !== 'restored');
    },
  };
}

/** Anchors that last as long as their process, for tests and for programs. */
export function memoryAnchors(): Anchors {
  let kept: Anchor[] = [];
  return { keep: (anchor) => void kept.push(anchor), list: () => kept, startAnew: () => void (kept = []) };
}

function readLines(path: string): (Anchor | 'restored')[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line): (Anchor | 'restored')[] => {
    try {
      const { seal, hash, restored } = JSON.parse(line) as { seal?: unknown; hash?: unknown; restored?: unknown };
      if (restored === true) return ['restored'];
      return typeof seal === 'number' && typeof hash === 'string' ? [{ seal, hash }] : [];
    } catch {
      return [];
    }
  });
}
