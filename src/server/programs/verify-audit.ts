// `node src/server/verify-audit.ts [seal:hash]`: looks at the whole access log and names what was changed. With the seal and hash of
// an `audit-anchor` line kept elsewhere it also sees a log whose end was cut off. Ends with 1 where something does not hold.
import { localKeys } from '#adapters/vault/local-keys.ts';
import { startEmbedded } from '#db/embedded.ts';
import { roleUrls } from '#db/migrate.ts';
import { openDatabase } from '#db/open.ts';
import { verifyAudit, type Anchor } from '#features/privacy/audit-seals.server.ts';
import { clusterDirectory, rolePassword } from './compose.ts';
import { readConfig } from './config.ts';

const config = readConfig(process.env);
const [number, hash] = (process.argv[2] ?? '').split(':');
const anchor: Anchor | null = number && hash ? { seal: Number(number), hash } : null;
const embedded = config.databaseUrl ? null : await startEmbedded({ directory: clusterDirectory(config), fsync: 'on', say: () => {} });
try {
  const database = openDatabase(roleUrls(config.databaseUrl ?? embedded?.url ?? '', rolePassword(config)), { app: 1, worker: 1 });
  const verdict = await verifyAudit({ as: database.as, vault: localKeys({ appKey: config.appKey, masterKey: config.masterKey }) }, anchor);
  await database.close();
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
  process.exitCode = verdict.breaches.length > 0 || verdict.anchored === false ? 1 : 0;
} finally {
  await embedded?.stop();
}
