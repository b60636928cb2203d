import { describe, expect, it } from 'vitest';
import type { AppointmentStatus } from './appointment.ts';
import { BYTES_OF_A_PATIENT, DOCUMENTS_OF_A_SIDE, mayExchange, maySend, mayWithdraw, titleOf } from './documents.ts';

const endsAt = new Date('2026-11-26T19:10:00Z');
const after = (days: number) => new Date(endsAt.getTime() + days * 86_400_000);

describe('documents are exchanged', () => {
  it.each<[AppointmentStatus, number, boolean]>([
    ['held', -1, false],
    ['booked', -30, true],
    ['in_progress', 0, true],
    ['completed', 1, true],
    ['completed', 89, true],
    ['completed', 90, false],
    ['booked', 91, false],
    ['cancelled', -1, false],
    ['no_show', 1, false],
    ['expired', -1, false],
  ])('with an appointment that is %s, %d days after its end: %s', (status, days, may) => {
    expect(mayExchange({ status, endsAt, now: after(days) })).toBe(may);
  });

  it.each([
    ['the first', 0, 0, null],
    ['the last of a side', DOCUMENTS_OF_A_SIDE - 1, 0, null],
    ['one more', DOCUMENTS_OF_A_SIDE, 0, 'documents-full'],
    ['what just fits', 0, BYTES_OF_A_PATIENT - 1000, null],
    ['a byte too much', 0, BYTES_OF_A_PATIENT - 999, 'documents-full'],
  ])('%s', (_, sent, bytesOfPatient, kind) => {
    const answer = maySend({ status: 'completed', endsAt, now: after(1), sent, bytesOfPatient, size: 1000 });
    expect(answer.ok ? null : answer.kind).toBe(kind);
  });

  it.each([
    ['its sender at once', 'specialist', 0, null, true],
    ['its sender within the day', 'specialist', 0.99, null, true],
    ['its sender a day later', 'specialist', 1, null, false],
    ['the other side', 'patient', 0, null, false],
    ['twice', 'specialist', 0, after(0), false],
  ] as const)('and taken back by %s', (_, by, days, withdrawnAt, may) => {
    expect(mayWithdraw({ sender: 'specialist', by, sentAt: endsAt, withdrawnAt, now: after(days) })).toBe(may);
  });
});

describe('the name of a document', () => {
  it.each([
    ['Analítica de sangre.pdf', 'Analítica de sangre'],
    ['C:\\Users\\Carmen\\receta.final.PDF', 'receta.final'],
    ['/tmp/../../etc/passwd', 'passwd'],
    ['una"><script>.png', 'una script'],
    ['linea\r\nSet-Cookie: x=1.pdf', 'linea Set-Cookie x=1'],
    ['\u202egnp.exe.pdf', 'gnp.exe'],
    ['..', ''],
    ['.pdf', ''],
    ['x'.repeat(300), 'x'.repeat(80)],
  ])('%j is %j', (sent, title) => {
    expect(titleOf(sent)).toBe(title);
  });
});
