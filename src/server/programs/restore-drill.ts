// `node src/server/programs/restore-drill.ts [folder of a copy]`: starts the newest copy of BACKUP_DIR in a scratch folder beside it, reads every row of it, opens 100
// sealed texts with this installation's keys and looks at the whole access log; nothing of it is touched or sent. One JSON
// line with how old the copy is and how long it took; ends with 1 where something does not hold.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { followingClock } from '#adapters/clock/following.ts';
import { localKeys } from '#adapters/vault/local-keys.ts';
import { sumTables, unpack, type Manifest } from '#db/backup.ts';
import { startEmbedded } from '#db/embedded.ts';
import { roleUrls } from '#db/migrate.ts';
import { openDatabase } from '#db/open.ts';
import { verifyAudit } from '#features/privacy/audit-rounds.server.ts';
import { rolePassword } from '../compose.ts';
import { readConfig } from '../config.ts';

const config = readConfig(process.env);
const newest = config.backupDir && existsSync(config.backupDir) ? readdirSync(config.backupDir).filter((one) => /^copia-[\dTZ-]+$/.test(one)).sort().at(-1) : undefined;
const copy = process.argv[2] ?? (newest && config.backupDir ? join(config.backupDir, newest) : '');
if (!existsSync(join(copy, 'copy.json'))) {
  process.stderr.write('no copy: name its folder, or set BACKUP_DIR to where back-up.ts writes them\n');
  process.exit(2);
}
const { at } = JSON.parse(readFileSync(join(copy, 'copy.json'), 'utf8')) as Manifest;
const scratch = `${copy}.drill`;
const { machineNow } = followingClock();
const began = machineNow().getTime();
let problem: string | null = null;
let opened = 0;
let breaches = 0;
let rows: Record<string, number> = {};
try {
  await unpack(copy, scratch);
  const server = await startEmbedded({ directory: scratch, fsync: 'off', say: () => {} });
  const database = openDatabase(roleUrls(server.url, rolePassword(config)), { app: 1, worker: 1 });
  try {
    rows = Object.fromEntries(Object.entries(await sumTables(server.url)).map(([name, sum]) => [name, sum.rows]));
    const vault = localKeys(config);
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const sealed = await client.query<{ id: string; wrapped: Buffer; reason_sealed: Buffer }>(
      'select a.id, k.wrapped, a.reason_sealed from appointments a join data_keys k on k.person_id = a.person_id where a.reason_sealed is not null order by a.starts_at desc limit 100',
    );
    await client.end();
    for (const row of sealed.rows) {
      vault.open(row.wrapped, `appointments.${row.id}.reason`, row.reason_sealed);
      opened += 1;
    }
    breaches = (await verifyAudit({ as: database.as, vault }, null)).breaches.length;
    if (breaches > 0) problem = 'the access log of the copy does not hold';
  } finally {
    await database.close();
    await server.stop();
  }
} catch (error) {
  problem = error instanceof Error ? error.message : String(error);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const ended = machineNow().getTime();
const hoursOld = Math.round((ended - Date.parse(at)) / 360_000) / 10;
const line = { copy, at, hoursOld, seconds: Math.round((ended - began) / 100) / 10, rows: Object.values(rows).reduce((sum, one) => sum + one, 0), appointments: rows['appointments'] ?? 0, opened, breaches, problem };
process.stdout.write(`${JSON.stringify(line)}\n`);
process.exitCode = problem ? 1 : 0;
