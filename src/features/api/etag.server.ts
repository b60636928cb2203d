import { createHash } from 'node:crypto';

/** A strong validator of a body (RFC 9110 §8.8). */
export function etagOf(body: string): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
}

/** Whether a list of validators (`If-Match`, `If-None-Match`) names this one; a compressed answer is the same version. */
export function namesEtag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((one) => one.trim().replace(/^W\//, '').replace(/-(br|gzip)"$/, '"') === etag);
}
