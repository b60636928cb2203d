const secretKey =
  /^(authorization|bcc|body|cookie|code|credential|e?mail|first_?name|from|html|ip|last_?name|link|mobile|name|password|phone|reason|secret|set-cookie|signature|subject|surname|text|to|token|url)$/i;
// Bounded as addresses are: what strangers sent must not cost time (fault 48).
const emailAddress = /[^\s@<>"'(),;:=/]{1,64}@[^\s@<>"'(),;:=/]{1,253}\.[^\s@<>"'(),;:=/]{1,63}/g;
const phoneNumber = /\+\d[\d ]{6,16}\d/g;
const accessToken = /\bvc_[\w-]{20,}/g;
const hidden = '[hidden]';

/** What may stand in a log line of these fields (G3): known personal fields and anything like an address or number are hidden. */
export function redact(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, secretKey.test(key) ? hidden : redactValue(value, depth)]),
  );
}

/** The same text without what looks like an e-mail address, a phone number or an access token. */
export function redactText(text: string): string {
  return text.replace(emailAddress, hidden).replace(phoneNumber, hidden).replace(accessToken, hidden);
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (depth >= 4) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 50).map((each) => redactValue(each, depth + 1));
  if (value instanceof Error) return redactError(value, depth);
  return redact(value as Record<string, unknown>, depth + 1);
}

/** A machine's error by its class, codes and stack; `detail` of database errors quotes rows and stays out. */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return {
    type: error.name,
    message: redactText(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { errorCode: code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    stack: redactText(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, depth + 1) }),
  };
}
