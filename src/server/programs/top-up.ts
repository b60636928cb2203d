// `node src/server/programs/top-up.ts <slug> <units> [month] [note]`: adds messages to a specialist's package, as the operator (M5).
// Reads the same environment as the product, which may run meanwhile; production needs DATABASE_URL or its DATA_DIR.
import { randomIds } from '#adapters/ids/random.ts';
import { followingClock } from '#adapters/clock/following.ts';
import { topUpForm, topUpPackage } from '#features/messages/package/top-up.server.ts';
import { noteWith } from '../record/note.ts';
import { openInstallation } from './installation.ts';

const [slug = '', units = '', month = '', ...note] = process.argv.slice(2);
const asked = topUpForm.safeParse({ slug, units, month, note: note.join(' ') });
if (!asked.success) {
  process.stderr.write('node src/server/programs/top-up.ts <slug> <units> [2026-11] [note]\n');
  process.exit(2);
}
const { database, close } = await openInstallation();
const clock = followingClock();
const operator = { kind: 'operator', accountId: '00000000-0000-0000-0000-000000000000' } as const;
const ids = randomIds();
const answer = await topUpPackage({ as: database.as, clock, ids, note: noteWith({ ids, clock }) }, operator, asked.data);
process.stdout.write(
  answer.ok ? `${slug} ${answer.value.month}: ${answer.value.used} of ${answer.value.units} used\n` : `${slug}: ${answer.kind}\n`,
);
await close();
process.exit(answer.ok ? 0 : 1);
