/**
 * A form as plain text fields; those named in `lists` may be given more than once and come as lists, of the others the
 * last counts. Files are no part of it.
 */
export function readForm(request: Request): Promise<Record<string, string>>;
export function readForm(request: Request, lists: readonly string[]): Promise<Record<string, string | string[]>>;
export async function readForm(request: Request, lists: readonly string[] = []): Promise<Record<string, string | string[]>> {
  const fields: Record<string, string | string[]> = {};
  for (const [name, value] of await request.formData()) {
    if (typeof value !== 'string') continue;
    const before = fields[name];
    if (lists.includes(name)) fields[name] = Array.isArray(before) ? [...before, value] : [value];
    else fields[name] = value;
  }
  return fields;
}

/** Status of the answer to a refused form. */
export function statusOf(kind: string): number {
  if (kind === 'not-found') return 404;
  if (kind === 'not-allowed' || kind === 'sign-in-again') return 403;
  return kind === 'invalid-input' ? 400 : 409;
}
