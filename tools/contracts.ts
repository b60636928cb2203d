// `node tools/contracts.ts`: the contract suites, held against the stand-ins by every test run, against the real services
// whose keys are given (docs/operations.md). Ends with 2 where none is, or where a key moves real money.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const services: Record<string, readonly string[]> = {
  Stripe: ['CONTRACT_STRIPE_KEY'],
  Twilio: ['CONTRACT_TWILIO_ACCOUNT_SID', 'CONTRACT_TWILIO_AUTH_TOKEN'],
  SMSAPI: ['CONTRACT_SMSAPI_TOKEN', 'CONTRACT_SMSAPI_FROM', 'CONTRACT_SMS_TO'],
  'mail server': ['CONTRACT_SMTP_URL', 'CONTRACT_MAIL_TO'],
};
const given = (name: string) => Boolean(process.env[name]);
const ready = Object.entries(services).filter(([, names]) => names.every(given));

if (ready.length === 0) {
  const list = Object.entries(services).map(([service, names]) => `  ${service}: ${names.join(', ')}`);
  process.stderr.write(`No keys, so nothing real was asked. Give those of a service and start again:\n${list.join('\n')}\n`);
  process.exit(2);
}
const stripeKey = process.env['CONTRACT_STRIPE_KEY'] ?? '';
if (stripeKey && !/^(sk|rk)_test_/.test(stripeKey)) {
  process.stderr.write('CONTRACT_STRIPE_KEY is no test-mode key (sk_test_…): with another one these suites would move real money.\n');
  process.exit(2);
}
process.stdout.write(`Asked: ${ready.map(([service]) => service).join(', ')}.\n`);
const run = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--project', 'real', '--testTimeout', '60000'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, CONTRACTS: '1' },
});
process.exit(run.status ?? 1);
