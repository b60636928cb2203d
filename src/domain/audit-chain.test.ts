import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breachesOf, sealOf, type AuditRow } from './audit-chain.ts';

const sign = (data: string) => new Uint8Array(createHmac('sha256', 'key').update(data).digest());
const row = (id: string, action = 'agenda-read'): AuditRow => ({
  id,
  at: '2026-11-24T10:00:00.000000',
  actorKind: 'assistant',
  actorAccountId: 'a',
  action,
  objectKind: 'appointment',
  objectId: 'o',
  specialistId: null,
});
const first = [row('1'), row('2'), row('3')];
const seal = sealOf(sign, null, first);
const next = sealOf(sign, seal, [row('4')]);

describe('the access log', () => {
  it('holds as it was sealed', () => {
    expect(breachesOf(sign, null, seal, first, false)).toEqual([]);
    expect(breachesOf(sign, seal, next, [row('4')], false)).toEqual([]);
    expect(breachesOf(sign, null, seal, [], true)).toEqual([]);
  });

  it('names the row that was changed, whatever of it', () => {
    const fields = ['at', 'actorKind', 'actorAccountId', 'action', 'objectKind', 'objectId', 'specialistId'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.integer({ min: 0, max: 2 }), fc.string({ minLength: 1 }), (field, index, text) => {
        const rows = first.map((one, at) => (at === index ? { ...one, [field]: `${String(one[field])}${text}` } : one));
        expect(breachesOf(sign, null, seal, rows, false)).toEqual([{ seal: 1, what: 'row-changed', row: String(index + 1) }]);
      }),
    );
  });

  it('names rows that are missing or were slipped in', () => {
    expect(breachesOf(sign, null, seal, [first[0] as AuditRow, first[2] as AuditRow], false)).toEqual([{ seal: 1, what: 'row-missing', row: '2' }]);
    expect(breachesOf(sign, null, seal, [...first, row('9')], false)).toEqual([{ seal: 1, what: 'row-added', row: '9' }]);
    expect(breachesOf(sign, null, seal, [], false)).toHaveLength(3);
  });

  it('sees a seal that was made anew without the key, or left out', () => {
    const forged = sealOf((data) => new Uint8Array(createHmac('sha256', 'guess').update(data).digest()), null, [row('1', 'nothing')]);
    expect(breachesOf(sign, null, forged, [row('1', 'nothing')], false)).toContainEqual({ seal: 1, what: 'seal-changed' });
    expect(breachesOf(sign, null, next, [row('4')], false)).toContainEqual({ seal: 1, what: 'seal-missing' });
    expect(breachesOf(sign, seal, { ...next, rows: ['5'] }, [row('5')], false)).toContainEqual({ seal: 2, what: 'seal-changed' });
  });
});
