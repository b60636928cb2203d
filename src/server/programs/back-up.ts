// `node src/server/programs/back-up.ts [copies to keep]`: copies the embedded database into a new folder of BACKUP_DIR while the product runs, and removes the
// oldest beyond so many (7). One JSON line; run it from cron or a systemd timer. A database of one's own has its own tools.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { followingClock } from '#adapters/clock/following.ts';
import { backUp } from '#db/backup.ts';
import { startEmbedded } from '#db/embedded.ts';
import { clusterDirectory } from '../compose.ts';
import { readConfig } from '../config.ts';

const config = readConfig(process.env);
const keep = Number(process.argv[2] ?? 7);
if (config.databaseUrl || !config.backupDir || !(keep >= 1)) {
  process.stderr.write('BACKUP_DIR must name a folder, and the database must be the embedded one: DATABASE_URL is backed up with PostgreSQL’s own tools\n');
  process.exit(2);
}
const { backupDir } = config;
const { machineNow } = followingClock();
const at = machineNow();
const server = await startEmbedded({ directory: clusterDirectory(config), fsync: 'on', say: () => {} });
try {
  const name = `copia-${at.toISOString().replace(/[:.]/g, '-')}`;
  const manifest = await backUp(server.url, join(backupDir, name), { at, fsync: 'on', now: machineNow });
  const copies = readdirSync(backupDir).filter((one) => /^copia-[\dTZ-]+$/.test(one)).sort();
  const old = copies.slice(0, Math.max(0, copies.length - keep));
  for (const one of old) rmSync(join(backupDir, one), { recursive: true });
  process.stdout.write(`${JSON.stringify({ copy: name, ...manifest, removed: old })}\n`);
} finally {
  await server.stop();
}
