import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readMark, writeMark } from '#db/mark.ts';
import { eraseAccount } from '#features/privacy/erasure.server.ts';
import { catchUpOnNews } from '#features/payments/news/events.server.ts';
import { listEndings, noteWork, settleRestore, type Ending } from '#features/recovery/restore.server.ts';
import type { World } from '#ports/world.ts';

const ending = z.strictObject({
  kind: z.enum(['appointment', 'token', 'feed', 'assistant', 'invitation', 'account']),
  subject: z.string(),
  at: z.coerce.date(),
  detail: z.record(z.string(), z.unknown()),
});
const name = 'endings';
const day = 86_400_000;
/** Nobody restores an older copy. */
const keptDays = 400;
/** A transaction may write its end with an earlier time than one that was noted before it. */
const overlapMs = 10 * 60_000;

/**
 * What must outlive a restore is kept beside the database, in `directory`: how far it was worked with, and what has ended
 * (fault 56, docs/decisions/0052). `settle` before the first message leaves, `note` every half minute.
 */
export function keepOutside(directory: string, world: World) {
  const known = new Set<string>();
  let last = new Date(0);

  async function note(): Promise<void> {
    const fresh = (await listEndings(world, new Date(last.getTime() - overlapMs))).filter((one) => !known.has(keyOf(one)));
    appendEndings(directory, fresh);
    for (const one of fresh) {
      known.add(keyOf(one));
      if (one.at > last) last = one.at;
    }
    writeMark(directory, await noteWork(world));
  }

  return {
    note,
    async settle(): Promise<void> {
      const endings = readEndings(directory);
      const restored = await settleRestore(world, readMark(directory), endings);
      // A copy rightly knows less of the access log than what was kept before.
      if (restored) world.anchors.startAnew(world.clock.now());
      if (restored) await catchUpOnNews(world);
      for (const accountId of restored?.erased ?? []) {
        const again = await eraseAccount(world, accountId);
        if (!again.ok) world.log.error({ accountId, why: again.kind }, 'an account that was erased came back with the copy');
      }
      pruneEndings(directory, endings, world.clock.now());
      for (const one of endings) known.add(keyOf(one));
      last = endings.reduce((latest, { at }) => (at > latest ? at : latest), last);
      await note();
    },
  };
}

/** All that this machine knows to have ended, the oldest first; a line cut short by a crash is none. */
export function readEndings(directory: string): Ending[] {
  const file = join(directory, name);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').flatMap(endingOf) : [];
}

function appendEndings(directory: string, fresh: readonly Ending[]): void {
  if (fresh.length === 0) return;
  mkdirSync(directory, { recursive: true });
  appendFileSync(join(directory, name), linesOf(fresh), { mode: 0o600 });
}

function pruneEndings(directory: string, endings: readonly Ending[], now: Date): void {
  const kept = endings.filter((one) => now.getTime() - one.at.getTime() < keptDays * day);
  if (kept.length === endings.length) return;
  const unfinished = join(directory, `${name}.unfinished`);
  writeFileSync(unfinished, linesOf(kept), { mode: 0o600 });
  renameSync(unfinished, join(directory, name));
}

const keyOf = (one: Ending) => `${one.kind} ${one.subject} ${one.at.toISOString()}`;
// A new line first: what a crash cut short spoils nothing but itself.
const linesOf = (endings: readonly Ending[]) => endings.map((one) => `\n${JSON.stringify(one)}`).join('');

function endingOf(line: string): Ending[] {
  try {
    const parsed = ending.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
