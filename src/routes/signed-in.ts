import type { Cookies } from '@sveltejs/kit';
import { cookieNames } from '#features/accounts/cookies.ts';

/** Puts the session or the step of signing in into this browser, which scripts cannot read (quality 19). */
export function keepCookie(
  cookies: Cookies,
  publicOrigin: string,
  name: 'session' | 'step',
  { token, maxAgeSeconds }: { token: string; maxAgeSeconds: number },
): void {
  cookies.set(cookieNames(publicOrigin)[name], token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicOrigin.startsWith('https:'),
    maxAge: maxAgeSeconds,
  });
}

export function dropCookie(cookies: Cookies, publicOrigin: string, name: 'session' | 'step'): void {
  cookies.delete(cookieNames(publicOrigin)[name], { path: '/', secure: publicOrigin.startsWith('https:') });
}
