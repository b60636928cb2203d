/** How much one caller may take of something in a window of machine time. */
export interface Budget {
  limit: number;
  windowSeconds: number;
  /** How much of it this is. */
  cost: number;
}

export interface Allowance {
  allowed: boolean;
  limit: number;
  /** With this one. */
  used: number;
  remaining: number;
  resetsInSeconds: number;
}

/** Counts over all processes, in machine time (quality 39, 43). */
export interface Limits {
  /** Takes from the budget of `key`, of which only a keyed hash is kept. */
  take(key: string, budget: Budget): Promise<Allowance>;
}
