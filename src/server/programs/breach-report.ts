// `node src/server/programs/breach-report.ts <from> <until> [--known <instant>] [--account <id>] [--json]`: whom accesses in that time concern, with
// the 72-hour clock and the texts for the authority and for those concerned (quality 80). Instants as ISO 8601. It prints personal data: keep
// what it says where only those may read it who must.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { breachReport } from '#features/privacy/breach/breach-report.server.ts';
import { breachTemplate } from '#features/privacy/breach/template.ts';
import { followingClock } from '#adapters/clock/following.ts';
import { openInstallation } from './installation.ts';

const usage = 'node src/server/programs/breach-report.ts 2026-11-23T08:00:00Z 2026-11-23T12:00:00Z [--known 2026-11-23T13:00:00Z] [--account <id>] [--json]\n';
const { values, positionals } = parseArgs({ allowPositionals: true, options: { known: { type: 'string' }, account: { type: 'string' }, json: { type: 'boolean', default: false } } });
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const asked = z.object({ from: instant, until: instant, known: instant.optional(), account: z.uuid().optional() }).safeParse({ from: positionals[0], until: positionals[1], ...values });
if (!asked.success) {
  process.stderr.write(usage);
  process.exit(2);
}
const { from, until, known, account } = asked.data;
const { config, database, close } = await openInstallation();
try {
  const now = followingClock().now();
  const report = await breachReport({ as: database.as }, { from, until, knownAt: known ?? now, actorAccountId: account ?? null });
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : breachTemplate(report, config.privacy.controller, now));
} finally {
  await close();
}
