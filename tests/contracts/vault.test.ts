import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { localKeys } from '#adapters/vault/local-keys.ts';

const appKey = randomBytes(32);
const masterKey = randomBytes(32);
const vault = localKeys({ appKey, masterKey, otherMasterKeys: [] });
const place = 'appointments/7/reason';

describe('the vault', () => {
  test('opens what it sealed, in the same place and under the same key', () => {
    const key = vault.newDataKey();
    expect(vault.open(key, place, vault.seal(key, place, 'Me duele la rodilla'))).toBe('Me duele la rodilla');
    expect(vault.open(key, place, vault.seal(key, place, ''))).toBe('');
  });

  test('never seals the same text to the same bytes, and shows nothing of it', () => {
    const key = vault.newDataKey();
    const [first, second] = [vault.seal(key, place, 'dolor'), vault.seal(key, place, 'dolor')];
    expect(Buffer.from(first).equals(second)).toBe(false);
    expect(Buffer.from(first).includes('dolor')).toBe(false);
  });

  test('throws where any byte of the sealed text was altered', () => {
    const key = vault.newDataKey();
    const sealed = vault.seal(key, place, 'dolor');
    for (const index of sealed.keys()) {
      const altered = sealed.slice();
      altered[index] = (altered[index] ?? 0) ^ 1;
      expect(() => vault.open(key, place, altered), `byte ${index}`).toThrow();
    }
    expect(() => vault.open(key, place, sealed.slice(0, -1))).toThrow();
    expect(() => vault.open(key, place, new Uint8Array(0))).toThrow();
  });

  test('throws where the text was moved to another row, or belongs to another patient', () => {
    const key = vault.newDataKey();
    const sealed = vault.seal(key, place, 'dolor');
    expect(() => vault.open(key, 'appointments/8/reason', sealed)).toThrow();
    expect(() => vault.open(vault.newDataKey(), place, sealed)).toThrow();
  });

  test('a data key opens under its own master key only', () => {
    const stranger = localKeys({ appKey, masterKey: randomBytes(32), otherMasterKeys: [] });
    const key = vault.newDataKey();
    expect(() => stranger.seal(key, place, 'dolor')).toThrow();
  });

  test('signs each purpose under a key of its own, the same after a restart', () => {
    const again = localKeys({ appKey, masterKey, otherMasterKeys: [] });
    expect(again.sign('link', 'x')).toEqual(vault.sign('link', 'x'));
    const signatures = (['link', 'code', 'cookie'] as const).map((purpose) =>
      Buffer.from(vault.sign(purpose, 'x')).toString('hex'),
    );
    expect(new Set(signatures).size).toBe(3);
    expect(vault.sign('link', 'x')).toHaveLength(32);
    expect(vault.sign('link', 'y')).not.toEqual(vault.sign('link', 'x'));
  });

  test('takes keys of 32 bytes only', () => {
    expect(() => localKeys({ appKey: randomBytes(31), masterKey, otherMasterKeys: [] })).toThrow();
  });
});
