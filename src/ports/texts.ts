import type { Delivery } from './delivery.ts';

export interface Text {
  /** E.164. */
  to: string;
  body: string;
  /** Ours: the message row's id. */
  reference: string;
}

/** A change of state that the provider reports of an SMS it took. */
export interface TextStatus {
  providerId: string;
  status: 'sent' | 'delivered' | 'undeliverable';
  why: string | null;
}

export interface TextSender {
  send(text: Text): Promise<Delivery>;
  /** Looks for a text that may have been taken although no answer came; null when the provider has none. */
  find(text: Text, sentSince: Date): Promise<{ providerId: string } | null>;
  /** Verifies and reads a status callback; null when its signature is not the provider's. */
  readStatus(request: { url: string; headers: Record<string, string>; body: string }): TextStatus | null;
}
