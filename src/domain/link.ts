import type { Role } from './people.ts';

/** Bytes of the signature that make the token: 128 bits (V1). */
const tokenBytes = 16;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** What the link key signs: one text per appointment, role and version (V1). */
export function linkSubject(appointmentId: string, role: Role, version: number): string {
  return `${appointmentId}|${role}|${version}`;
}

/**
 * The token of one side's link: 22 characters of base64url, derived and never stored (V1).
 * `sign` is HMAC-SHA256 under the link key (`world.vault.sign('link', …)`). The database keeps SHA-256 of this text.
 */
export function linkToken(sign: (data: string) => Uint8Array, appointmentId: string, role: Role, version: number): string {
  return secretOf(sign, linkSubject(appointmentId, role, version));
}

/** What the link key signs for the feed that a calendar program subscribes to (B7). */
export function feedSubject(feedId: string, version: number): string {
  return `feed|${feedId}|${version}`;
}

/** What the link key signs for an invitation to a team (B6). */
export function invitationSubject(invitationId: string, version: number): string {
  return `invitation|${invitationId}|${version}`;
}

/** The token that belongs to a subject, of the same make as a link's: derived, 22 characters, never stored. */
export function secretOf(sign: (data: string) => Uint8Array, subject: string): string {
  return base64url(sign(subject).subarray(0, tokenBytes));
}

/** Whether a text from an address can be a token at all. */
export function looksLikeLinkToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{22}$/.test(text);
}

/** Path of the link in messages and on screen; without a name, specialty or anything to guess (V2). */
export function linkPath(token: string): string {
  return `/e/${token}`;
}

function base64url(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += alphabet[(held >> bits) & 63];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet[(held << (6 - bits)) & 63] : text;
}
