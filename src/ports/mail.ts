import type { Delivery } from './delivery.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Deterministic per message row, so that a second try is the same mail (RFC 5322 §3.6.4). */
  messageId: string;
  calendar?: { method: 'REQUEST' | 'CANCEL' | 'PUBLISH'; content: string };
  headers?: Record<string, string>;
}

export interface MailSender {
  send(mail: Mail): Promise<Delivery>;
}

/** What became of a mail after its server had taken it. */
export interface MailReport {
  messageId: string;
  status: 'delivered' | 'undeliverable';
  /** Codes only, never the address (G3). */
  why: string | null;
  /** Nothing will ever arrive there. */
  mailboxIsNone: boolean;
}

/** Reads what mail servers and services report, already known to come from one of ours. */
export interface MailReports {
  read(report: { contentType: string; body: string }): MailReport[];
}
