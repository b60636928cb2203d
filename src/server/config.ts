import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { CodeLimits } from '#domain/code-limits.ts';
import { switchNames, type FixedSwitches } from '#domain/switches.ts';
import type { PrivacySettings } from '#domain/privacy/controller.ts';
import { readRange } from './client-address.ts';
import { neededInProduction, privacyNames, privacySettings } from './privacy/processors.ts';

/** Everything the product is told from outside, typed; made in two steps: read the names, then derive. */
export interface Config {
  mode: 'rehearsal' | 'production';
  host: string;
  port: number;
  publicOrigin: string;
  dataDir: string;
  databaseUrl: string | null;
  appKey: Uint8Array;
  masterKey: Uint8Array;
  /** Master keys that open what they have wrapped, while rotation lasts. */
  otherMasterKeys: Uint8Array[];
  smtp: { url: string; from: string } | null;
  twilio: { accountSid: string; authToken: string; from: string; apiUrl: string } | null;
  smsapi: { token: string; from: string; apiUrl: string } | null;
  /** What mail servers and services must show to report returned mail; null: they cannot. */
  mailHookSecret: string | null;
  stripe: { secretKey: string; webhookSecret: string } | null;
  turn: { stunUrls: string[]; turnUrls: string[]; secret: string | null };
  /** ClamAV's daemon, which looks at documents; null: none. */
  clamd: { host: string; port: number } | null;
  /** Rehearsal only: real addresses that may receive real messages. */
  rehearsalAllow: string[];
  /** What one address may ask of the API in a minute. */
  apiRequestsAMinute: number;
  trustedProxies: string[];
  /** Links that nobody was given, asked from one network in a minute, and sockets of nobody opened from it. */
  guessesAMinute: number;
  connectsAMinute: number;
  /** What codes by SMS may cost. */
  codeLimits: CodeLimits;
  /** Hundredths of a percent that the platform keeps of what goes to a specialist's own account. */
  platformFeeBasisPoints: number;
  /** Features held on or off, which no operator changes. */
  fixedSwitches: FixedSwitches;
  /** Where the copies of the database are, for the doctor alone. */
  backupDir: string | null;
  privacy: PrivacySettings;
}

