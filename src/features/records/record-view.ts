import type { DocumentKind, MediaType } from '#domain/documents.ts';

/** A document as a list draws it, with finished words. */
export interface DocumentLine {
  id: string;
  title: string;
  kind: DocumentKind;
  mediaType: MediaType;
  /** '1,2 MB'. */
  size: string;
  mine: boolean;
  sentOn: string;
  /** When the other side first opened it; null while nobody has. */
  seenOn: string | null;
  withdrawnOn: string | null;
  mayWithdraw: boolean;
}

export interface ExchangeView {
  appointmentId: string;
  patientName: string;
  specialist: string;
  /** 'Lunes 23 de noviembre, 15:30', in the zone of whoever looks. */
  when: string;
  lines: DocumentLine[];
  /** Whether anything may still be sent. */
  open: boolean;
}

/** Another appointment of the same patient here, of which there is something to read. */
export interface OtherRecord {
  id: string;
  when: string;
  documents: number;
  hasNotes: boolean;
}

export interface NoteView {
  /** The note that stands; empty where there is none. */
  id: string;
  text: string;
  writtenOn: string | null;
  /** What stood before, newest first. */
  before: { id: string; text: string; writtenOn: string }[];
}
