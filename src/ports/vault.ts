/** Keys that live outside the database: signing of links, codes and cookies, sealing of health data (V1, G3). */
export interface Vault {
  /** HMAC-SHA256 under the key of that purpose. */
  sign(purpose: 'link' | 'code' | 'cookie' | 'factor' | 'audit', data: string): Uint8Array;
  /** A new data key for a patient, wrapped by the master key. */
  newDataKey(): Uint8Array;
  /** AES-256-GCM under the patient's data key; `place` (table, row, column) is bound to the text. */
  seal(wrappedKey: Uint8Array, place: string, text: string): Uint8Array;
  /** Throws where the text was altered, moved to another place, or sealed under another key. */
  open(wrappedKey: Uint8Array, place: string, sealed: Uint8Array): string;
}
