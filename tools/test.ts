// `npm test`: everything at reduced, printed counts. `npm test -- --project rules` (or a file) runs a part of it.
// Closes with one line over all levels: `N passed, N failed, N skipped`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const wanted = process.argv.slice(2);
const report = join(root, '.data/test-report.json');

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; assertionResults: unknown[] }[];
}

/** Chromium, Firefox and the relay come from the system's packages; says clearly what cannot be brought. */
function bringBrowsers(): void {
  const missing = [
    ['/usr/bin/chromium', 'chromium'],
    ['/usr/bin/firefox-esr', 'firefox-esr'],
    ['/usr/bin/turnserver', 'coturn'],
    ['/usr/sbin/ip', 'iproute2'],
    ['/usr/sbin/nft', 'nftables'],
    ['/usr/bin/openssl', 'openssl'],
  ].filter(([path]) => !existsSync(path ?? ''));
  if (missing.length === 0) return;
  const names = missing.map(([, name]) => name ?? '');
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    process.stdout.write(`missing: ${names.join(', ')} (install them with the system's packages; their tests fail without)\n`);
    return;
  }
  process.stdout.write(`bringing: ${names.join(', ')}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env });
  const done = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { encoding: 'utf8', env });
  if (done.status !== 0) process.stdout.write(`could not bring them:\n${done.stderr}\n`);
}

interface Ended {
  status: number | null;
  said: string;
}

/** A program of ours, to its end; what it says is kept, or shown as it comes. */
function run(args: string[], stdio: 'pipe' | 'inherit'): Promise<Ended> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', stdio, stdio] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => said.push(part));
  return new Promise((settle) => child.on('close', (status) => settle({ status, said: Buffer.concat(said).toString() })));
}

if (wanted.length === 0) bringBrowsers();
mkdirSync(join(root, '.data'), { recursive: true });
rmSync(report, { force: true });
// The check needs one core for most of a minute, and journeys leave some of both while they wait for each other.
const [vitest, check] = await Promise.all([
  run(['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...wanted], 'inherit'),
  wanted.length === 0 ? run(['tools/check.ts'], 'pipe') : null,
]);
let [passed, failed] = check ? (check.status === 0 ? [1, 0] : [0, 1]) : [0, 0];
let skipped = 0;
if (existsSync(report)) {
  const counts = JSON.parse(readFileSync(report, 'utf8')) as Report;
  passed += counts.numPassedTests;
  skipped = counts.numPendingTests + counts.numTodoTests;
  // A file that breaks before its tests are known fails as one.
  failed += counts.numFailedTests + counts.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
}
if (vitest.status !== 0 && failed === 0) failed += 1;
if (check) process.stdout.write(check.said);
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(failed > 0 ? 1 : 0);
