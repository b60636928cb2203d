import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { randomIds } from '#adapters/ids/random.ts';
import { jsonLog } from '#adapters/log/pino.ts';

function lines() {
  const written: string[] = [];
  const destination = new Writable({ write: (chunk: Buffer, _encoding, done) => (written.push(chunk.toString()), done()) });
  return { written, log: jsonLog({ level: 'info', destination }) };
}

describe('the log', () => {
  test('is one JSON object per line, with ids, counts and kinds', () => {
    const { written, log } = lines();
    log.warn({ appointmentId: 'a1', attempts: 3 }, 'message failed');
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ appointmentId: 'a1', attempts: 3, what: 'message failed' });
    expect(written[0]?.endsWith('}\n')).toBe(true);
  });

  test('holds no address, number, name or token, however deep they were given', () => {
    const { written, log } = lines();
    const error = Object.assign(new Error('Key (email)=(ana@example.com) already exists'), {
      code: '23505',
      detail: 'Key (name)=(Ana)',
      constraint: 'one_patient_per_email',
    });
    log.error(
      { error, patient: { email: 'ana@example.com', mobile: '+34600000012', list: [{ token: 'abc' }] } },
      'told +34 600 000 012',
    );
    for (const secret of ['ana@example.com', '600000012', '600 000 012', 'abc', '(Ana)'])
      expect(written[0]).not.toContain(secret);
    expect(JSON.parse(written[0] ?? '').error).toMatchObject({ errorCode: '23505', constraint: 'one_patient_per_email' });
  });
});

describe('identifiers', () => {
  test('are version 7; secrets have the length asked for', () => {
    const ids = randomIds();
    expect(ids.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Buffer.from(ids.secret(32), 'base64url')).toHaveLength(32);
    expect(ids.bytes(16)).toHaveLength(16);
    expect(ids.secret(32)).not.toBe(ids.secret(32));
  });
});
