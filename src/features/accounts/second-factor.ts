import { success, type Result } from '#domain/result.ts';

/**
 * The step between the code and the session (A1). Whoever works here shows a passkey or TOTP at this point, before
 * any session exists. No account has a second factor registered, so nothing is asked and everybody goes on.
 */
export function showSecondFactor(registeredFactors: readonly string[]): Result<null, 'not-allowed'> {
  return registeredFactors.length === 0 ? success(null) : { ok: false, kind: 'not-allowed' };
}
