/** The money of one appointment in finished words, for the agenda's drawer. */
export interface MoneyPanel {
  line: string | null;
  /** What the specialist may take of the saved card, once; after an absence the late fee at most. */
  take: { mostCents: number; most: string; absent: boolean } | null;
  /** When the price is taken by itself. */
  takenAt: string | null;
  giveBack: { leftCents: number; left: string } | null;
  trouble: string | null;
  disputes: { words: string; open: boolean }[];
}
