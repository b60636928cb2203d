import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Tx, World } from '#ports/world.ts';
import { bytesOf, type Step } from './steps.server.ts';
import type { PasskeyAnswer, NewPasskey } from './schema.ts';

type Site = Pick<World, 'settings' | 'vault' | 'clock' | 'ids'>;

const siteName = 'Videoconsulta';
/** Ed25519, P-256 and RSA: what authenticators speak today. */
const algorithms = [-8, -7, -257];
const hostOf = (world: Pick<World, 'settings'>) => new URL(world.settings.publicOrigin).hostname;
const challengeOf = (world: Site, step: Step) => Buffer.from(bytesOf(world, step, 'challenge'));

/** What the browser is asked for a new passkey; those already there cannot be added twice. */
export async function offerPasskey(world: Site, tx: Tx, step: Step, label: string): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const mine = await passkeysOf(tx, step.accountId);
  return generateRegistrationOptions({
    rpName: siteName,
    rpID: hostOf(world),
    userName: label,
    userDisplayName: label,
    userID: new Uint8Array(Buffer.from(step.accountId.replaceAll('-', ''), 'hex')),
    challenge: new Uint8Array(challengeOf(world, step)),
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: mine.map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });
}

/** Keeps a passkey that the browser has just made for this step; null where it does not hold. */
export async function keepPasskey(world: Site, tx: Tx, step: Step, response: NewPasskey, name: string): Promise<string | null> {
  const made = await verifyRegistrationResponse({
    response: response as RegistrationResponseJSON,
    expectedChallenge: challengeOf(world, step).toString('base64url'),
    expectedOrigin: world.settings.publicOrigin,
    expectedRPID: hostOf(world),
    supportedAlgorithmIDs: algorithms,
    requireUserVerification: false,
  }).catch(() => null);
  if (!made?.verified) return null;
  const { credential } = made.registrationInfo;
  const id = world.ids.uuid();
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('second_factors')
    .values({
      id,
      account_id: step.accountId,
      kind: 'passkey',
      name,
      credential_id: credential.id,
      public_key: Buffer.from(credential.publicKey),
      sign_count: credential.counter,
      transports: credential.transports ?? [],
      created_at: world.clock.now(),
    })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n ? id : null;
}

/** What the browser is asked to sign with one of the account's passkeys; null where there is none. */
export async function askPasskey(world: Site, tx: Tx, step: Step): Promise<PublicKeyCredentialRequestOptionsJSON | null> {
  const mine = await passkeysOf(tx, step.accountId);
  if (mine.length === 0) return null;
  return generateAuthenticationOptions({
    rpID: hostOf(world),
    challenge: new Uint8Array(challengeOf(world, step)),
    allowCredentials: mine.map(({ id, transports }) => ({ id, transports })),
    userVerification: 'preferred',
  });
}

/** Whether one of the account's passkeys signed this step's challenge on our own site (phishing-resistant, quality 16). */
export async function showsPasskey(world: Site, tx: Tx, step: Step, response: PasskeyAnswer): Promise<boolean> {
  const key = await tx
    .selectFrom('second_factors')
    .select(['id', 'credential_id', 'public_key', 'sign_count', 'transports'])
    .where('account_id', '=', step.accountId)
    .where('credential_id', '=', response.id)
    .forUpdate()
    .executeTakeFirst();
  if (!key?.credential_id || !key.public_key) return false;
  const shown = await verifyAuthenticationResponse({
    response: response as AuthenticationResponseJSON,
    expectedChallenge: challengeOf(world, step).toString('base64url'),
    expectedOrigin: world.settings.publicOrigin,
    expectedRPID: hostOf(world),
    credential: { id: key.credential_id, publicKey: new Uint8Array(key.public_key), counter: Number(key.sign_count ?? 0), transports: key.transports ?? [] },
    requireUserVerification: false,
  }).catch(() => null);
  if (!shown?.verified) return false;
  await tx
    .updateTable('second_factors')
    .set({ sign_count: shown.authenticationInfo.newCounter, last_used_at: world.clock.now() })
    .where('id', '=', key.id)
    .execute();
  return true;
}

async function passkeysOf(tx: Tx, accountId: string): Promise<{ id: string; transports: string[] }[]> {
  const rows = await tx
    .selectFrom('second_factors')
    .select(['credential_id', 'transports'])
    .where('account_id', '=', accountId)
    .where('kind', '=', 'passkey')
    .execute();
  return rows.flatMap((row) => (row.credential_id ? [{ id: row.credential_id, transports: row.transports ?? [] }] : []));
}
