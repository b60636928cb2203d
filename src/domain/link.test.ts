import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { linkPath, linkToken, looksLikeLinkToken } from './link.ts';

const key = Buffer.alloc(32, 7);
const sign = (data: string) => createHmac('sha256', key).update(data).digest();
const appointment = '019ab000-0000-7000-8000-000000000001';

describe('the link of an appointment', () => {
  it('is the first 128 bits of HMAC-SHA256 in base64url', () => {
    const expected = createHmac('sha256', key).update(`${appointment}|patient|1`).digest().subarray(0, 16).toString('base64url');
    expect(linkToken(sign, appointment, 'patient', 1)).toBe(expected);
  });

  it('is another one for the other side, and for the next version', () => {
    const tokens = [linkToken(sign, appointment, 'patient', 1), linkToken(sign, appointment, 'specialist', 1), linkToken(sign, appointment, 'patient', 2)];
    expect(new Set(tokens).size).toBe(3);
  });

  it('encodes any bytes as Node does', () => {
    for (let round = 0; round < 200; round++) {
      const bytes = randomBytes(32);
      expect(linkToken(() => bytes, appointment, 'patient', 1)).toBe(bytes.subarray(0, 16).toString('base64url'));
    }
  });

  it('is nobody else’s among a million, and each of its bytes is as often one as another (quality 1)', { timeout: 120_000 }, () => {
    const count = process.env['PROVE'] ? 1_000_000 : 20_000;
    const seen = new Set<string>();
    const often = new Uint32Array(16 * 256);
    for (let nth = 0; nth < count; nth += 1) {
      const token = linkToken(sign, `019ab000-0000-7000-8000-${nth.toString(16).padStart(12, '0')}`, nth % 2 ? 'patient' : 'specialist', 1);
      seen.add(token);
      for (const [place, byte] of Buffer.from(token, 'base64url').entries()) often[place * 256 + byte] = (often[place * 256 + byte] ?? 0) + 1;
    }
    expect(seen.size).toBe(count);
    // 255 degrees of freedom: above 377 once in a million, for chance.
    const expected = count / 256;
    const square = Array.from({ length: 16 }, (_, place) => often.subarray(place * 256, (place + 1) * 256).reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0));
    expect(square.filter((one) => one > 377)).toEqual([]);
  });

  it('stands in a short path without names', () => {
    const token = linkToken(sign, appointment, 'patient', 1);
    expect(linkPath(token)).toBe(`/e/${token}`);
    expect(looksLikeLinkToken(token)).toBe(true);
    expect(looksLikeLinkToken('../../etc/passwd')).toBe(false);
  });
});
