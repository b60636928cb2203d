import { describe, expect, it } from 'vitest';
import { looksLikeToken, scopes, scopesOf, tokenHolds, tokenText } from './access-token.ts';

const now = new Date('2026-11-23T08:00:00Z');
const later = new Date('2026-11-23T08:00:01Z');

describe('an access token', () => {
  it.each([
    ['stands', null, later, true],
    ['has come to its day', null, now, false],
    ['was revoked', now, later, false],
    ['never expires, in rehearsal', null, null, true],
  ])('that %s', (_, endedAt, expiresAt, holds) => {
    expect(tokenHolds({ endedAt, expiresAt }, now)).toBe(holds);
  });

  it('is known by its form', () => {
    expect(looksLikeToken(tokenText('A'.repeat(43)))).toBe(true);
    for (const text of ['', 'vc_', 'A'.repeat(43), `vc_${'A'.repeat(42)}`, `vc_${'A'.repeat(43)}\n`, `vc_${'A'.repeat(42)}=`]) expect(looksLikeToken(text)).toBe(false);
  });

  it('never gives away more than its owner may do (B6)', () => {
    expect(scopesOf('specialist')).toEqual(scopes);
    expect(scopesOf('assistant')).not.toContain('services:write');
    for (const kind of ['patient', 'operator', 'visitor', 'system'] as const) expect(scopesOf(kind)).toEqual([]);
  });
});
