import type { Delivery } from './delivery.ts';

export interface Text {
  /** E.164. */
  to: string;
  body: string;
  /** Ours: the message row's id, and the key of a provider that takes one. */
  reference: string;
  /** An earlier try may have arrived without our knowing. */
  unsure: boolean;
}

/** A change of state that the provider reports of an SMS it took. */
export interface TextStatus {
  providerId: string;
  status: 'sent' | 'delivered' | 'undeliverable';
  why: string | null;
}

/** What somebody answered to an SMS of ours. */
export interface TextReply {
  /** E.164. */
  from: string;
  body: string;
}

/** A callback as it came in. */
export interface CallbackRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface TextSender {
  /** `key`: the same reference is taken once, however often it is sent; `look-up`: `find` comes before a second try (M6). */
  once: 'key' | 'look-up';
  send(text: Text): Promise<Delivery>;
  /** Looks for a text that may have been taken although no answer came; null when the provider has none, or a key decides. */
  find(text: Text, sentSince: Date): Promise<{ providerId: string } | null>;
  /** Verifies and reads a status callback; null when it is not the provider's. */
  readStatus(request: CallbackRequest): TextStatus | null;
  /** Verifies and reads an answer to an SMS; null when it is not the provider's. */
  readReply(request: CallbackRequest): TextReply | null;
}
