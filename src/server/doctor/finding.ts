/** What the doctor found out about one thing, in plain words. */
export interface Finding {
  /** `database`, `turn-tls`, … */
  id: string;
  state: 'good' | 'warning' | 'broken' | 'skipped';
  /** What is so. */
  what: string;
  /** What to do about it; always there where it is broken or a warning. */
  mend?: string;
}

export const good = (id: string, what: string): Finding => ({ id, state: 'good', what });
export const broken = (id: string, what: string, mend: string): Finding => ({ id, state: 'broken', what, mend });
export const warning = (id: string, what: string, mend: string): Finding => ({ id, state: 'warning', what, mend });
export const skipped = (id: string, what: string): Finding => ({ id, state: 'skipped', what });

/** A thing to look at. It answers with findings and throws nothing that is its business. */
export interface Check {
  id: string;
  /** What it may take; longer is a finding of its own. */
  seconds: number;
  look(): Promise<Finding[]>;
}

/** Looks at everything at once; a check that throws or hangs is broken, and keeps nobody waiting. */
export async function examine(checks: readonly Check[]): Promise<Finding[]> {
  const found = await Promise.all(checks.map((check) => Promise.race([attempt(check), late(check)])));
  return found.flat();
}

async function attempt({ id, look }: Check): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    return [broken(id, `could not be looked at: ${reasonOf(error)}`, 'Mend what the message says, then run the doctor again.')];
  }
}

function late({ id, seconds }: Check): Promise<Finding[]> {
  return new Promise((settle) => {
    setTimeout(() => settle([broken(id, `no answer within ${seconds} s`, 'A firewall that drops packets looks like this: let this machine reach that address and port.')]), seconds * 1000).unref();
  });
}

/** What went wrong in a line, without addresses that hold a password. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : error.cause;
  const text = error.message || ('code' in error ? String(error.code) : error.name);
  const why = inner instanceof Error && inner.message && inner.message !== text ? `${text}: ${inner.message}` : text;
  return why.replaceAll(/\/\/[^@\s/]+@/g, '//…@').split('\n')[0] ?? text;
}

/** What a terminal shows: a line per finding, what to do about it below. */
export function linesOf(findings: readonly Finding[]): string {
  const signs = { good: 'ok     ', warning: 'warning', broken: 'BROKEN ', skipped: 'skipped' };
  const lines = findings.map((one) => `${signs[one.state]} ${one.id}: ${one.what}${one.mend ? `\n          → ${one.mend}` : ''}`);
  const of = (state: Finding['state']) => findings.filter((one) => one.state === state);
  // Which they were stands at the end too, where a terminal still shows it.
  const named = (state: Finding['state']) => (of(state).length > 0 ? ` (${[...new Set(of(state).map((one) => one.id))].join(', ')})` : '');
  return `${lines.join('\n')}\n\n${of('good').length} good, ${of('warning').length} warnings${named('warning')}, ${of('broken').length} broken${named('broken')}, ${of('skipped').length} skipped\n`;
}

/** 0 where nothing is broken, 1 otherwise; warnings do not count. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 {
  return findings.some((one) => one.state === 'broken') ? 1 : 0;
}
