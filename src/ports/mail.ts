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
