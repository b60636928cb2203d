// `node src/server/programs/replay-card-events.ts <from> [until]`: stored events of the card provider received in that time
// (2026-11-23 or 2026-11-23T08:00:00Z, until now without the second) are worked on once more by the product that runs, within
// ten minutes. Each asks the provider how things stand: nothing is taken or given back twice (Y5).
import { replayCardEvents } from '#features/payments/news/events.server.ts';
import { openInstallation } from './installation.ts';

const [from, until] = process.argv.slice(2, 4).map((text) => new Date(text));
if (!from || [from, until].some((at) => at && Number.isNaN(at.getTime()))) {
  process.stderr.write('node src/server/programs/replay-card-events.ts <2026-11-23> [2026-11-24T08:00:00Z]\n');
  process.exit(2);
}
const { database, close } = await openInstallation();
// Without an end everything that is stored: product time may be ahead of this machine's in a rehearsal.
const events = await replayCardEvents({ as: database.as }, { from, until: until ?? new Date(8.64e15) });
process.stdout.write(`${events} events will be worked on again\n`);
await close();
process.exit(0);
