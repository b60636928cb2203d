import type { Actor } from './people.ts';

/** Personal access tokens: what one may be good for, for whom, and for how long. */

export const scopes = [
  'schedule:read',
  'schedule:write',
  'services:write',
  'appointments:read',
  'appointments:write',
  'messages:read',
  'payments:read',
  'fhir:read',
] as const;
export type Scope = (typeof scopes)[number];

/** For how many days a token can be made; none lives for ever. */
export const tokenDays = [30, 90, 365] as const;
export const mostTokens = 20;

const form = /^vc_[A-Za-z0-9_-]{43}$/;

/** `vc_` and 256 bits, so that a scanner of leaked secrets knows one when it sees it. */
export function tokenText(secret: string): string {
  return `vc_${secret}`;
}

/** Whether a text can be a token at all; nobody is asked about anything else. */
export function looksLikeToken(text: string): boolean {
  return form.test(text);
}

/** The scopes that this kind of person may give away: nobody more than they may do themselves (B6). */
export function scopesOf(kind: Actor['kind']): readonly Scope[] {
  if (kind === 'specialist') return scopes;
  return kind === 'assistant' ? scopes.filter((scope) => scope !== 'services:write') : [];
}

/** Good until it is revoked or its day has come. */
export function tokenHolds(token: { endedAt: Date | null; expiresAt: Date | null }, now: Date): boolean {
  return token.endedAt === null && (token.expiresAt === null || now < token.expiresAt);
}
