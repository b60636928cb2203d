import { Secret, TOTP } from 'otpauth';
import { codeDigits } from '#domain/code.ts';
import type { Actor } from '#domain/people.ts';
import { enrolFactor, readSecondStep, showFactor } from '#features/accounts/second-factor/second-step.server.ts';
import type { StepHolder } from '#features/accounts/second-factor/steps.server.ts';
import type { SignedIn } from '#features/accounts/sessions.server.ts';
import { finishSignIn, startSignIn, type AfterCode } from '#features/accounts/sign-in.server.ts';
import type { TestWorld } from './start-world.ts';

const system: Actor = { kind: 'system', job: 'test' };
type ProvedContact = { channel: 'sms' | 'email'; address: string };

/** The code that the newest message to this address carries. */
export async function codeFor(test: TestWorld, address: string): Promise<string> {
  const row = await test.world.as(system, (tx) =>
    tx.selectFrom('codes').select(['id', 'salt']).where('address', '=', address).orderBy('created_at', 'desc').orderBy('id', 'desc').executeTakeFirstOrThrow(),
  );
  return codeDigits((data) => test.world.vault.sign('code', data), row.id, row.salt);
}

/** As far as the code leads: a patient's session, or the step of whoever works here. */
export async function enterCode(test: TestWorld, contact: ProvedContact, browserHash: Uint8Array): Promise<AfterCode> {
  await startSignIn(test.world, { contact, browserHash, from: null, locale: 'es' });
  const answer = await finishSignIn(test.world, { contact, code: await codeFor(test, contact.address), browserHash, device: 'test' });
  if (!answer.ok) throw new Error(answer.kind);
  return answer.value;
}

const apps = new Map<string, string>();

/** What an authenticator app with this secret shows, `steps` half minutes from now. */
export function digitsOf(test: TestWorld, secret: string, steps = 0): string {
  const timestamp = test.world.clock.machineNow().getTime() + steps * 30_000;
  return new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) }).generate({ timestamp });
}

/** Takes the second step too, with an app made at the first time; its digits count once, so the next ones are of the half minute after, which are good already: none is ever too old. */
export async function signInWhole(test: TestWorld, contact: ProvedContact, browserHash: Uint8Array): Promise<SignedIn> {
  const answer = await enterCode(test, contact, browserHash);
  if (answer.next === 'session') return answer.session;
  const holder: StepHolder = { token: answer.step.token, browserHash };
  const step = await readSecondStep(test.world, holder);
  if (step?.mode === 'enrol') apps.set(contact.address, step.totp.secret);
  const secret = apps.get(contact.address) ?? '';
  const signed =
    step?.mode === 'enrol'
      ? await enrolFactor(test.world, holder, { by: 'totp', digits: digitsOf(test, secret), name: 'App' }, 'test')
      : await showFactor(test.world, holder, { by: 'totp', digits: digitsOf(test, secret, 1) }, 'test');
  if (!signed.ok) throw new Error(signed.kind);
  return signed.value;
}
