// `node src/server/programs/add-operator.ts <mail>`: an operator who signs in with this address and adds a second factor then (O1).
// Reads the same environment as the product, which may run meanwhile; production needs DATABASE_URL or its DATA_DIR.
import { followingClock } from '#adapters/clock/following.ts';
import { randomIds } from '#adapters/ids/random.ts';
import { parseEmail } from '#domain/contact.ts';
import { admitOperator } from '#features/operator/specialists/admission.server.ts';
import { openInstallation } from './installation.ts';

const email = parseEmail(process.argv[2] ?? '');
if (!email) {
  process.stderr.write('node src/server/programs/add-operator.ts <mail>\n');
  process.exit(2);
}
const { database, close } = await openInstallation();
const added = await admitOperator({ as: database.as, clock: followingClock(), ids: randomIds() }, { email });
process.stdout.write(added.ok ? `${email} is an operator\n` : `${email}: ${added.kind}\n`);
await close();
process.exit(added.ok ? 0 : 1);
