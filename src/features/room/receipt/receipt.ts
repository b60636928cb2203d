/** What each side can read about its own call (V10); in words ready to show, but for the path. */
export interface Receipt {
  day: string;
  /** '9:52'; null where nobody was let in. */
  from: string | null;
  until: string | null;
  minutesTogether: number;
  /** How picture and sound went; null where they never did. */
  path: 'direct' | 'relayed' | null;
  roundTripMs: number | null;
  /** The words were found to differ (V7). */
  wordsDiffered: boolean;
  /** The last day on which it is known who came and went. */
  keptUntil: string;
  room: string;
}
