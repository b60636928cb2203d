import type { OperationOutcome } from './r4.ts';

/** What went wrong, in FHIR's terms; nothing of a person, no trace of a machine. */
export function outcomeBody(code: OperationOutcome['issue'][number]['code'], diagnostics: string): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] };
}
