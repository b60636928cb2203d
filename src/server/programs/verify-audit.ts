// `node src/server/programs/verify-audit.ts [seal:hash]`: looks at the whole access log and names what was changed. With the seal and hash of
// an `audit-anchor` line kept elsewhere it also sees a log whose end was cut off. Ends with 1 where something does not hold.
import { localKeys } from '#adapters/vault/local-keys.ts';
import { verifyAudit } from '#features/privacy/audit-rounds.server.ts';
import type { Anchor } from '#ports/anchors.ts';
import { openInstallation } from './installation.ts';

const [number, hash] = (process.argv[2] ?? '').split(':');
const anchor: Anchor | null = number && hash ? { seal: Number(number), hash } : null;
const { config, database, close } = await openInstallation();
try {
  const verdict = await verifyAudit({ as: database.as, vault: localKeys(config) }, anchor);
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
  process.exitCode = verdict.breaches.length > 0 || verdict.anchored === false ? 1 : 0;
} finally {
  await close();
}
