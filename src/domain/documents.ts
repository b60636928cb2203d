import type { AppointmentStatus } from './appointment.ts';
import type { Role } from './people.ts';
import { refuse, success, type Result } from './result.ts';

/** What patient and specialist send each other outside the call (G3, quality 37). */

export const documentKinds = ['prescription', 'report', 'results', 'other'] as const;
export type DocumentKind = (typeof documentKinds)[number];
export type MediaType = 'application/pdf' | 'image/jpeg' | 'image/png';

export const DOCUMENT_BYTES = 10 * 1024 * 1024;
export const DOCUMENT_PIXELS = 25_000_000;
/** Of one side of one appointment. */
export const DOCUMENTS_OF_A_SIDE = 20;
/** Of one patient, with all specialists. */
export const BYTES_OF_A_PATIENT = 100 * 1024 * 1024;
const OPEN_DAYS = 90;
const WITHDRAW_HOURS = 24;

export interface Exchange {
  status: AppointmentStatus;
  endsAt: Date;
  now: Date;
}

/** Something may be sent from the booking until 90 days after the appointment, unless it was cancelled or did not take place. */
export function mayExchange({ status, endsAt, now }: Exchange): boolean {
  const stands = status === 'booked' || status === 'in_progress' || status === 'completed';
  return stands && now.getTime() < endsAt.getTime() + OPEN_DAYS * 86_400_000;
}

/** Refuses `documents-closed`, `documents-full` (20 of one side, 100 MB of one patient). */
export function maySend(question: Exchange & { sent: number; bytesOfPatient: number; size: number }): Result<null> {
  if (!mayExchange(question)) return refuse('documents-closed');
  if (question.sent >= DOCUMENTS_OF_A_SIDE || question.bytesOfPatient + question.size > BYTES_OF_A_PATIENT) return refuse('documents-full');
  return success(null);
}

/** Until when its sender may take it back: a day, for the wrong file or the wrong patient. */
export function withdrawableUntil(sentAt: Date): Date {
  return new Date(sentAt.getTime() + WITHDRAW_HOURS * 3_600_000);
}

/** Its own sender, within a day, once. */
export function mayWithdraw(question: { sender: Role; by: Role; sentAt: Date; withdrawnAt: Date | null; now: Date }): boolean {
  const { sender, by, sentAt, withdrawnAt, now } = question;
  return sender === by && withdrawnAt === null && now < withdrawableUntil(sentAt);
}

/** 'resultados de sangre': a name that says nothing about folders, and has no ending; empty where nothing is left of it. */
export function titleOf(fileName: string): string {
  const last = fileName.split(/[\\/]/).at(-1) ?? '';
  const bare = last
    .normalize('NFC')
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[\p{C}"<>|:*?]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return /^\.*$/.test(bare) ? '' : bare.slice(0, 80).trim();
}

/** Files are kept in parts, so that no row and no step of opening one holds more. */
export const DOCUMENT_PART_BYTES = 1024 * 1024;

/** A file's parts in their order; the number is the part's place. */
export function inParts(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / DOCUMENT_PART_BYTES) }, (_, number) => bytes.subarray(number * DOCUMENT_PART_BYTES, (number + 1) * DOCUMENT_PART_BYTES));
}

/** The file of `size` bytes that was in these parts. Throws where one is missing. */
export function joinParts(parts: Iterable<Uint8Array>, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  if (at !== size) throw new Error('a document without all of its parts');
  return bytes;
}
