import { readRecoveryCode, recoveryCodeCount, recoveryCodeText } from '#domain/second-factor.ts';
import type { Tx, World } from '#ports/world.ts';

type Keys = Pick<World, 'vault' | 'clock' | 'ids'>;

/** Ten new codes for paper, each good once; the old ones end. The database keeps an HMAC of each. */
export async function renewRecoveryCodes(world: Keys, tx: Tx, accountId: string): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodeCount }, () => recoveryCodeText(world.ids.bytes(10)));
  await tx.deleteFrom('recovery_codes').where('account_id', '=', accountId).execute();
  await tx
    .insertInto('recovery_codes')
    .values(codes.map((code) => ({ account_id: accountId, code_hmac: hmacOf(world, accountId, code), created_at: world.clock.now() })))
    .execute();
  return codes;
}

/** Whether this is one of the account's unused recovery codes; it is used by that. */
export async function showsRecoveryCode(world: Keys, tx: Tx, accountId: string, typed: string): Promise<boolean> {
  const code = readRecoveryCode(typed);
  if (!code) return false;
  const { numUpdatedRows } = await tx
    .updateTable('recovery_codes')
    .set({ used_at: world.clock.now() })
    .where('account_id', '=', accountId)
    .where('code_hmac', '=', hmacOf(world, accountId, code))
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function hmacOf(world: Pick<World, 'vault'>, accountId: string, code: string): Buffer {
  return Buffer.from(world.vault.sign('factor', `recovery|${accountId}|${code}`));
}