/** A configuration that must not start; `problems` name each variable and what to do. */
export class ConfigurationRefused extends Error {
  problems: string[];
  constructor(problems: string[]) {
    super(`configuration refused: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

const optional = z.string().trim().min(1).optional();
const count = z.coerce.number().int().min(1).max(1_000_000_000).optional();
const names = z.object({
  MODE: z.enum(['rehearsal', 'production']).default('rehearsal'),
  HOST: optional,
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  PUBLIC_ORIGIN: optional,
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: optional,
  APP_KEY: optional,
  MASTER_KEY: optional,
  MASTER_KEY_OTHERS: z.string().default(''),
  SMTP_URL: optional,
  MAIL_FROM: optional,
  TWILIO_ACCOUNT_SID: optional,
  TWILIO_AUTH_TOKEN: optional,
  TWILIO_FROM: optional,
  TWILIO_API_URL: z.string().default('https://api.twilio.com'),
  SMSAPI_TOKEN: optional,
  SMSAPI_FROM: optional,
  SMSAPI_URL: z.string().default('https://api.smsapi.com'),
  MAIL_HOOK_SECRET: z.string().trim().min(20).optional(),
  STRIPE_SECRET_KEY: optional,
  STRIPE_WEBHOOK_SECRET: optional,
  STUN_URLS: z.string().default(''),
  TURN_URLS: z.string().default(''),
  TURN_SECRET: optional,
  CLAMD: z
    .string()
    .trim()
    .regex(/^[^\s:]+:\d{1,5}$/, 'host:port of clamd')
    .optional(),
  REHEARSAL_ALLOW: z.string().default(''),
  API_REQUESTS_A_MINUTE: z.coerce.number().int().min(1).max(10_000_000).optional(),
  TRUSTED_PROXIES: optional,
  SMS_COUNTRIES: z.string().trim().regex(/^[A-Z]{2}(\s*,\s*[A-Z]{2})*$/, 'countries by two letters, such as ES, MX').default('ES, MX'),
  LINK_GUESSES_A_MINUTE: count,
  SOCKET_CONNECTS_A_MINUTE: count,
  CODE_SMS_PER_ADDRESS: count,
  CODE_SMS_PER_PREFIX: count,
  CODE_SMS_CENTS: z.coerce.number().int().min(1).max(1000).default(8),
  CODE_SMS_CENTS_A_DAY: count,
  BACKUP_DIR: optional,
  FEATURES_ON: z.string().default(''),
  FEATURES_OFF: z.string().default(''),
  PLATFORM_FEE_PERCENT: z
    .string()
    .trim()
    .regex(/^\d{1,2}(\.\d{1,2})?$/, 'a percentage with two decimals at most, such as 2.5')
    .default('0'),
  ...privacyNames,
});
type Names = z.infer<typeof names>;

const list = (text: string) => text.split(',').map((part) => part.trim()).filter(Boolean);

/**
 * Reads and derives the configuration. Throws `ConfigurationRefused` with every problem at once: production takes
 * no rehearsal parts and no missing, default or short key; rehearsal takes no live keys (architecture, "Running it").
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = names.safeParse(environment);
  if (!parsed.success) {
    throw new ConfigurationRefused(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const read = parsed.data;
  const problems = read.MODE === 'production' ? productionProblems(read) : rehearsalProblems(read);
  if (problems.length > 0) throw new ConfigurationRefused(problems);
  return derive(read);
}

/** What is wrong in either mode. More than a third of a payment would be a slip of the decimal point. */
function commonProblems(read: Names): string[] {
  const problems = Number(read.PLATFORM_FEE_PERCENT) > 30 ? ['PLATFORM_FEE_PERCENT: 30 at most'] : [];
  for (const name of ['FEATURES_ON', 'FEATURES_OFF'] as const) {
    for (const one of list(read[name])) if (!switchNames.some((known) => known === one)) problems.push(`${name}: ${one} is none of ${switchNames.join(', ')}`);
  }
  for (const one of list(read.FEATURES_ON)) if (list(read.FEATURES_OFF).includes(one)) problems.push(`FEATURES_OFF: ${one} is in FEATURES_ON too`);
  return problems;
}

function productionProblems(read: Names): string[] {
  const problems: string[] = commonProblems(read);
  const needed = [
    'PUBLIC_ORIGIN', 'APP_KEY', 'MASTER_KEY', 'SMTP_URL', 'MAIL_FROM',
    'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET',
    ...neededInProduction,
  ] as const;
  for (const name of needed) if (!read[name]) problems.push(`${name}: missing`);
  problems.push(...textProblems(read));
  if (read.PUBLIC_ORIGIN && !/^https:\/\/[^/]+$/.test(read.PUBLIC_ORIGIN)) problems.push('PUBLIC_ORIGIN: must be https://host without a path');
  const host = read.PUBLIC_ORIGIN?.replace(/^https:\/\//, '') ?? '';
  if (host.length > 16) problems.push('PUBLIC_ORIGIN: its host must be 16 characters at most to fit one SMS (M8)');
  for (const name of ['APP_KEY', 'MASTER_KEY'] as const) {
    const key = read[name];
    if (key && keyBytes(key) === null) problems.push(`${name}: must be 32 random bytes in hex or base64`);
  }
  if (read.APP_KEY && read.APP_KEY === read.MASTER_KEY) problems.push('MASTER_KEY: must differ from APP_KEY');
  if (list(read.MASTER_KEY_OTHERS).some((key) => keyBytes(key) === null)) problems.push('MASTER_KEY_OTHERS: each must be 32 random bytes in hex or base64');
  if (read.STRIPE_SECRET_KEY && !/^(sk|rk)_live_/.test(read.STRIPE_SECRET_KEY)) {
    problems.push('STRIPE_SECRET_KEY: must be a live-mode key (sk_live_… or rk_live_…); a test-mode key is a rehearsal part');
  }
  if (read.STRIPE_WEBHOOK_SECRET && !read.STRIPE_WEBHOOK_SECRET.startsWith('whsec_')) problems.push('STRIPE_WEBHOOK_SECRET: must be the whsec_… of the webhook');
  for (const one of list(read.TRUSTED_PROXIES ?? '')) if (!readRange(one)) problems.push(`TRUSTED_PROXIES: ${one} is neither an address nor a range`);
  if (read.REHEARSAL_ALLOW) problems.push('REHEARSAL_ALLOW: a rehearsal part');
  for (const name of ['SMTP_URL', 'TWILIO_API_URL', 'SMSAPI_URL'] as const) {
    if (read[name] && /localhost|127\.0\.0\.1|\[::1\]/.test(read[name])) problems.push(`${name}: points at a rehearsal stand-in on this machine`);
  }
  return problems;
}

/** One SMS provider at least, and each that is begun told whole. */
function textProblems(read: Names): string[] {
  const providers = [['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'], ['SMSAPI_TOKEN', 'SMSAPI_FROM']] as const;
  const begun = providers.filter((names) => names.some((name) => read[name]));
  const asked = begun.length > 0 ? begun : [providers[0]];
  return asked.flat().filter((name) => !read[name]).map((name) => `${name}: missing`);
}

function rehearsalProblems(read: Names): string[] {
  const problems: string[] = commonProblems(read);
  if (read.STRIPE_SECRET_KEY && !/^(sk|rk)_test_/.test(read.STRIPE_SECRET_KEY)) problems.push('STRIPE_SECRET_KEY: rehearsal takes test-mode keys only');
  if (!read.STRIPE_SECRET_KEY !== !read.STRIPE_WEBHOOK_SECRET) problems.push('STRIPE_WEBHOOK_SECRET: belongs to STRIPE_SECRET_KEY; give both or none');
  if (read.HOST && !['127.0.0.1', 'localhost', '::1'].includes(read.HOST)) problems.push('HOST: rehearsal listens on this machine alone');
  return problems;
}

function derive(read: Names): Config {
  const dataDir = resolve(read.DATA_DIR);
  const keys = read.MODE === 'rehearsal' ? rehearsalKeys(dataDir) : { appKey: read.APP_KEY ?? '', masterKey: read.MASTER_KEY ?? '', otherMasterKeys: list(read.MASTER_KEY_OTHERS) };
  const config = {
    mode: read.MODE,
    host: read.HOST ?? '127.0.0.1',
    port: read.PORT,
    publicOrigin: read.PUBLIC_ORIGIN ?? `http://localhost:${read.PORT}`,
    dataDir,
    databaseUrl: read.DATABASE_URL ?? null,
    appKey: keyBytes(keys.appKey) ?? new Uint8Array(),
    masterKey: keyBytes(keys.masterKey) ?? new Uint8Array(),
    otherMasterKeys: keys.otherMasterKeys.flatMap((key) => keyBytes(key) ?? []),
    smtp: read.SMTP_URL ? { url: read.SMTP_URL, from: read.MAIL_FROM ?? 'Videoconsulta <citas@videoconsulta.example>' } : null,
    twilio:
      read.TWILIO_ACCOUNT_SID && read.TWILIO_AUTH_TOKEN && read.TWILIO_FROM
        ? { accountSid: read.TWILIO_ACCOUNT_SID, authToken: read.TWILIO_AUTH_TOKEN, from: read.TWILIO_FROM, apiUrl: read.TWILIO_API_URL }
        : null,
    smsapi: read.SMSAPI_TOKEN && read.SMSAPI_FROM ? { token: read.SMSAPI_TOKEN, from: read.SMSAPI_FROM, apiUrl: read.SMSAPI_URL } : null,
    mailHookSecret: read.MAIL_HOOK_SECRET ?? (read.MODE === 'rehearsal' ? keys.appKey : null),
    stripe:
      read.STRIPE_SECRET_KEY && read.STRIPE_WEBHOOK_SECRET
        ? { secretKey: read.STRIPE_SECRET_KEY, webhookSecret: read.STRIPE_WEBHOOK_SECRET }
        : null,
    turn: { stunUrls: list(read.STUN_URLS), turnUrls: list(read.TURN_URLS), secret: read.TURN_SECRET ?? null },
    clamd: read.CLAMD ? { host: read.CLAMD.split(':')[0] ?? '', port: Number(read.CLAMD.split(':')[1]) } : null,
    rehearsalAllow: list(read.REHEARSAL_ALLOW),
    // In rehearsal everybody comes from this machine; in production a proxy usually stands on it.
    apiRequestsAMinute: read.API_REQUESTS_A_MINUTE ?? (read.MODE === 'production' ? 120 : 3000),
    guessesAMinute: read.LINK_GUESSES_A_MINUTE ?? 20,
    connectsAMinute: read.SOCKET_CONNECTS_A_MINUTE ?? 20,
    codeLimits: codeLimits(read),
    fixedSwitches: Object.fromEntries([...list(read.FEATURES_ON).map((name) => [name, true]), ...list(read.FEATURES_OFF).map((name) => [name, false])]),
    platformFeeBasisPoints: Math.round(Number(read.PLATFORM_FEE_PERCENT) * 100),
    backupDir: read.BACKUP_DIR ?? null,
    trustedProxies: list(read.TRUSTED_PROXIES ?? (read.MODE === 'production' ? '127.0.0.1, ::1' : '')),
  };
  return { ...config, privacy: privacySettings(read, config) };
}

/** In rehearsal no SMS costs anything and everybody comes from this machine: counted there only where it is asked for. */
function codeLimits(read: Names): CodeLimits {
  const [perNetwork, perPrefix, centsADay] = read.MODE === 'production' ? [60, 30, 10_000] : [null, null, null];
  return {
    countries: list(read.SMS_COUNTRIES),
    perNetwork: read.CODE_SMS_PER_ADDRESS ?? perNetwork,
    perPrefix: read.CODE_SMS_PER_PREFIX ?? perPrefix,
    textCents: read.CODE_SMS_CENTS,
    centsADay: read.CODE_SMS_CENTS_A_DAY ?? centsADay,
  };
}

function keyBytes(text: string): Uint8Array | null {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  return bytes.length === 32 && new Set(bytes).size > 8 ? bytes : null;
}

/** Rehearsal makes its own keys once, so that nobody has to configure anything. */
function rehearsalKeys(dataDir: string): { appKey: string; masterKey: string; otherMasterKeys: string[] } {
  const file = join(dataDir, 'rehearsal-keys.json');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    const made = { appKey: randomBytes(32).toString('hex'), masterKey: randomBytes(32).toString('hex') };
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  }
  return z.object({ appKey: z.string(), masterKey: z.string(), otherMasterKeys: z.array(z.string()).default([]) }).parse(JSON.parse(readFileSync(file, 'utf8')));
}
