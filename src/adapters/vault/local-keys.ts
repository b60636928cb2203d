import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Vault } from '#ports/vault.ts';

/**
 * 32 bytes each: `appKey` signs links, codes, cookies and second factors; `masterKey` wraps the data keys of patients;
 * `otherMasterKeys` open what they have wrapped and wrap nothing more (rotation).
 */
export interface LocalKeysConfig {
  appKey: Uint8Array;
  masterKey: Uint8Array;
  otherMasterKeys: readonly Uint8Array[];
}

const version = 1;
/** Of a wrapped data key: its master key is named. The first installations wrapped without a name, as `version`. */
const namedVersion = 2;
const keyIdBytes = 8;
const nonceBytes = 12;
const tagBytes = 16;
const purposes = ['link', 'code', 'cookie', 'factor', 'audit'] as const;

/** A vault on keys held by this machine (V1, G3). Throws at once where a key does not have 32 bytes. */
export function localKeys({ appKey, masterKey, otherMasterKeys }: LocalKeysConfig): Vault {
  if ([appKey, masterKey, ...otherMasterKeys].some((key) => key.length !== 32))
    throw new Error('The vault needs keys of 32 bytes each.');
  const signing = new Map(purposes.map((purpose) => [purpose, derive(appKey, `videoconsulta ${purpose}`, 32)]));
  const masterKeys = [masterKey, ...otherMasterKeys].map((key) => ({
    key,
    id: derive(key, 'videoconsulta id of a master key', keyIdBytes),
  }));
  const wrappedByCurrent = Buffer.concat([
    Buffer.of(namedVersion),
    derive(masterKey, 'videoconsulta id of a master key', keyIdBytes),
  ]);
  const wrap = (dataKey: Uint8Array) =>
    new Uint8Array(Buffer.concat([wrappedByCurrent, encrypt(masterKey, 'data-key', dataKey)]));
  const unwrap = (wrapped: Uint8Array): Buffer => {
    if (wrapped[0] !== namedVersion) return unwrapUnnamed(masterKeys, wrapped);
    const id = wrapped.subarray(1, 1 + keyIdBytes);
    const found = masterKeys.find((one) => Buffer.from(one.id).equals(id));
    if (!found) throw new Error('The master key of this data key is not here.');
    return decrypt(found.key, 'data-key', wrapped.subarray(1 + keyIdBytes));
  };
  return {
    sign: (purpose, data) =>
      new Uint8Array(
        createHmac('sha256', signing.get(purpose) as Uint8Array)
          .update(data, 'utf8')
          .digest(),
      ),
    newDataKey: () => wrap(randomBytes(32)),
    seal: (wrappedKey, place, text) => encrypt(unwrap(wrappedKey), place, Buffer.from(text, 'utf8')),
    open: (wrappedKey, place, sealed) => decrypt(unwrap(wrappedKey), place, sealed).toString('utf8'),
    sealBytes: (wrappedKey, place, bytes) => encrypt(unwrap(wrappedKey), place, bytes),
    openBytes: (wrappedKey, place, sealed) => new Uint8Array(decrypt(unwrap(wrappedKey), place, sealed)),
    masterKeyIds: masterKeys.map(({ id }) => Buffer.from(id).toString('hex')),
    wrappedByCurrent,
    rewrap: (wrappedKey) => wrap(unwrap(wrappedKey)),
  };
}

function unwrapUnnamed(masterKeys: readonly { key: Uint8Array }[], wrapped: Uint8Array): Buffer {
  for (const { key } of masterKeys) {
    try {
      return decrypt(key, 'data-key', wrapped);
    } catch {
      // Another one may have wrapped it.
    }
  }
  throw new Error('The master key of this data key is not here.');
}

function derive(key: Uint8Array, info: string, length: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), info, length));
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
