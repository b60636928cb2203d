/** Where identifiers and secrets come from. */
export interface Ids {
  /** A time-ordered UUID (RFC 9562, version 7), for rows. */
  uuid(): string;
  /** `bytes` random bytes from a CSPRNG in base64url, for cookies and tokens. */
  secret(bytes: number): string;
  /** Random bytes from a CSPRNG, for salts. */
  bytes(count: number): Uint8Array;
}
