// `node src/server/programs/rotate-keys.ts`: puts every data key under MASTER_KEY while the product runs; MASTER_KEY_OTHERS holds the one
// that goes. Broken off it can be started again. Prints how many keys it took over and which master keys nothing needs any more.
import { followingClock } from '#adapters/clock/following.ts';
import { localKeys } from '#adapters/vault/local-keys.ts';
import { claimMasterKey } from '#features/privacy/keys/master-key.server.ts';
import { rotateKeys } from '#features/privacy/keys/rotation.server.ts';
import { openInstallation } from './installation.ts';

const { config, database, close } = await openInstallation();
try {
  const world = { as: database.as, clock: followingClock(), vault: localKeys(config) };
  const { missing } = await claimMasterKey(world);
  if (missing.length > 0) {
    process.stderr.write(`MASTER_KEY_OTHERS: the master key ${missing.join(', ')} is missing\n`);
    process.exitCode = 1;
  } else {
    process.stdout.write(`${JSON.stringify(await rotateKeys(world))}\n`);
  }
} finally {
  await close();
}
