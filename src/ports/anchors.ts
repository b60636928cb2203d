/** Where the access log stood, kept outside its database: whoever owns that cannot cut off the log's end unseen (quality 83). */
export interface Anchor {
  seal: number;
  /** Base64url of the seal's hash. */
  hash: string;
}

export interface Anchors {
  /** Adds where the log stands now. */
  keep(anchor: Anchor, at: Date): void;
  /** The newest ones since the database was last restored from a copy, oldest first. */
  list(): Anchor[];
  /** The database is an older copy from here on: what was kept before says nothing of it. */
  startAnew(at: Date): void;
}
