import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type { Ids } from '#ports/ids.ts';

/** Identifiers and secrets from the system's CSPRNG (RFC 9562 §5.7 for rows). */
export function randomIds(): Ids {
  return {
    uuid: () => randomUUIDv7(),
    secret: (bytes) => randomBytes(bytes).toString('base64url'),
    bytes: (count) => new Uint8Array(randomBytes(count)),
  };
}
