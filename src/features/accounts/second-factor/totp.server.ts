import { Secret, TOTP } from 'otpauth';
import { encode } from 'uqr';
import { countsOnce } from '#domain/second-factor.ts';
import type { Tx, World } from '#ports/world.ts';
import { bytesOf, type Step } from './steps.server.ts';

const periodSeconds = 30;
const issuer = 'Videoconsulta';

/** What an authenticator app is shown: as a QR, and as letters to type. */
export interface TotpOffer {
  /** The dark squares as the path of an SVG of `size` × `size`, its quiet rim included. */
  qr: { size: number; path: string };
  /** In groups of four, for typing. */
  secret: string;
}

type Keys = Pick<World, 'vault' | 'clock' | 'ids'>;

/** The secret this step offers; the same as long as the step lives, so that a reload shows what the app already has. */
export function offerTotp(world: Pick<World, 'vault'>, step: Step, label: string): TotpOffer {
  const totp = made(bytesOf(world, step, 'totp').subarray(0, 20), label);
  const { size, data } = encode(totp.toString(), { ecc: 'M', border: 2 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return { qr: { size, path }, secret: totp.secret.base32.replaceAll(/(.{4})(?=.)/g, '$1 ') };
}

/** The half minute whose digits these are, one before and one after allowed: clocks of phones differ. Null where wrong. */
function stepOfDigits(world: Pick<World, 'clock'>, secret: Uint8Array, digits: string): number | null {
  // An app runs on the clock of its phone, not on product time.
  const timestamp = world.clock.machineNow().getTime();
  const delta = made(secret, '').validate({ token: digits, timestamp, window: 1 });
  return delta === null ? null : TOTP.counter({ period: periodSeconds, timestamp }) + delta;
}

/** Keeps the app of a step whose digits are right; null where they are not. */
export async function keepTotp(world: Keys, tx: Tx, step: Step, digits: string, name: string): Promise<string | null> {
  const secret = bytesOf(world, step, 'totp').subarray(0, 20);
  const used = stepOfDigits(world, secret, digits);
  if (used === null) return null;
  const id = world.ids.uuid();
  const dataKey = world.vault.newDataKey();
  await tx
    .insertInto('second_factors')
    .values({
      id,
      account_id: step.accountId,
      kind: 'totp',
      name,
      data_key: Buffer.from(dataKey),
      secret_sealed: Buffer.from(world.vault.seal(dataKey, placeOf(id), Buffer.from(secret).toString('base64url'))),
      last_step: used,
      created_at: world.clock.now(),
    })
    .execute();
  return id;
}

/** Whether these are the digits of one of the account's apps now, used for the first time. */
export async function showsTotp(world: Keys, tx: Tx, accountId: string, digits: string): Promise<boolean> {
  const apps = await tx
    .selectFrom('second_factors')
    .select(['id', 'data_key', 'secret_sealed', 'last_step'])
    .where('account_id', '=', accountId)
    .where('kind', '=', 'totp')
    .forUpdate()
    .execute();
  for (const app of apps) {
    const secret = secretOf(world, app);
    const used = secret && stepOfDigits(world, secret, digits);
    if (!used || !countsOnce(used, app.last_step === null ? null : Number(app.last_step))) continue;
    await tx.updateTable('second_factors').set({ last_step: used, last_used_at: world.clock.now() }).where('id', '=', app.id).execute();
    return true;
  }
  return false;
}

/** The secret of an app, opened. */
export function secretOf(world: Pick<World, 'vault'>, app: { id: string; data_key: Buffer | null; secret_sealed: Buffer | null }): Uint8Array | null {
  if (!app.data_key || !app.secret_sealed) return null;
  return Buffer.from(world.vault.open(app.data_key, placeOf(app.id), app.secret_sealed), 'base64url');
}

function made(secret: Uint8Array, label: string): TOTP {
  return new TOTP({ issuer, label, period: periodSeconds, secret: new Secret({ buffer: new Uint8Array(secret).buffer }) });
}

const placeOf = (id: string) => `second_factors:${id}:secret_sealed`;
