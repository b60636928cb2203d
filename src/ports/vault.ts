/** Keys that live outside the database: signing of links, codes and cookies, sealing of health data (V1, G3). */
export interface Vault {
  /** HMAC-SHA256 under the key of that purpose. */
  sign(purpose: 'link' | 'code' | 'cookie' | 'factor' | 'audit', data: string): Uint8Array;
  /** A new data key for a patient, wrapped by the master key in use. */
  newDataKey(): Uint8Array;
  /** AES-256-GCM under the patient's data key; `place` (table, row, column) is bound to the text. */
  seal(wrappedKey: Uint8Array, place: string, text: string): Uint8Array;
  /** Throws where the text was altered, moved to another place, or sealed under another key. */
  open(wrappedKey: Uint8Array, place: string, sealed: Uint8Array): string;
  /** The same for what is no text. */
  sealBytes(wrappedKey: Uint8Array, place: string, bytes: Uint8Array): Uint8Array;
  openBytes(wrappedKey: Uint8Array, place: string, sealed: Uint8Array): Uint8Array;
  /** Ids of the master keys that this process has, the one in use first; they tell nothing of the keys. */
  masterKeyIds: readonly string[];
  /** The first bytes of whatever the master key in use has wrapped. */
  wrappedByCurrent: Uint8Array;
  /** The same data key under the master key in use. Throws where none of the keys opens it. */
  rewrap(wrappedKey: Uint8Array): Uint8Array;
}
