/** Looks for what is known to be harmful in what people send (quality 37). */
export interface Scanner {
  /** 'away': nobody answered, or not in words; nothing was looked at. Never throws. */
  scan(bytes: Uint8Array): Promise<'clean' | 'harmful' | 'away'>;
}
