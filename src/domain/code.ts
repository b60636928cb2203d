/**
 * The six digits of a one-time code, derived and never stored (quality 10, 13): a row's id and salt under the code
 * key. `sign` is `world.vault.sign('code', …)`.
 */
export function codeDigits(sign: (data: string) => Uint8Array, codeId: string, salt: Uint8Array): string {
  const mac = sign(`digits|${codeId}|${hex(salt)}`);
  const number = mac.subarray(0, 6).reduce((sum, byte) => sum * 256 + byte, 0);
  return String(number % 1_000_000).padStart(6, '0');
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
