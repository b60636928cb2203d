import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Vault } from '#ports/vault.ts';

/** Two 32-byte keys: `appKey` signs links, codes, cookies and second factors; `masterKey` wraps the data keys of patients. */
export interface LocalKeysConfig {
  appKey: Uint8Array;
  masterKey: Uint8Array;
}

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const purposes = ['link', 'code', 'cookie', 'factor', 'audit'] as const;

/** A vault on keys held by this machine (V1, G3). Throws at once where a key does not have 32 bytes. */
export function localKeys({ appKey, masterKey }: LocalKeysConfig): Vault {
  if (appKey.length !== 32 || masterKey.length !== 32) throw new Error('The vault needs two keys of 32 bytes each.');
  const signing = new Map(purposes.map((purpose) => [purpose, derive(appKey, purpose)]));
  const unwrap = (wrapped: Uint8Array) => decrypt(masterKey, 'data-key', wrapped);
  return {
    sign: (purpose, data) =>
      new Uint8Array(
        createHmac('sha256', signing.get(purpose) as Uint8Array)
          .update(data, 'utf8')
          .digest(),
      ),
    newDataKey: () => encrypt(masterKey, 'data-key', randomBytes(32)),
    seal: (wrappedKey, place, text) => encrypt(unwrap(wrappedKey), place, Buffer.from(text, 'utf8')),
    open: (wrappedKey, place, sealed) => decrypt(unwrap(wrappedKey), place, sealed).toString('utf8'),
  };
}

function derive(key: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), `videoconsulta ${purpose}`, 32));
}

/** version (1 byte) · nonce (12) · tag (16) · ciphertext; the version and `place` are authenticated with it. */
function encrypt(key: Uint8Array, place: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(boundTo(place));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return new Uint8Array(Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed]));
}

function decrypt(key: Uint8Array, place: string, sealed: Uint8Array): Buffer {
  if (sealed.length < 1 + nonceBytes + tagBytes || sealed[0] !== version)
    throw new Error('This text was not sealed by this vault.');
  const nonce = sealed.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(boundTo(place));
  decipher.setAuthTag(sealed.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(1 + nonceBytes + tagBytes)), decipher.final()]);
}

function boundTo(place: string): Buffer {
  return Buffer.from(`${version}:${place}`, 'utf8');
}
