// `node src/server/programs/doctor.ts [--json] [--mail-to=you@example.org] [--no-call]`: proves an installation, with the product's own
// environment, while the product runs or not. Every line that is broken says what to do; ends with 1 where one is.
import { startEmbedded } from '#db/embedded.ts';
import { followingClock } from '#adapters/clock/following.ts';
import { coturnRelay } from '#adapters/relay/coturn.ts';
import { clusterDirectory } from '../compose.ts';
import { ConfigurationRefused, readConfig, type Config } from '../config.ts';
import { callCheck, findChromium } from '../doctor/call.ts';
import { databaseCheck } from '../doctor/database.ts';
import { broken, examine, exitCodeOf, good, linesOf, type Finding } from '../doctor/finding.ts';
import { dnsCheck, siteCheck, tlsCheck } from '../doctor/front.ts';
import { backupCheck, diskCheck } from '../doctor/machine.ts';
import { mailCheck, stripeCheck, textsCheck } from '../doctor/providers.ts';
import { turnCheck } from '../doctor/turn.ts';

const asked = process.argv.slice(2);
const valueOf = (name: string) => asked.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null;
const has = (name: string) => asked.includes(`--${name}`);
if (asked.some((one) => !/^--(json|no-call|help|mail-to=\S+@\S+)$/.test(one)) || has('help')) {
  process.stderr.write('node src/server/programs/doctor.ts [--json] [--mail-to=you@example.org] [--no-call]\n');
  process.exit(2);
}

/** The configuration, or each of its faults as a finding. */
function configured(): { config: Config | null; findings: Finding[] } {
  try {
    const config = readConfig(process.env);
    return { config, findings: [good('configuration', `is whole, mode ${config.mode}`)] };
  } catch (error) {
    if (!(error instanceof ConfigurationRefused)) throw error;
    return { config: null, findings: error.problems.map((problem) => broken('configuration', problem, 'Set it in the environment of the product (docs/contract.md); then run the doctor again.')) };
  }
}

async function examineInstallation(config: Config): Promise<Finding[]> {
  const clock = followingClock();
  const now = () => clock.machineNow();
  const embedded = config.databaseUrl ? null : await startEmbedded({ directory: clusterDirectory(config), fsync: 'on', say: () => {} });
  try {
    const { publicOrigin } = config;
    return await examine([
      databaseCheck(config.databaseUrl ?? embedded?.url ?? '', config, now),
      dnsCheck(publicOrigin),
      tlsCheck(publicOrigin, now),
      siteCheck(publicOrigin),
      turnCheck(config.turn, clock),
      mailCheck(config.smtp, valueOf('mail-to')),
      textsCheck(config),
      stripeCheck(config.stripe, publicOrigin, config.mode),
      diskCheck(config.dataDir),
      backupCheck(config.backupDir, now),
      ...(has('no-call') ? [] : [callCheck(findChromium(), coturnRelay(config.turn, clock).iceServers('doctor', 'patient'))]),
    ]);
  } finally {
    await embedded?.stop();
  }
}

const { config, findings } = configured();
if (config) findings.push(...(await examineInstallation(config)));
process.stdout.write(has('json') ? `${JSON.stringify({ findings, ok: exitCodeOf(findings) === 0 })}\n` : linesOf(findings));
process.exit(exitCodeOf(findings));
