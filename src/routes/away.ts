/** Faults of the connection to the database, by PostgreSQL's and Node's own codes: "in a moment", not "broken". */
const awayCodes = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '53300', '08006', '08001', '25P03',
  // Too slow (statement, lock), disk or memory full, read-only: what was not written was not acknowledged.
  '57014', '55P03', '53100', '53200', '58030', '25006',
]); // prettier-ignore

export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string') return awayCodes.has(error.code);
  return /timeout exceeded when trying to connect|Connection terminated|not queryable/.test(error.message);
}
