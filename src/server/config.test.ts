import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationRefused, readConfig } from './config.ts';

const key = (start: number) => Buffer.from(Array.from({ length: 32 }, (_, i) => (start + i * 7) % 256)).toString('hex');
const production = {
  MODE: 'production',
  PUBLIC_ORIGIN: 'https://cita.example',
  APP_KEY: key(1),
  MASTER_KEY: key(2),
  SMTP_URL: 'smtps://user:secret@mail.example:465',
  MAIL_FROM: 'Videoconsulta <citas@cita.example>',
  TWILIO_ACCOUNT_SID: 'AC1',
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_FROM: 'CITAS',
  STRIPE_SECRET_KEY: 'sk_live_1',
  STRIPE_WEBHOOK_SECRET: 'whsec_1',
  CONTROLLER_NAME: 'Clínica Cita S.L.',
  CONTROLLER_ADDRESS: 'Calle Mayor 1, 28013 Madrid',
  CONTROLLER_EMAIL: 'privacidad@cita.example',
  HOSTING: 'Centro de Datos S.A., ES',
  MAIL_PROVIDER: 'Correo S.L., ES',
};

function problemsOf(environment: Record<string, string | undefined>): string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationRefused) return error.problems;
    throw error;
  }
}

describe('the configuration', () => {
  it('needs nothing to rehearse, and keeps the keys it made', () => {
    const DATA_DIR = mkdtempSync(join(tmpdir(), 'vc-'));
    const first = readConfig({ DATA_DIR });
    expect(first).toMatchObject({ mode: 'rehearsal', host: '127.0.0.1', port: 3000, publicOrigin: 'http://localhost:3000' });
    expect(readConfig({ DATA_DIR }).appKey).toEqual(first.appKey);
  });

  it('starts production with everything in place', () => {
    expect(readConfig(production)).toMatchObject({ mode: 'production', publicOrigin: 'https://cita.example' });
  });

  it('starts with the European SMS provider alone, or with both', () => {
    const smsapi = { SMSAPI_TOKEN: 'token', SMSAPI_FROM: 'Cita' };
    const alone = { ...production, TWILIO_ACCOUNT_SID: undefined, TWILIO_AUTH_TOKEN: undefined, TWILIO_FROM: undefined };
    expect([readConfig({ ...alone, ...smsapi }).twilio, readConfig({ ...production, ...smsapi }).smsapi?.from]).toEqual([null, 'Cita']);
  });

  it('names every host that gets data as a processor, and nobody else (quality 79, 97)', () => {
    const { privacy } = readConfig({ ...production, TURN_URLS: 'turns:turn.cita.example:443?transport=tcp', TURN_SECRET: 's' });
    expect(privacy.processors.map(({ role, host, country }) => [role, host, country])).toEqual([
      ['hosting', 'cita.example', 'ES'],
      ['mail', 'mail.example', 'ES'],
      ['texts', 'api.twilio.com', 'US'],
      ['cards', 'api.stripe.com', 'IE'],
      ['relay', 'turn.cita.example', 'ES'],
    ]);
    expect(readConfig({ DATA_DIR: mkdtempSync(join(tmpdir(), 'vc-')) }).privacy.processors.map((one) => one.role)).toEqual(['hosting']);
  });

  const refused: [string, Record<string, string | undefined>, RegExp][] = [
    ['an http address in production', { ...production, PUBLIC_ORIGIN: 'http://cita.example' }, /^PUBLIC_ORIGIN/],
    ['an address with a path', { ...production, PUBLIC_ORIGIN: 'https://cita.example/app' }, /^PUBLIC_ORIGIN/],
    ['a test-mode key of Stripe in production', { ...production, STRIPE_SECRET_KEY: 'sk_test_1' }, /^STRIPE_SECRET_KEY/],
    ['a key of Stripe that is no secret key', { ...production, STRIPE_SECRET_KEY: 'pk_live_1' }, /^STRIPE_SECRET_KEY/],
    ['a platform fee by a slip of the decimal point', { ...production, PLATFORM_FEE_PERCENT: '31' }, /^PLATFORM_FEE_PERCENT/],
    ['a platform fee in words', { ...production, PLATFORM_FEE_PERCENT: 'two' }, /PLATFORM_FEE_PERCENT/],
    ['a live key in rehearsal', { STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' }, /^STRIPE_SECRET_KEY/],
    ['half of Stripe in rehearsal', { STRIPE_SECRET_KEY: 'sk_test_1' }, /^STRIPE_WEBHOOK_SECRET/],
    ['a host too long for one SMS', { ...production, PUBLIC_ORIGIN: 'https://videoconsulta.example' }, /16 characters/],
    ['nobody who answers for the data', { ...production, CONTROLLER_NAME: undefined }, /^CONTROLLER_NAME: missing/],
    ['a host without its country', { ...production, HOSTING: 'Centro de Datos' }, /HOSTING: a name and a country/],
    ['no app key', { ...production, APP_KEY: undefined }, /^APP_KEY: missing/],
    ['a short master key', { ...production, MASTER_KEY: 'abcd' }, /^MASTER_KEY/],
    ['a master key of zeros', { ...production, MASTER_KEY: '00'.repeat(32) }, /^MASTER_KEY/],
    ['one key for both', { ...production, MASTER_KEY: production.APP_KEY }, /must differ/],
    ['a test-mode card key in production', { ...production, STRIPE_SECRET_KEY: 'sk_test_1' }, /rehearsal part/],
    ['a stand-in for mail in production', { ...production, SMTP_URL: 'smtp://127.0.0.1:2525' }, /rehearsal stand-in/],
    ['a stand-in for SMS in production', { ...production, TWILIO_API_URL: 'http://127.0.0.1:4010' }, /rehearsal stand-in/],
    ['a list of rehearsal addresses in production', { ...production, REHEARSAL_ALLOW: 'a@b.example' }, /rehearsal part/],
    ['no SMS provider', { ...production, TWILIO_ACCOUNT_SID: undefined, TWILIO_AUTH_TOKEN: undefined, TWILIO_FROM: undefined }, /^TWILIO_ACCOUNT_SID: missing/],
    ['an SMS provider told by half', { ...production, SMSAPI_TOKEN: 'token' }, /^SMSAPI_FROM: missing/],
    ['a secret of the mail server that can be guessed', { ...production, MAIL_HOOK_SECRET: 'short' }, /^MAIL_HOOK_SECRET/],
    ['no webhook secret', { ...production, STRIPE_WEBHOOK_SECRET: undefined }, /^STRIPE_WEBHOOK_SECRET: missing/],
    ['live card keys in rehearsal', { STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' }, /test-mode keys only/],
    ['a rehearsal that others on the network can reach', { HOST: '0.0.0.0' }, /^HOST/],
    ['a mode nobody knows', { MODE: 'staging' }, /^MODE/],
  ];
  it.each(refused)('refuses %s by name', (_, environment, name) => {
    expect(problemsOf(environment).join('\n')).toMatch(name);
  });
});
