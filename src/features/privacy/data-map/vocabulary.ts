/** What a column holds about somebody. */
export type DataClass =
  /** Random ids that only tie rows together. */
  | 'key'
  /** A name, or what one is known by. */
  | 'identity'
  /** An address of mail, a telephone number, a postal address. */
  | 'contact'
  /** What somebody says of their health: sealed. */
  | 'health'
  /** That, when and with whom somebody has a consultation: health data by its circumstances (art. 9). */
  | 'care'
  | 'money'
  /** The browser or device, its camera, its line. */
  | 'device'
  /** Keys and proofs: hashes, sealed values, other people's ids of ours. */
  | 'secret'
  | 'preference'
  /** What somebody wrote for others to read. */
  | 'words'
  /** When and how a row came about and stands. */
  | 'state'
  /** What a practice publishes of itself. */
  | 'public';

/** Whom a table is about. */
export type Subject = 'patient' | 'practice' | 'account' | 'nobody';

/** What for, each with its legal basis (`purposes.ts`). */
export type Purpose = 'care' | 'call' | 'messages' | 'payment' | 'tax' | 'reviews' | 'sign-in' | 'security' | 'proof' | 'practice' | 'profile' | 'programs' | 'operation';

/** For how long (`retention.ts`). */
export type Kept = 'account' | 'care' | 'tax' | 'call' | 'messages' | 'sign-in' | 'day' | 'month' | 'quarter' | 'year' | 'blocked' | 'always' | 'practice' | 'review' | 'request';

/** A table: every column stands in exactly one class, names with a space between them. */
export interface TableMap {
  of: Subject;
  purpose: Purpose;
  kept: Kept;
  columns: Partial<Record<DataClass, string>>;
}

export type DataMap = Record<string, TableMap>;
