import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { broken, good, warning, type Check, type Finding } from './finding.ts';

const giga = 1024 ** 3;
const hourMs = 3_600_000;

/** Room where the data lie, and the right to write there. */
export function diskCheck(directory: string): Check {
  return {
    id: 'disk',
    seconds: 5,
    async look() {
      let there = directory;
      while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
      const { bavail, bsize, blocks } = statfsSync(there);
      const [free, whole] = [bavail * bsize, blocks * bsize];
      const words = `${(free / giga).toFixed(1)} GB of ${(whole / giga).toFixed(0)} GB free at ${there}`;
      return [spaceFinding(free, words), writable(there)];
    },
  };
}

/** What so much free space means. */
export function spaceFinding(free: number, words: string): Finding {
  if (free < giga / 2) return broken('disk', words, 'Make room or add some at once: a database without space takes no appointment.');
  if (free < 5 * giga) return warning('disk', words, 'Make room or add some before it is used up.');
  return good('disk', words);
}

function writable(directory: string): Finding {
  try {
    accessSync(directory, constants.W_OK);
    return good('data-dir', `${directory} can be written`);
  } catch {
    return broken('data-dir', `${directory} cannot be written by this user`, `Run as the user of the product, or give it the folder: chown -R that-user ${directory}`);
  }
}

/** How old the newest file of the folder of backups is; `BACKUP_DIR` names it. */
export function backupCheck(directory: string | null, now: () => Date): Check {
  return {
    id: 'backup',
    seconds: 5,
    async look() {
      if (!directory) return [warning('backup', 'nobody knows where backups are', 'Set BACKUP_DIR to the folder of the nightly copies (docs/operations.md, "Backups").')];
      if (!existsSync(directory)) return [broken('backup', `${directory} is not there`, 'Mount it, or set BACKUP_DIR to where the copies are.')];
      const files = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => statSync(join(directory, entry.name)));
      const newest = files.toSorted((one, other) => other.mtimeMs - one.mtimeMs)[0];
      if (!newest) return [broken('backup', `${directory} is empty`, 'Run the backup once by hand and see what it says.')];
      const hours = Math.floor((now().getTime() - newest.mtimeMs) / hourMs);
      if (newest.size === 0) return [broken('backup', 'the newest copy is an empty file', 'Run the backup once by hand and see what it says.')];
      if (hours > 26) return [broken('backup', `the newest copy is ${hours} hours old`, 'The nightly backup does not run: see its timer or cron, and the space it writes to.')];
      return [good('backup', `the newest copy is ${hours} hours old`)];
    },
  };
}
